package org.posthouse.store.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The writer's side of the token {@code owner.<n>}. A rename is one atomic step on the server and
 * no cache lies about it: whoever renames first has the journal.
 */
final class OwnerFence {
    private final Path directory;
    private final Disk disk;
    private long renames;

    OwnerFence(Path directory, Disk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /** Puts the first token into a directory that nobody knows yet. */
    static void create(Path directory) throws IOException {
        Files.createFile(directory.resolve(JournalFiles.OWNER + 0));
        JournalFiles.sync(directory);
    }

    /** The token as this writer knows it. */
    Path token() {
        return directory.resolve(JournalFiles.OWNER + renames);
    }

    /**
     * Proves the ownership.
     *
     * @throws java.nio.file.NoSuchFileException when the token was taken
     * @throws IOException when that cannot be known, which is as bad
     */
    void prove() throws IOException {
        disk.renameToken(token(), directory.resolve(JournalFiles.OWNER + (renames + 1)));
        renames++;
    }
}
