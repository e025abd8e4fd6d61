package org.posthouse.core.mime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes. Whoever appends sees to the limit. */
final class ByteBuilder {
    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int length;

    int length() {
        return length;
    }

    byte at(int index) {
        return bytes[index];
    }

    ByteBuilder append(int b) {
        room(1);
        bytes[length++] = (byte) b;
        return this;
    }

    ByteBuilder append(byte[] source) {
        return append(source, 0, source.length);
    }

    ByteBuilder append(byte[] source, int offset, int count) {
        room(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
        return this;
    }

    ByteBuilder ascii(String text) {
        return append(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    ByteBuilder decimal(long number) {
        return ascii(Long.toString(number));
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int count) {
        if (bytes.length - length < count) {
            bytes =
                    Arrays.copyOf(
                            bytes,
                            Math.max(
                                    Math.max(64, length + count),
                                    bytes.length + (bytes.length >> 1)));
        }
    }
}
