package org.posthouse.core.mime;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What IMAP must know of a message, found once at delivery. It lives as bytes ({@link
 * StructureCodec} draws them): FETCH copies the rendered ENVELOPE, BODYSTRUCTURE and BODY out of
 * them by {@link #text(ByteBuffer, Text)} without building any object of this class.
 */
public final class MessageStructure {

    /** The texts that FETCH sends as they are. */
    public enum Text {
        /** ENVELOPE (RFC 3501, 7.4.2). */
        ENVELOPE,
        /** BODYSTRUCTURE, with the extension data. */
        BODYSTRUCTURE,
        /** BODY without a section: no extension data. */
        BODY;

        private int section() {
            return switch (this) {
                case ENVELOPE -> 1;
                case BODYSTRUCTURE -> 2;
                case BODY -> 3;
            };
        }
    }

    private static final int PARTS_SECTION = 4;
    private static final int SENT_SECTION = 5;

    private final byte[] encoded;
    private final List<MessagePart> parts;
    private final SentFields sent;

    private MessageStructure(byte[] encoded, List<MessagePart> parts, SentFields sent) {
        this.encoded = encoded;
        this.parts = parts;
        this.sent = sent;
    }

    /**
     * Reads an encoded structure.
     *
     * @param encoded the bytes of {@link #encode}; they are kept, so the caller must not change
     *     them
     * @return the structure
     * @throws MalformedStructure when the bytes are not a structure of this major version
     */
    public static MessageStructure decode(byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        for (Text text : Text.values()) {
            text(bytes, text);
        }
        List<MessagePart> parts =
                StructureCodec.parts(StructureCodec.section(bytes, PARTS_SECTION));
        return new MessageStructure(
                encoded,
                parts,
                StructureCodec.sentFields(StructureCodec.section(bytes, SENT_SECTION)));
    }

    /**
     * The bytes to store, {@link #decode}'s counterpart.
     *
     * @return a copy
     */
    public byte[] encode() {
        return encoded.clone();
    }

    /**
     * Appends the bytes to store to a buffer.
     *
     * @param target has room for {@link #encodedBytes()} more
     * @throws java.nio.BufferOverflowException when it has not
     */
    public void encode(ByteBuffer target) {
        target.put(encoded);
    }

    /**
     * Size of the encoding.
     *
     * @return bytes, below 4 MiB with the default limits
     */
    public int encodedBytes() {
        return encoded.length;
    }

    /**
     * One of the rendered texts, straight from the encoding: a look at the directory and a slice.
     *
     * @param encoded holds an encoded structure between its position and its limit
     * @param text which one
     * @return a read-only view of those bytes, from the opening to the closing parenthesis
     * @throws MalformedStructure when it is not there
     */
    public static ByteBuffer text(ByteBuffer encoded, Text text) {
        return StructureCodec.section(encoded, text.section());
    }

    /**
     * One of the rendered texts.
     *
     * @param text which one
     * @return a read-only view of its bytes
     */
    public ByteBuffer text(Text text) {
        return text(ByteBuffer.wrap(encoded), text);
    }

    /**
     * The fields of the ENVELOPE one by one, for SORT and SEARCH.
     *
     * @return a view of the rendered text
     */
    public EnvelopeView envelope() {
        return EnvelopeView.of(text(Text.ENVELOPE));
    }

    /**
     * All parts.
     *
     * @return parents before their children, the top part first
     */
    public List<MessagePart> parts() {
        return parts;
    }

    /**
     * The sent date.
     *
     * @return null when the Date field is absent or unreadable
     */
    public @Nullable Rfc5322Date sentDate() {
        return sent.date();
    }

    /**
     * The References field for THREAD.
     *
     * @return unfolded, each character one byte; null when absent
     */
    public @Nullable String references() {
        return sent.references();
    }

    /**
     * Size of the whole message.
     *
     * @return bytes (RFC822.SIZE)
     */
    public long sizeBytes() {
        MessagePart top = parts.getFirst();
        return top.bodyOffset() + top.bodyLength();
    }

    /**
     * Where the bytes of a section are. For the sections that filter the header this is the whole
     * header: {@link HeaderFields} does the rest, and {@link SectionSpec#partialOf} cuts
     * afterwards. For all others the partial range is applied.
     *
     * @param spec the section
     * @return its range, or absent when the message has no such part or the part no such section
     */
    public Located locate(SectionSpec spec) {
        MessagePart part = part(spec.path());
        if (part == null) {
            return Located.ABSENT;
        }
        // HEADER and TEXT of a numbered part mean those of the message in it (RFC 3501, 6.4.5).
        boolean top = spec.path().isEmpty();
        MessagePart message =
                top ? part : part.kind() == MessagePart.Kind.MESSAGE ? child(part, 1) : null;
        return switch (spec.kind()) {
            case SectionSpec.Full _ ->
                    top ? spec.cut(0, sizeBytes()) : spec.cut(part.bodyOffset(), part.bodyLength());
            case SectionSpec.Mime _ ->
                    top ? Located.ABSENT : spec.cut(part.headerOffset(), part.headerLength());
            case SectionSpec.Header _ ->
                    message == null
                            ? Located.ABSENT
                            : spec.cut(message.headerOffset(), message.headerLength());
            case SectionSpec.Fields _ ->
                    message == null
                            ? Located.ABSENT
                            : new Located.Range(message.headerOffset(), message.headerLength());
            case SectionSpec.Text _ ->
                    message == null
                            ? Located.ABSENT
                            : spec.cut(message.bodyOffset(), message.bodyLength());
        };
    }

    /**
     * The part that a section path names.
     *
     * @param path part numbers, 1 and up; none for the message
     * @return null when there is no such part
     */
    public @Nullable MessagePart part(List<Integer> path) {
        MessagePart part = parts.getFirst();
        boolean first = true;
        for (int number : path) {
            MessagePart message =
                    first ? part : part.kind() == MessagePart.Kind.MESSAGE ? child(part, 1) : null;
            first = false;
            if (message != null && message.kind() != MessagePart.Kind.MULTIPART) {
                // A message that is no multipart has one part, which is its body (RFC 3501, 6.4.5).
                part = number == 1 ? message : null;
            } else {
                MessagePart multipart = message == null ? part : message;
                part =
                        multipart.kind() == MessagePart.Kind.MULTIPART
                                ? child(multipart, number)
                                : null;
            }
            if (part == null) {
                return null;
            }
        }
        return part;
    }

    private @Nullable MessagePart child(MessagePart parent, int number) {
        int left = number;
        for (int i = parent.index() + 1; i < parts.size(); i++) {
            if (parts.get(i).parent() == parent.index() && --left == 0) {
                return parts.get(i);
            }
        }
        return null;
    }

    /**
     * The section path of a part, as IMAP counts. The top part of a message has its number only
     * when it is no multipart: it is then part 1.
     *
     * @param part one of {@link #parts()}
     * @return such as {@code 2.1}; for the multipart at the top of a message the path of that
     *     message, which is empty for the whole one
     */
    public String path(MessagePart part) {
        String around = part.parent() < 0 ? "" : path(parts.get(part.parent()));
        int number = 1;
        if (part.message()) {
            if (part.kind() == MessagePart.Kind.MULTIPART) {
                return around;
            }
        } else {
            for (int i = part.parent() + 1; i < part.index(); i++) {
                if (parts.get(i).parent() == part.parent()) {
                    number++;
                }
            }
        }
        return around.isEmpty() ? Integer.toString(number) : around + "." + number;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MessageStructure s && Arrays.equals(encoded, s.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "MessageStructure[" + parts.size() + " parts, " + sizeBytes() + " bytes]";
    }
}
