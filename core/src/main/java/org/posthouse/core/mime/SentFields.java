package org.posthouse.core.mime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What SORT and THREAD need of the top header and ENVELOPE does not say.
 *
 * @param date the sent date, null when absent or unreadable
 * @param references the unfolded References field, each character one byte; null when absent; of a
 *     long one the end
 */
public record SentFields(@Nullable Rfc5322Date date, @Nullable String references) {
    static final SentFields NONE = new SentFields(null, null);

    /**
     * The last ids are the nearest ancestors: they are worth keeping (RFC 5256, 3 works with any of
     * them).
     */
    private static final int REFERENCES_BYTES_MAX = 8 * 1024;

    static SentFields of(byte @Nullable [] date, byte @Nullable [] references) {
        String kept = null;
        if (references != null) {
            int from = Math.max(0, references.length - REFERENCES_BYTES_MAX);
            kept =
                    new String(
                            Arrays.copyOfRange(references, from, references.length),
                            StandardCharsets.ISO_8859_1);
        }
        return new SentFields(
                date == null
                        ? null
                        : Rfc5322Date.parse(new String(date, StandardCharsets.ISO_8859_1)),
                kept);
    }
}
