package org.posthouse.core.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A growing buffer for a wire or disk format: big-endian fixed numbers, LEB128 variable ones,
 * strings in UTF-8 behind their length. {@link ByteReader} reads what this writes.
 */
public final class ByteWriter {
    private byte[] bytes;
    private int length;

    /** A writer with room for {@code expectedBytes} before it has to grow. */
    public ByteWriter(int expectedBytes) {
        bytes = new byte[Math.max(16, expectedBytes)];
    }

    /** A writer for something small. */
    public ByteWriter() {
        this(128);
    }

    /** Bytes written so far. */
    public int length() {
        return length;
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** What was written, without a copy; valid until the next write. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    /** Starts anew, keeping the memory. */
    public ByteWriter clear() {
        length = 0;
        return this;
    }

    public ByteWriter u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    public ByteWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    public ByteWriter i32(int value) {
        room(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    public ByteWriter i64(long value) {
        return i32((int) (value >>> 32)).i32((int) value);
    }

    /**
     * A number that is mostly small and never negative in meaning: seven bits a byte, low bits
     * first.
     */
    public ByteWriter varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    /** Bytes behind their length. */
    public ByteWriter block(byte[] value) {
        return varint(value.length).raw(value, 0, value.length);
    }

    /** Bytes as they are. */
    public ByteWriter raw(byte[] value, int offset, int count) {
        room(count);
        System.arraycopy(value, offset, bytes, length, count);
        length += count;
        return this;
    }

    public ByteWriter string(String value) {
        return block(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A string that may be absent. */
    public ByteWriter optionalString(@Nullable String value) {
        bool(value != null);
        return value == null ? this : string(value);
    }

    /** The number of elements, then each of them as {@code element} writes it. */
    public <T> ByteWriter list(Collection<T> values, BiConsumer<ByteWriter, T> element) {
        varint(values.size());
        for (T value : values) {
            element.accept(this, value);
        }
        return this;
    }

    private void room(int count) {
        if (bytes.length - length < count) {
            bytes =
                    Arrays.copyOf(
                            bytes,
                            Math.max(Math.addExact(length, count), Math.multiplyExact(length, 2)));
        }
    }
}
