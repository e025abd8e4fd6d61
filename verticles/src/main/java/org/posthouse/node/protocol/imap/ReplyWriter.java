package org.posthouse.node.protocol.imap;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.NumberSet;

/** One growing array that answers are formatted into, given away as a buffer without a copy. */
final class ReplyWriter {
    private static final byte[] CRLF = {'\r', '\n'};

    private byte[] bytes;
    private int length;

    ReplyWriter(int expectedBytes) {
        bytes = new byte[Math.max(64, expectedBytes)];
    }

    ReplyWriter() {
        this(256);
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Characters of US-ASCII; each is one byte. */
    @SuppressWarnings("deprecation") // the one way to copy a compact string without an array
    ReplyWriter ascii(String text) {
        int count = text.length();
        room(count);
        text.getBytes(0, count, bytes, length);
        length += count;
        return this;
    }

    ReplyWriter bytes(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    ReplyWriter crlf() {
        return bytes(CRLF);
    }

    ReplyWriter number(long value) {
        if (value < 0) {
            return ascii(Long.toString(value));
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        room(digits);
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** A number from 0 to 99. */
    ReplyWriter twoDigits(int value) {
        room(2);
        bytes[length++] = (byte) ('0' + value / 10);
        bytes[length++] = (byte) ('0' + value % 10);
        return this;
    }

    ReplyWriter set(NumberSet numbers) {
        for (int i = 0; i < numbers.rangeCount(); i++) {
            if (i > 0) {
                ascii(",");
            }
            number(numbers.first(i));
            if (numbers.last(i) != numbers.first(i)) {
                ascii(":").number(numbers.last(i));
            }
        }
        return this;
    }

    /** The name as an atom where it is one, otherwise quoted. */
    ReplyWriter mailbox(MailboxName name) {
        return string(ModifiedUtf7.encode(name.value()));
    }

    /** Printable US-ASCII, as an atom where it is one, otherwise quoted. */
    ReplyWriter string(String text) {
        if (ImapScanner.isAtom(text)) {
            return ascii(text);
        }
        ascii("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                ascii("\\");
            }
            room(1);
            bytes[length++] = (byte) c;
        }
        return ascii("\"");
    }

    /** What was written; the writer is empty afterwards. */
    Buffer take() {
        Buffer taken = BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, 0, length));
        bytes = new byte[0];
        length = 0;
        return taken;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private void room(int count) {
        if (bytes.length - length < count) {
            int wanted = Math.addExact(length, count);
            bytes =
                    Arrays.copyOf(
                            bytes,
                            (int)
                                    Math.min(
                                            Integer.MAX_VALUE - 8,
                                            Math.max(256L, Math.max(wanted, 2L * length))));
        }
    }
}
