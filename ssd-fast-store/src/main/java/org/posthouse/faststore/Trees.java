package org.posthouse.faststore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.posthouse.core.layout.AccountPaths;

/**
 * Makes and removes whole directory trees so that a crash leaves them there or not there, and
 * hidden leftovers at most.
 */
final class Trees {

    /** The hidden name of a tree that is being removed. */
    static final String DELETED_PREFIX = ".deleted-";

    /** The hidden name of a tree that is being made. */
    static final String CREATING_PREFIX = ".creating-";

    private final FileSteps steps;

    Trees(FileSteps steps) {
        this.steps = steps;
    }

    /** A path beside {@code directory} that nobody else uses. */
    Path hiddenBeside(Path directory, String prefix) {
        return directory.resolveSibling(
                prefix + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }

    /** Renames a tree and makes that durable on both sides. */
    void move(Path from, Path to) throws IOException {
        Path above = parentOf(to);
        steps.createDirectories(above);
        steps.rename(from, to);
        steps.forceDirectory(above);
        if (!parentOf(from).equals(above)) {
            steps.forceDirectory(parentOf(from));
        }
    }

    /** Takes a tree out of sight in one step, then removes it. */
    void delete(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path hidden = hiddenBeside(directory, DELETED_PREFIX);
        move(directory, hidden);
        try {
            removeAll(hidden);
        } catch (IOException e) {
            throw new IOException(
                    directory
                            + " is deleted, but not all of it could be removed from "
                            + hidden
                            + "; check the permissions there: the next start tries again",
                    e);
        }
    }

    /** Removes what crashes have left in one directory. */
    int removeLeftovers(Path directory) throws IOException {
        var leftovers = new ArrayList<Path>();
        Directories.each(
                directory,
                entry -> {
                    String name = entry.getFileName().toString();
                    if (name.startsWith(DELETED_PREFIX) || name.startsWith(CREATING_PREFIX)) {
                        leftovers.add(entry);
                    }
                });
        for (Path leftover : leftovers) {
            removeAll(leftover);
        }
        return leftovers.size();
    }

    /**
     * Removes a tree from its leaves. Symbolic links are removed and not followed, but for {@code
     * .sub} folders: these may be links to where another disk is, and what lies there belongs to
     * the tree.
     */
    private void removeAll(Path path) throws IOException {
        boolean link = Files.isSymbolicLink(path);
        boolean folder = path.getFileName().toString().endsWith(AccountPaths.FOLDER_SUFFIX);
        if (link
                ? folder && Files.isDirectory(path)
                : Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Directories.each(path, this::removeAll);
        }
        Files.deleteIfExists(path);
    }

    private static Path parentOf(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalStateException("a tree without a directory above it: " + path);
        }
        return parent;
    }
}
