package org.posthouse.core.mime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.james.mime4j.codec.Base64InputStream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;

/**
 * The text of a message as SEARCH compares it: transfer encodings, encoded words and charsets
 * undone, in bounded memory. What cannot be decoded is taken as it is, a bad byte never ends a
 * search.
 */
public final class SearchText {
    private static final int CHUNK_BYTES = 16 * 1024;

    /** A header that is searched is read up to here. */
    private static final int HEADER_BYTES_MAX = 1024 * 1024;

    private SearchText() {}

    /**
     * Whether a field of that name contains the needle (SEARCH HEADER, FROM, SUBJECT ...).
     *
     * @param header a header block
     * @param field name in any case
     * @param needle text; an empty one asks only whether the field is there (RFC 3501, 6.4.4)
     * @return true when one such field has it
     */
    public static boolean headerContains(byte[] header, String field, String needle) {
        TextMatcher matcher = new TextMatcher(needle);
        boolean[] found = new boolean[1];
        HeaderFields.forEach(
                header,
                (span, name) -> {
                    if (!found[0] && name.equalsIgnoreCase(field)) {
                        matcher.boundary();
                        found[0] = matcher.feed(decode(header, span.valueStart(), span.end()));
                    }
                });
        return found[0];
    }

    /**
     * Whether the body contains the needle (SEARCH BODY): the text parts, and the headers and texts
     * of messages in it.
     *
     * @param structure of the message
     * @param source its bytes
     * @param needle text; an empty one is always found
     * @return true when it is there; it is not found across two parts
     * @throws IOException when the source cannot be read
     */
    public static boolean bodyContains(MessageStructure structure, ByteSource source, String needle)
            throws IOException {
        return contains(structure, source, new TextMatcher(needle), false);
    }

    /**
     * Whether the header or the body contains the needle (SEARCH TEXT).
     *
     * @param structure of the message
     * @param source its bytes
     * @param needle text; an empty one is always found
     * @return true when it is there
     * @throws IOException when the source cannot be read
     */
    public static boolean textContains(MessageStructure structure, ByteSource source, String needle)
            throws IOException {
        return contains(structure, source, new TextMatcher(needle), true);
    }

    private static boolean contains(
            MessageStructure structure, ByteSource source, TextMatcher matcher, boolean topHeader)
            throws IOException {
        if (matcher.found()) {
            return true;
        }
        for (MessagePart part : structure.parts()) {
            boolean searched = part.message() && (topHeader || part.parent() >= 0);
            if (searched && feedHeader(part, source, matcher)) {
                return true;
            }
            if (part.kind() == MessagePart.Kind.TEXT && feedBody(part, source, matcher)) {
                return true;
            }
        }
        return false;
    }

    private static boolean feedHeader(MessagePart part, ByteSource source, TextMatcher matcher)
            throws IOException {
        byte[] header;
        try (InputStream in = source.open(part.headerOffset(), part.headerLength())) {
            header = in.readNBytes((int) Math.min(part.headerLength(), HEADER_BYTES_MAX));
        }
        HeaderFields.forEach(
                header,
                (span, name) -> {
                    matcher.boundary();
                    matcher.feed(name);
                    matcher.feed(": ");
                    matcher.feed(decode(header, span.valueStart(), span.end()));
                });
        return matcher.found();
    }

    private static boolean feedBody(MessagePart part, ByteSource source, TextMatcher matcher)
            throws IOException {
        matcher.boundary();
        try (InputStream raw = source.open(part.bodyOffset(), part.bodyLength());
                InputStream in = decoded(raw, part.encoding())) {
            CharsetDecoder decoder =
                    charset(part.charset())
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPLACE)
                            .onUnmappableCharacter(CodingErrorAction.REPLACE);
            ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES);
            CharBuffer chars = CharBuffer.allocate(CHUNK_BYTES);
            boolean end = false;
            while (!end) {
                int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
                end = count < 0;
                bytes.position(bytes.position() + Math.max(count, 0)).flip();
                boolean more = true;
                while (more) {
                    more = decoder.decode(bytes, chars, end).isOverflow();
                    if (matcher.feed(chars.flip())) {
                        return true;
                    }
                    chars.clear();
                }
                bytes.compact();
            }
        }
        return false;
    }

    private static InputStream decoded(InputStream raw, TransferEncoding encoding) {
        return switch (encoding) {
            case IDENTITY -> raw;
            case QUOTED_PRINTABLE -> new QuotedPrintableInputStream(raw, DecodeMonitor.SILENT);
            case BASE64 -> new Base64InputStream(raw, DecodeMonitor.SILENT);
        };
    }

    /**
     * The text of a header value: UTF-8 where it is valid, else windows-1252; encoded words decoded
     * (RFC 2047). Encoded words of an unknown charset stay as they are.
     *
     * @param value the bytes of the value, folded or not
     * @return its text without line ends
     */
    public static String decodeHeader(byte[] value) {
        return decode(value, 0, value.length);
    }

    private static String decode(byte[] header, int from, int to) {
        ByteBuilder unfolded = new ByteBuilder();
        for (int i = from; i < to; i++) {
            if (header[i] != '\r' && header[i] != '\n') {
                unfolded.append(header[i]);
            }
        }
        String text = text(unfolded.toArray()).strip();
        return EncodedWords.decode(text);
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, charset("windows-1252"));
        }
    }

    /** Mail says us-ascii and means anything, mostly UTF-8, of which ASCII is a part. */
    private static Charset charset(String name) {
        String known =
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "us-ascii",
                            "ascii",
                            "ansi_x3.4-1968",
                            "unknown-8bit",
                            "x-unknown",
                            "default" ->
                            "utf-8";
                    // Mailers that say Latin-1 send windows-1252, which is the same but for control
                    // characters.
                    case "iso-8859-1", "latin1" -> "windows-1252";
                    case "gb2312", "gbk" -> "gb18030";
                    default -> name;
                };
        try {
            Charset charset = Charset.forName(known);
            // Some charsets can only encode or only detect; newDecoder of those throws.
            charset.newDecoder();
            return charset;
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
