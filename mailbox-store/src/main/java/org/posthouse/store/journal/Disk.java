package org.posthouse.store.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The three calls on which everything depends, in one place, so that tests can make them fail or
 * wait.
 */
interface Disk {
    /** The real one. */
    Disk REAL =
            new Disk() {
                @Override
                public void force(FileChannel segment) throws IOException {
                    segment.force(false);
                }

                @Override
                public void renameToken(Path from, Path to) throws IOException {
                    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                }

                @Override
                public long usableBytes(Path directory) throws IOException {
                    return Files.getFileStore(directory).getUsableSpace();
                }
            };

    /**
     * Brings all that was written into the segment to stable storage, whether by write or through a
     * mapping.
     */
    void force(FileChannel segment) throws IOException;

    /**
     * One atomic step on the server; {@link java.nio.file.NoSuchFileException} when the token is
     * gone.
     */
    void renameToken(Path from, Path to) throws IOException;

    /** Free space for this process on the file system of the directory. */
    long usableBytes(Path directory) throws IOException;
}
