package org.posthouse.codec;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.bytes.ByteReader;
import org.posthouse.core.bytes.MalformedBytes;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.MalformedSettings;
import org.posthouse.core.settings.SettingsParser;

/**
 * Reads what {@link WireWriter} wrote. Throws {@link MalformedBytes} on anything that it can't have
 * written, before it allocates for it.
 */
final class WireReader {
    private static final byte[] NO_BYTES = {};

    private final byte[] head;
    private final Tail tail;
    private ByteReader in;

    /** Reads a head of {@code headBytes} at {@code at}, and the tail behind it. */
    WireReader(Buffer buffer, int at, int headBytes, int tailBytes) {
        head = buffer.getBytes(at, at + headBytes);
        in = new ByteReader(head);
        tail = new Tail(buffer, at + headBytes, tailBytes);
    }

    boolean bool() {
        return in.bool();
    }

    int i32() {
        return in.i32();
    }

    long i64() {
        return in.i64();
    }

    long varint() {
        return in.varint();
    }

    /** A number that is never negative and fits an {@code int}. */
    int number() {
        return in.varint32();
    }

    /** A number that is never negative. */
    long size() {
        long value = in.varint();
        if (value < 0) {
            throw new MalformedBytes("size " + value);
        }
        return value;
    }

    String text() {
        return in.string();
    }

    AccountName account() {
        return AccountName.parse(in.string())
                .accepted()
                .orElseThrow(() -> new MalformedBytes("no name of an account"));
    }

    MailboxName mailbox() {
        return new MailboxName(in.string());
    }

    Dictionary dictionary() {
        try {
            if (SettingsParser.parseLine(in.string()) instanceof Dictionary dictionary) {
                return dictionary;
            }
        } catch (MalformedSettings e) {
            throw new MalformedBytes("settings: " + e.getMessage());
        }
        throw new MalformedBytes("settings: no dictionary");
    }

    NumberSet numbers() {
        return NumberSet.read(in);
    }

    <T> Optional<T> optional(Function<WireReader, T> read) {
        return in.bool() ? Optional.of(read.apply(this)) : Optional.empty();
    }

    /** A list; each of its elements takes at least a byte. */
    <T> List<T> list(Function<WireReader, T> read) {
        int count = in.varint32();
        if (count > in.remaining()) {
            throw new MalformedBytes(count + " elements in " + in.remaining() + " bytes");
        }
        List<T> values = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            values.add(read.apply(this));
        }
        return values;
    }

    List<String> texts() {
        return list(WireReader::text);
    }

    /** A record: {@code read} takes the fields that it knows, and those behind are passed over. */
    <T> T record(Function<WireReader, T> read) {
        ByteReader outer = in;
        int length = outer.varint32();
        int from = outer.position();
        outer.skip(length);
        in = new ByteReader(head, from, length);
        T value = read.apply(this);
        in = outer;
        return value;
    }

    /** Bytes of a mail, copied out of the bus's buffer. */
    byte[] block() {
        return tail.take(in.varint(), in.varint());
    }

    /** The large blocks, which are taken in the order in which they lie. */
    private static final class Tail {
        private final Buffer buffer;
        private final int from;
        private final int bytes;
        private long next;

        Tail(Buffer buffer, int from, int bytes) {
            this.buffer = buffer;
            this.from = from;
            this.bytes = bytes;
        }

        /** No byte is taken twice, so that all blocks together are no larger than the tail. */
        byte[] take(long offset, long length) {
            if (offset < next || length < 0 || offset > bytes || length > bytes - offset) {
                throw new MalformedBytes(
                        "block " + offset + "+" + length + " of " + bytes + " after " + next);
            }
            next = offset + length;
            if (length == 0) {
                return NO_BYTES;
            }
            int start = from + (int) offset;
            return buffer.getBytes(start, start + (int) length);
        }
    }
}
