package org.posthouse.core.mime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The mails beside the tests, and short cuts to look at their structure. */
final class Mails {
    static final List<String> NAMES =
            List.of(
                    "alternative",
                    "attachment",
                    "bare-newlines",
                    "boundary-in-header",
                    "broken-addresses",
                    "broken-content-type",
                    "digest",
                    "eight-bit",
                    "empty-multipart",
                    "folded-everything",
                    "forwarded",
                    "header-only",
                    "message-top",
                    "missing-end",
                    "nested-deep",
                    "no-boundary",
                    "no-content-type",
                    "nul-bytes",
                    "outer-closes-inner",
                    "plain",
                    "prefix-boundaries",
                    "prefix-boundaries-reversed",
                    "repeated-fields");

    private Mails() {}

    static byte[] mail(String name) {
        return resource(name + ".eml");
    }

    static byte[] resource(String file) {
        try (InputStream in = Objects.requireNonNull(Mails.class.getResourceAsStream(file), file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(file, e);
        }
    }

    static MessageStructure scan(byte[] message) {
        MimeScanner scanner = new MimeScanner();
        scanner.write(message, 0, message.length);
        return scanner.finish();
    }

    static MessageStructure scan(String message) {
        return scan(bytes(message));
    }

    /** The lines, each ended by CRLF. */
    static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String string(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }

    static String text(MessageStructure structure, MessageStructure.Text text) {
        return string(structure.text(text));
    }

    /** The three texts and the part table, in the form of the .structure files. */
    static String describe(MessageStructure s) {
        StringBuilder out = new StringBuilder();
        for (MessageStructure.Text text : MessageStructure.Text.values()) {
            out.append(text(s, text)).append('\n');
        }
        for (MessagePart p : s.parts()) {
            out.append(s.path(p)).append(' ').append(p.kind()).append(' ').append(p.mediaType());
            out.append(' ').append(p.charset()).append(' ').append(p.encoding());
            out.append(" header ").append(p.headerOffset()).append('+').append(p.headerLength());
            out.append(" body ").append(p.bodyOffset()).append('+').append(p.bodyLength());
            out.append(" lines ").append(p.bodyLines()).append('\n');
        }
        return out.toString();
    }
}
