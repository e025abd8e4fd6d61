package org.posthouse.core.mime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@link MessageStructure}, big-endian, varints as in LEB128.
 *
 * <pre>
 *  0         2       3       4       5
 * +---------+-------+-------+-------+----- - - -----+----------- - - ----------+
 * | 'P' 'S' | major | minor | count | count entries | the sections, one after  |
 * |         |  (1)  |  (0)  |       | id u8, len u32| another, in entry order  |
 * +---------+-------+-------+-------+----- - - -----+----------- - - ----------+
 *
 *  section 1 ENVELOPE, 2 BODYSTRUCTURE, 3 BODY: text for FETCH, parentheses included
 *  section 4 parts: varint count, then per part, parents first:
 *      u8  kind (bits 0-1), encoding (bits 2-3), top of a message (bit 4)
 *      varint  index of the parent + 1, 0 for the top part
 *      varint  header offset, header length, body length, body lines
 *      varint length + bytes: media type; for kind TEXT also the charset
 *  section 5 sent fields: u8 presence (bit 0 date, bit 1 references),
 *      date: i64 epoch millis, i16 offset minutes; references: varint length + bytes
 * </pre>
 *
 * A newer minor version may add sections, and bytes at the end of section 5; a reader passes over
 * both. It refuses another major version.
 */
final class StructureCodec {
    static final int MAJOR = 1;
    static final int MINOR = 0;
    private static final int HEAD_BYTES = 5;
    private static final int ENTRY_BYTES = 5;

    /** kind, parent, offset, three lengths and the length of an empty media type. */
    private static final int PART_BYTES_MIN = 7;

    private StructureCodec() {}

    static byte[] encode(byte[]... sections) {
        ByteBuilder out = new ByteBuilder();
        out.append('P').append('S').append(MAJOR).append(MINOR).append(sections.length);
        for (int i = 0; i < sections.length; i++) {
            out.append(i + 1);
            int length = sections[i].length;
            out.append(length >>> 24).append(length >>> 16).append(length >>> 8).append(length);
        }
        for (byte[] section : sections) {
            out.append(section);
        }
        return out.toArray();
    }

    static byte[] encode(SentFields sent) {
        ByteBuilder out = new ByteBuilder();
        Rfc5322Date date = sent.date();
        String references = sent.references();
        out.append((date == null ? 0 : 1) | (references == null ? 0 : 2));
        if (date != null) {
            byte[] fixed =
                    ByteBuffer.allocate(10)
                            .putLong(date.epochMillis())
                            .putShort((short) date.offsetMinutes())
                            .array();
            out.append(fixed);
        }
        if (references != null) {
            bytes(out, references.getBytes(StandardCharsets.ISO_8859_1));
        }
        return out.toArray();
    }

    /**
     * Finds one section without looking at the others; the position and limit of the argument bound
     * the encoding and stay as they are.
     */
    static ByteBuffer section(ByteBuffer encoded, int id) {
        int base = encoded.position();
        int size = encoded.remaining();
        if (size < HEAD_BYTES || encoded.get(base) != 'P' || encoded.get(base + 1) != 'S') {
            throw new MalformedStructure("no message structure: " + size + " bytes");
        }
        if (encoded.get(base + 2) != MAJOR) {
            throw new MalformedStructure("message structure of version " + encoded.get(base + 2));
        }
        int count = encoded.get(base + 4) & 0xFF;
        long at = HEAD_BYTES + (long) count * ENTRY_BYTES;
        for (int i = 0; i < count && at <= size; i++) {
            int entry = HEAD_BYTES + i * ENTRY_BYTES;
            long length = u32(encoded, base + entry + 1);
            if (at + length > size) {
                throw new MalformedStructure(
                        "section " + encoded.get(base + entry) + " reaches beyond the end");
            }
            if (encoded.get(base + entry) == id) {
                return encoded.slice(base + (int) at, (int) length).asReadOnlyBuffer();
            }
            at += length;
        }
        throw new MalformedStructure("no section " + id);
    }

    private static long u32(ByteBuffer encoded, int at) {
        return (encoded.get(at) & 0xFFL) << 24
                | (encoded.get(at + 1) & 0xFFL) << 16
                | (encoded.get(at + 2) & 0xFFL) << 8
                | (encoded.get(at + 3) & 0xFFL);
    }

    static List<MessagePart> parts(ByteBuffer in) {
        long count = varint(in);
        if (count < 1 || count > in.remaining() / PART_BYTES_MIN) {
            throw new MalformedStructure(
                    "a table of " + count + " parts in " + in.remaining() + " bytes");
        }
        List<MessagePart> parts = new ArrayList<>((int) count);
        for (int i = 0; i < count; i++) {
            MessagePart part = part(in, i);
            checkPlace(parts, part);
            parts.add(part);
        }
        if (in.hasRemaining()) {
            throw new MalformedStructure(in.remaining() + " bytes behind the table of parts");
        }
        return List.copyOf(parts);
    }

    private static MessagePart part(ByteBuffer in, int index) {
        int flags = u8(in);
        long parent = varint(in) - 1;
        if (flags > 0x1F || parent >= index || (parent < 0) != (index == 0)) {
            throw new MalformedStructure(
                    "part " + index + " has flags " + flags + " and parent " + parent);
        }
        MessagePart.Kind kind = MessagePart.Kind.of(flags & 3);
        long headerOffset = varint(in);
        long headerLength = varint(in);
        long bodyLength = varint(in);
        long bodyLines = varint(in);
        String mediaType = string(in);
        String charset = kind == MessagePart.Kind.TEXT ? string(in) : "us-ascii";
        return new MessagePart(
                index,
                (int) parent,
                kind,
                (flags & 0x10) != 0,
                mediaType,
                charset,
                TransferEncoding.of(flags >> 2 & 3),
                headerOffset,
                headerLength,
                headerOffset + headerLength,
                bodyLength,
                bodyLines);
    }

    private static void checkPlace(List<MessagePart> before, MessagePart part) {
        boolean fits = part.bodyLines() <= part.bodyLength();
        if (part.parent() < 0) {
            fits &= part.headerOffset() == 0 && part.message();
        } else {
            MessagePart parent = before.get(part.parent());
            long parentEnd = parent.bodyOffset() + parent.bodyLength();
            fits &=
                    part.headerOffset() >= parent.bodyOffset()
                            && part.bodyOffset() + part.bodyLength() <= parentEnd;
            fits &=
                    switch (parent.kind()) {
                        case MULTIPART -> !part.message();
                        case MESSAGE -> part.message() && parent.index() == part.index() - 1;
                        case TEXT, BINARY -> false;
                    };
        }
        MessagePart last = before.isEmpty() ? null : before.getLast();
        fits &=
                last == null
                        || last.kind() != MessagePart.Kind.MESSAGE
                        || part.parent() == last.index();
        if (!fits) {
            throw new MalformedStructure("part " + part.index() + " does not fit where it is");
        }
    }

    static SentFields sentFields(ByteBuffer in) {
        int present = u8(in);
        Rfc5322Date date = null;
        if ((present & 1) != 0) {
            if (in.remaining() < 10) {
                throw new MalformedStructure("the sent date is cut off");
            }
            date = new Rfc5322Date(in.getLong(), in.getShort());
        }
        @Nullable String references = (present & 2) == 0 ? null : string(in);
        return new SentFields(date, references);
    }

    static int flags(MessagePart.Kind kind, TransferEncoding encoding, boolean message) {
        return kind.code() | encoding.code() << 2 | (message ? 0x10 : 0);
    }

    static void varint(ByteBuilder out, long value) {
        long rest = value;
        while (rest > 0x7F) {
            out.append((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.append((int) rest);
    }

    static void bytes(ByteBuilder out, byte[] bytes) {
        varint(out, bytes.length);
        out.append(bytes);
    }

    /** At most 56 bits: sums of two never overflow. */
    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 56; shift += 7) {
            int b = u8(in);
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw new MalformedStructure("a number of more than 56 bits");
    }

    private static String string(ByteBuffer in) {
        long length = varint(in);
        if (length > in.remaining()) {
            throw new MalformedStructure(
                    "a string of " + length + " bytes with " + in.remaining() + " left");
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static int u8(ByteBuffer in) {
        if (!in.hasRemaining()) {
            throw new MalformedStructure("cut off");
        }
        return in.get() & 0xFF;
    }
}
