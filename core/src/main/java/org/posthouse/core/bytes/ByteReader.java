package org.posthouse.core.bytes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link ByteWriter} wrote. Every length is checked against what is really there before
 * anything is allocated, so that damaged or hostile input costs a {@link MalformedBytes} and
 * nothing else.
 */
public final class ByteReader {
    private final byte[] bytes;
    private final int end;
    private int position;

    /** Reads {@code count} bytes of {@code bytes} from {@code offset}. */
    public ByteReader(byte[] bytes, int offset, int count) {
        if (offset < 0 || count < 0 || offset > bytes.length - count) {
            throw new MalformedBytes(
                    "range " + offset + "+" + count + " of " + bytes.length + " bytes");
        }
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + count;
    }

    public ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** Bytes not read yet. */
    public int remaining() {
        return end - position;
    }

    /** Index in the underlying array of the next byte. */
    public int position() {
        return position;
    }

    public int u8() {
        need(1);
        return bytes[position++] & 0xFF;
    }

    public boolean bool() {
        int value = u8();
        if (value > 1) {
            throw new MalformedBytes("truth value " + value);
        }
        return value == 1;
    }

    public int i32() {
        need(4);
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | (bytes[position++] & 0xFF);
        }
        return value;
    }

    public long i64() {
        long high = i32();
        return high << 32 | (i32() & 0xFFFFFFFFL);
    }

    public long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new MalformedBytes("number longer than ten bytes");
    }

    /** A variable number that fits a non-negative {@code int}. */
    public int varint32() {
        long value = varint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new MalformedBytes("number out of range: " + value);
        }
        return (int) value;
    }

    public byte[] block() {
        int count = varint32();
        need(count);
        byte[] value = new byte[count];
        System.arraycopy(bytes, position, value, 0, count);
        position += count;
        return value;
    }

    /** Passes over {@code count} bytes, such as fields that a newer writer appended. */
    public void skip(int count) {
        need(count);
        position += count;
    }

    public String string() {
        int count = varint32();
        need(count);
        String value = new String(bytes, position, count, StandardCharsets.UTF_8);
        position += count;
        return value;
    }

    public @Nullable String optionalString() {
        return bool() ? string() : null;
    }

    /** A list whose every element takes at least one byte. */
    public <T> List<T> list(Function<ByteReader, T> element) {
        int count = varint32();
        need(count);
        List<T> values = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            values.add(element.apply(this));
        }
        return List.copyOf(values);
    }

    private void need(int count) {
        if (count < 0 || count > end - position) {
            throw new MalformedBytes(count + " bytes wanted, " + (end - position) + " left");
        }
    }
}
