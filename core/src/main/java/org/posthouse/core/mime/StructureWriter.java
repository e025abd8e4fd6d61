package org.posthouse.core.mime;

import java.nio.charset.StandardCharsets;

/** Renders the finished tree of parts into the bytes of a {@link MessageStructure}. */
final class StructureWriter {
    /**
     * A multipart must show at least one part (RFC 3501, 9: body-type-mpart = 1*body); an empty
     * text stands in for none, as in Dovecot.
     */
    private static final String NO_PART =
            "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0";

    private StructureWriter() {}

    static MessageStructure write(PartNode root, int parts, SentFields sent) {
        ByteBuilder bodyStructure = new ByteBuilder();
        body(bodyStructure, root, true);
        ByteBuilder body = new ByteBuilder();
        body(body, root, false);
        ByteBuilder table = new ByteBuilder();
        StructureCodec.varint(table, parts);
        new Table(table).part(root, -1);
        return MessageStructure.decode(
                StructureCodec.encode(
                        root.envelope,
                        bodyStructure.toArray(),
                        body.toArray(),
                        table.toArray(),
                        StructureCodec.encode(sent)));
    }

    // As deep as nestingMax at most, so recursion is safe.
    private static void body(ByteBuilder out, PartNode part, boolean extensible) {
        out.append('(');
        switch (part.kind) {
            case MULTIPART -> multipart(out, part, extensible);
            case MESSAGE -> {
                sized(out, part).append(' ');
                PartNode message = part.children.getFirst();
                out.append(message.envelope).append(' ');
                body(out, message, extensible);
                out.append(' ').decimal(part.bodyLines);
                leafExtension(out, part, extensible);
            }
            case TEXT -> {
                sized(out, part).append(' ').decimal(part.bodyLines);
                leafExtension(out, part, extensible);
            }
            case BINARY -> {
                sized(out, part);
                leafExtension(out, part, extensible);
            }
        }
        out.append(')');
    }

    private static ByteBuilder sized(ByteBuilder out, PartNode part) {
        return out.append(part.head).append(' ').decimal(part.bodyLength);
    }

    private static void leafExtension(ByteBuilder out, PartNode part, boolean extensible) {
        if (extensible) {
            out.append(' ').append(part.md5).append(' ').append(part.extension);
        }
    }

    private static void multipart(ByteBuilder out, PartNode part, boolean extensible) {
        for (PartNode child : part.children) {
            body(out, child, extensible);
        }
        if (part.children.isEmpty()) {
            out.ascii(NO_PART).ascii(extensible ? " NIL NIL NIL NIL)" : ")");
        }
        out.append(' ').append(part.head);
        if (extensible) {
            out.append(' ').append(part.parameters).append(' ').append(part.extension);
        }
    }

    /** Numbers the parts, parents first, and writes their rows. */
    private static final class Table {
        private final ByteBuilder out;
        private int next;

        Table(ByteBuilder out) {
            this.out = out;
        }

        void part(PartNode part, int parent) {
            int index = next++;
            out.append(StructureCodec.flags(part.kind, part.encoding, part.message));
            StructureCodec.varint(out, parent + 1L);
            StructureCodec.varint(out, part.headerOffset);
            StructureCodec.varint(out, part.bodyOffset - part.headerOffset);
            StructureCodec.varint(out, part.bodyLength);
            StructureCodec.varint(out, part.bodyLines);
            StructureCodec.bytes(out, part.mediaType.getBytes(StandardCharsets.ISO_8859_1));
            if (part.kind == MessagePart.Kind.TEXT) {
                StructureCodec.bytes(out, part.charset.getBytes(StandardCharsets.ISO_8859_1));
            }
            for (PartNode child : part.children) {
                part(child, index);
            }
        }
    }
}
