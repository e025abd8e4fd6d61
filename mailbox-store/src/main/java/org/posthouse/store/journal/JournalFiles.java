package org.posthouse.store.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Names and directories.
 *
 * <pre>
 * journals/&lt;node&gt;/claimed-7         this number was given away; the newest one stays for ever
 *                 /starting-7/       becomes 7/ in one step, with its token inside
 *                 /7/owner.12        the token, 12 renames old; fenced-owner.12 when it was taken
 *                 /7/seg-0000000003/19700101F.cq4
 *                 /7/retired-0000000002-…/   a segment on its way out
 *                 /7/SEALED          where the journal ends
 *                 /deleted-6/        a journal on its way out
 * </pre>
 */
final class JournalFiles {
    static final String QUEUE_FILE = "19700101F.cq4";
    static final String OWNER = "owner.";
    static final String FENCED = "fenced-";
    static final String SEGMENT = "seg-";
    static final String RETIRED = "retired-";
    static final String STARTING = "starting-";
    static final String CLAIMED = "claimed-";
    static final String DELETED = "deleted-";
    static final String SEALED = "SEALED";

    private JournalFiles() {}

    static Path incarnation(Path journals, long incarnation) {
        return journals.resolve(Long.toString(incarnation));
    }

    static Path segment(Path incarnation, long number) {
        return incarnation.resolve(String.format(Locale.ROOT, SEGMENT + "%010d", number));
    }

    static String name(Path path) {
        return Objects.requireNonNull(path.getFileName()).toString();
    }

    static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    /** The number after the prefix, if the name is of that kind. */
    static OptionalLong number(String name, String prefix) {
        if (!name.startsWith(prefix) || name.length() == prefix.length()) {
            return OptionalLong.empty();
        }
        for (int i = prefix.length(); i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return OptionalLong.empty();
            }
        }
        try {
            return OptionalLong.of(Long.parseLong(name, prefix.length(), name.length(), 10));
        } catch (NumberFormatException tooLong) {
            return OptionalLong.empty();
        }
    }

    /** What lies in a directory; nothing when it is not there. */
    static List<Path> list(Path directory) throws IOException {
        var entries = new ArrayList<Path>();
        try (var stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException gone) {
            return List.of();
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        return entries;
    }

    /** Makes what was created, renamed or deleted in the directory durable. */
    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Creates a directory and those above it, each durable in its parent. */
    static void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = parent(directory);
        createDirectories(parent);
        Files.createDirectories(directory);
        sync(parent);
    }

    /**
     * Deletes a directory and what is in it.
     *
     * @return false when something stays for now: an NFS client keeps deleted files that are still
     *     open as {@code .nfs…}
     */
    static boolean deleteTree(Path path) throws IOException {
        boolean gone = true;
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            for (Path entry : list(path)) {
                if (name(entry).startsWith(".nfs")) {
                    gone = false;
                } else {
                    gone &= deleteTree(entry);
                }
            }
        }
        if (gone) {
            try {
                Files.deleteIfExists(path);
            } catch (DirectoryNotEmptyException leftover) {
                return false;
            }
        }
        return gone;
    }
}
