package org.posthouse.core.mime;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A section of FETCH BODY[...] (RFC 3501, 6.4.5).
 *
 * @param path part numbers from the outside in, each 1 or more; empty for the whole message
 * @param kind what of the part
 * @param partial which bytes of it; null for all
 */
public record SectionSpec(List<Integer> path, Kind kind, @Nullable Partial partial) {

    /** What of the part is meant. */
    public sealed interface Kind {}

    /** The whole message, or the body of a part: {@code BODY[]}, {@code BODY[2.1]}. */
    public record Full() implements Kind {}

    /** The header of the message: {@code BODY[HEADER]}, {@code BODY[2.HEADER]}. */
    public record Header() implements Kind {}

    /**
     * Some fields of that header: {@code HEADER.FIELDS}, {@code HEADER.FIELDS.NOT}.
     *
     * @param names field names in any case
     * @param not whether all others are meant
     */
    public record Fields(List<String> names, boolean not) implements Kind {
        /** Copies the names. */
        public Fields {
            names = List.copyOf(names);
        }
    }

    /** The body of the message: {@code BODY[TEXT]}, {@code BODY[2.TEXT]}. */
    public record Text() implements Kind {}

    /** The header of a part: {@code BODY[2.MIME]}. */
    public record Mime() implements Kind {}

    /**
     * {@code <offset.count>}.
     *
     * @param offset bytes to leave out
     * @param count bytes to send at most
     */
    public record Partial(long offset, long count) {
        /**
         * Checks the range.
         *
         * @throws IllegalArgumentException when a number is negative
         */
        public Partial {
            if (offset < 0 || count < 0) {
                throw new IllegalArgumentException("partial <" + offset + "." + count + ">");
            }
        }
    }

    /**
     * Copies the path.
     *
     * @throws IllegalArgumentException when a part number is below 1
     */
    public SectionSpec {
        path = List.copyOf(path);
        if (path.stream().anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException("part numbers start at 1: " + path);
        }
    }

    /**
     * Cuts the partial range out of what a filter of header fields returned.
     *
     * @param whole all bytes of the section
     * @return those that were asked for; none when the range starts beyond the end (RFC 3501,
     *     6.4.5)
     */
    public byte[] partialOf(byte[] whole) {
        Located.Range range = cut(0, whole.length);
        return range.length() == whole.length
                ? whole
                : Arrays.copyOfRange(
                        whole, (int) range.offset(), (int) (range.offset() + range.length()));
    }

    Located.Range cut(long offset, long length) {
        if (partial == null) {
            return new Located.Range(offset, length);
        }
        long skipped = Math.min(partial.offset(), length);
        return new Located.Range(offset + skipped, Math.min(partial.count(), length - skipped));
    }
}
