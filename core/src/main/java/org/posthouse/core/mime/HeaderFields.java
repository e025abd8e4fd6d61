package org.posthouse.core.mime;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** Looks into a header block without changing a byte of its fields. */
public final class HeaderFields {
    private HeaderFields() {}

    /**
     * Where one field is: its name before the colon, its value behind it, up to the end of its last
     * line.
     */
    record Span(int start, int nameEnd, int valueStart, int end) {}

    /**
     * The fields that HEADER.FIELDS or HEADER.FIELDS.NOT asks for, as they are, in their order, and
     * the blank line, which RFC 3501 (6.4.5) wants in any case. Lines that are no field belong to
     * no name: only {@code not} returns them.
     *
     * @param header a header block with or without its blank line
     * @param names field names in any case
     * @param not whether all fields but those are wanted
     * @return the bytes, ended by CRLF
     */
    public static byte[] filter(byte[] header, Collection<String> names, boolean not) {
        Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        wanted.addAll(names);
        ByteBuilder kept = new ByteBuilder();
        forEach(
                header,
                (span, name) -> {
                    if (wanted.contains(name) != not) {
                        kept.append(header, span.start, span.end - span.start);
                    }
                });
        if (kept.length() > 0 && kept.at(kept.length() - 1) != '\n') {
            kept.append('\r').append('\n');
        }
        return kept.append('\r').append('\n').toArray();
    }

    /**
     * Calls back for each field in order with its name; the name is empty for a line that is no
     * field.
     */
    static void forEach(byte[] header, BiConsumer<Span, String> field) {
        int at = 0;
        while (at < header.length && !isBlankLine(header, at)) {
            int start = at;
            at = lineEnd(header, at);
            int colon = start;
            while (colon < at && header[colon] != ':') {
                colon++;
            }
            while (at < header.length && (header[at] == ' ' || header[at] == '\t')) {
                at = lineEnd(header, at);
            }
            boolean named = colon < at && header[colon] == ':';
            String name =
                    named
                            ? new String(header, start, colon - start, StandardCharsets.ISO_8859_1)
                                    .strip()
                            : "";
            field.accept(new Span(start, colon, Math.min(colon + 1, at), at), name);
        }
    }

    private static int lineEnd(byte[] header, int from) {
        int lf = LineFeeds.next(header, from, header.length);
        return lf < 0 ? header.length : lf + 1;
    }

    private static boolean isBlankLine(byte[] header, int at) {
        return header[at] == '\n'
                || (header[at] == '\r' && at + 1 < header.length && header[at + 1] == '\n');
    }
}
