package org.posthouse.codec;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.bytes.ByteWriter;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.SettingsPrinter;

/**
 * Collects a message in the form that {@link WireFormat} draws. The bytes of mails are kept by
 * reference and copied once, into the bus's buffer.
 */
final class WireWriter {
    /** One writer for each level of records; level 0 is the message itself. */
    private final List<ByteWriter> levels = new ArrayList<>();

    private int level;
    private ByteWriter head = new ByteWriter(256);
    private final List<byte[]> tail = new ArrayList<>();
    private int tailBytes;

    WireWriter() {
        levels.add(head);
    }

    /** Lengths, head and tail; once, at the end. */
    void appendTo(Buffer out) {
        out.appendInt(head.length()).appendInt(tailBytes);
        out.appendBytes(head.toBuffer().array(), 0, head.length());
        for (byte[] bytes : tail) {
            out.appendBytes(bytes);
        }
    }

    WireWriter bool(boolean value) {
        head.bool(value);
        return this;
    }

    /** A number of fixed length, for one that is large or may be negative. */
    WireWriter i32(int value) {
        head.i32(value);
        return this;
    }

    /** A number of fixed length, for one that is random. */
    WireWriter i64(long value) {
        head.i64(value);
        return this;
    }

    WireWriter varint(long value) {
        head.varint(value);
        return this;
    }

    WireWriter text(String value) {
        head.string(value);
        return this;
    }

    WireWriter account(AccountName value) {
        return text(value.toString());
    }

    WireWriter mailbox(MailboxName value) {
        return text(value.value());
    }

    WireWriter dictionary(Dictionary value) {
        return text(SettingsPrinter.wire(value));
    }

    WireWriter numbers(NumberSet value) {
        value.write(head);
        return this;
    }

    <T> WireWriter optional(Optional<T> value, BiConsumer<WireWriter, T> write) {
        bool(value.isPresent());
        value.ifPresent(present -> write.accept(this, present));
        return this;
    }

    <T> WireWriter list(Collection<T> values, BiConsumer<WireWriter, T> write) {
        varint(values.size());
        for (T value : values) {
            write.accept(this, value);
        }
        return this;
    }

    WireWriter texts(Collection<String> values) {
        return list(values, WireWriter::text);
    }

    /** A record: whatever {@code fields} writes, behind its length. */
    WireWriter record(Consumer<WireWriter> fields) {
        ByteWriter outer = head;
        level++;
        if (level == levels.size()) {
            levels.add(new ByteWriter(64));
        }
        head = levels.get(level).clear();
        fields.accept(this);
        outer.varint(head.length()).raw(head.toBuffer().array(), 0, head.length());
        head = outer;
        level--;
        return this;
    }

    /** One of several kinds of record. */
    WireWriter oneOf(int number, Consumer<WireWriter> fields) {
        return varint(number).record(fields);
    }

    WireWriter block(byte[] bytes) {
        return block(List.of(bytes));
    }

    /** A block that is in pieces here and in one there. */
    WireWriter block(List<byte[]> pieces) {
        int before = tailBytes;
        for (byte[] piece : pieces) {
            tailBytes = Math.addExact(tailBytes, piece.length);
            tail.add(piece);
        }
        return varint(before).varint((long) tailBytes - before);
    }
}
