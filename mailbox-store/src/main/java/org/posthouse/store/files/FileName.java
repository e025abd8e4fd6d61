package org.posthouse.store.files;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of an account's file says. Of files that tell of the same event or body the greater
 * one counts: the later owner's, then the later one of the same owner.
 *
 * <pre>
 * 00000001000000a7-0000000003.log                     epoch, number
 * 00000001000000a7-0000000004.seg
 * 00000001000000a7-0000000005-00000000000004d2.seg    and the id of its only body, which was staged
 * 00000001000000a7-0000000006.snap
 * </pre>
 *
 * @param epoch the ownership that wrote the file
 * @param number counts the files of an epoch, of all kinds together, from 1
 * @param bodyId the only body of a staged segment, 0 for every other file
 */
public record FileName(long epoch, int number, long bodyId, Kind kind)
        implements Comparable<FileName> {
    /** What the file is. */
    public enum Kind {
        LOG("events", ".log"),
        SEGMENT("bodies", ".seg"),
        SNAPSHOT("state", ".snap");

        private final String directory;
        private final String suffix;

        Kind(String directory, String suffix) {
            this.directory = directory;
            this.suffix = suffix;
        }

        /** The directory of such files within the account's. */
        public String directory() {
            return directory;
        }
    }

    private static final Pattern NAME =
            Pattern.compile(
                    "([0-9a-f]{16})-([0-9]{10})(?:-([0-9a-f]{16}))?(\\.log|\\.seg|\\.snap)");

    private static final Comparator<FileName> ORDER =
            Comparator.comparingLong(FileName::epoch)
                    .thenComparingInt(FileName::number)
                    .thenComparing(FileName::kind)
                    .thenComparingLong(FileName::bodyId);

    /** Reads a name; empty when it is none of ours. */
    public static Optional<FileName> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            long epoch = Long.parseUnsignedLong(matcher.group(1), 16);
            int number = Integer.parseInt(matcher.group(2));
            String body = matcher.group(3);
            long bodyId = body == null ? 0 : Long.parseUnsignedLong(body, 16);
            for (Kind kind : Kind.values()) {
                if (kind.suffix.equals(matcher.group(4))) {
                    return Optional.of(new FileName(epoch, number, bodyId, kind));
                }
            }
        } catch (NumberFormatException tooLong) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Where the file lies in an account's directory. */
    public Path in(Path accountDirectory) {
        return accountDirectory.resolve(kind.directory).resolve(toString());
    }

    @Override
    public int compareTo(FileName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        String body = bodyId == 0 ? "" : String.format(Locale.ROOT, "-%016x", bodyId);
        return String.format(Locale.ROOT, "%016x-%010d%s%s", epoch, number, body, kind.suffix);
    }

    static String of(Path path) {
        return Objects.requireNonNull(path.getFileName()).toString();
    }
}
