package org.posthouse.core.mime;

/**
 * One part of a message. All offsets count bytes from the first byte of the stored message.
 *
 * <p>A part with parts in it is a multipart, whose children are its parts, or a message/rfc822,
 * whose only child is the top part of the message in it. The full Content fields of a part (id,
 * description, parameters, disposition ...) are in the rendered BODYSTRUCTURE only.
 *
 * @param index place in the part table, 0 for the top part; parents come before their children
 * @param parent index of the part around this one, -1 for the top part
 * @param kind what the part may hold
 * @param message whether the part is the top of a message: the whole one or one in a message/rfc822
 *     part
 * @param mediaType type and subtype in lower case, such as {@code text/plain}
 * @param charset of a text part, in lower case; {@code us-ascii} when none is named
 * @param encoding of the body
 * @param headerOffset where the header begins
 * @param headerLength bytes of the header, the blank line after it included
 * @param bodyOffset where the body begins
 * @param bodyLength bytes of the body; the line end before a boundary belongs to the boundary (RFC
 *     2046, 5.1.1)
 * @param bodyLines line ends in the body
 */
public record MessagePart(
        int index,
        int parent,
        Kind kind,
        boolean message,
        String mediaType,
        String charset,
        TransferEncoding encoding,
        long headerOffset,
        long headerLength,
        long bodyOffset,
        long bodyLength,
        long bodyLines) {

    /** What a part may hold. */
    public enum Kind {
        /** text/*. */
        TEXT,
        /** A leaf that is no text. */
        BINARY,
        /** multipart/*. */
        MULTIPART,
        /** message/rfc822 with one child. */
        MESSAGE;

        int code() {
            return switch (this) {
                case TEXT -> 0;
                case BINARY -> 1;
                case MULTIPART -> 2;
                case MESSAGE -> 3;
            };
        }

        static Kind of(int code) {
            return switch (code) {
                case 0 -> TEXT;
                case 1 -> BINARY;
                case 2 -> MULTIPART;
                case 3 -> MESSAGE;
                default -> throw new MalformedStructure("unknown kind of part " + code);
            };
        }
    }
}
