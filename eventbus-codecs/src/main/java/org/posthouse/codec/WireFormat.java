package org.posthouse.codec;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.posthouse.codec.Received.NotUnderstood;
import org.posthouse.codec.Received.Reason;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.bytes.MalformedBytes;

/**
 * A message as it crosses from node to node.
 *
 * <pre>
 * u8      version      {@link #VERSION} of the writer
 * u16     type         {@link MessageFamily#type}
 * i32     head length
 * i32     tail length
 * bytes   head         the message's fields; small, parsed
 * bytes   tail         the bytes of mails, one after another; large, copied once and never parsed
 * </pre>
 *
 * In the head stand, in the order of each record's components:
 *
 * <pre>
 * number      varint   64 bits, low seven first, as {@code ByteWriter} writes it
 * text        varint   length, then UTF-8
 * dictionary  text     as the PWD wire has it
 * list        varint   count, then the elements
 * optional    u8       0 or 1, then the value
 * record      varint   length, then its fields
 * one of      varint   number of the kind, then its record
 * block       varint   offset in the tail, varint length; offsets never go back
 * </pre>
 *
 * Two releases understand each other by these rules:
 *
 * <ul>
 *   <li>A newer release may append fields to a record. An older reader passes over them, so only
 *       what it does right without may be appended; anything else gets a new number. A newer reader
 *       finds the record ended before the new fields, and takes what they stand for then.
 *   <li>A number of a kind that the reader does not know makes the message not understood ({@link
 *       Reason#NEWER_RELEASE}), except where leaving it out is harmless, which is said there.
 *   <li>Each such release counts the version up. It is told in the log and decides nothing below
 *       {@link #VERSION_OTHER_LAYOUT}; from there on, the layout above no longer holds.
 *   <li>Numbers are never used again for something else.
 * </ul>
 */
final class WireFormat {
    /** What this release writes. */
    static final int VERSION = 1;

    /** A version from which on nothing but itself can be read. */
    static final int VERSION_OTHER_LAYOUT = 128;

    /** Bytes before the head. */
    static final int PREFIX_BYTES = 11;

    /** All that may cross the bus. */
    static final List<MessageFamily<?>> FAMILIES =
            List.of(new AccountRequestFamily(), new AccountReplyFamily(), new MailboxWatchFamily());

    private WireFormat() {}

    /** Whether there is a family for this message. */
    static boolean carries(Object message) {
        for (MessageFamily<?> family : FAMILIES) {
            if (family.messages().isInstance(message)) {
                return true;
            }
        }
        return false;
    }

    /** Appends the message to the buffer; throws {@link IllegalArgumentException} on a stranger. */
    static void write(Object message, Buffer out) {
        for (MessageFamily<?> family : FAMILIES) {
            if (family.messages().isInstance(message)) {
                write(family, message, out);
                return;
            }
        }
        throw new IllegalArgumentException("no family for a " + message.getClass().getName());
    }

    private static <T> void write(MessageFamily<T> family, Object message, Buffer out) {
        WireWriter writer = new WireWriter();
        family.write(family.messages().cast(message), writer);
        out.appendUnsignedByte((short) VERSION).appendUnsignedShort(family.type());
        writer.appendTo(out);
    }

    /** Reads the message that begins at {@code at}. Never throws, whatever the bytes. */
    static Received<?> read(Buffer in, int at) {
        try {
            return readFrame(in, at);
        } catch (MalformedBytes | NewerRelease e) {
            return notUnderstood(CommandId.NONE, e);
        }
    }

    private static Received<?> readFrame(Buffer in, int at) {
        if (at < 0 || at > in.length() - PREFIX_BYTES) {
            throw new MalformedBytes("message of " + (in.length() - at) + " bytes");
        }
        int version = in.getUnsignedByte(at);
        if (version >= VERSION_OTHER_LAYOUT) {
            throw new NewerRelease("layout", version);
        }
        if (version == 0) {
            throw new MalformedBytes("version 0");
        }
        int headBytes = in.getInt(at + 3);
        int tailBytes = in.getInt(at + 7);
        int present = in.length() - at - PREFIX_BYTES;
        if (headBytes < 0 || tailBytes < 0 || (long) headBytes + tailBytes > present) {
            throw new MalformedBytes(
                    "head of " + headBytes + " and tail of " + tailBytes + " in " + present);
        }
        int type = in.getUnsignedShort(at + 1);
        for (MessageFamily<?> family : FAMILIES) {
            if (family.type() == type) {
                return family.read(new WireReader(in, at + PREFIX_BYTES, headBytes, tailBytes));
            }
        }
        throw new NewerRelease("message", type);
    }

    /** What is told of a message in which {@code problem} was found. */
    static <T> NotUnderstood<T> notUnderstood(CommandId commandId, RuntimeException problem) {
        Reason reason = problem instanceof NewerRelease ? Reason.NEWER_RELEASE : Reason.MALFORMED;
        return new NotUnderstood<>(commandId, reason, String.valueOf(problem.getMessage()));
    }
}
