package org.posthouse.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Every call that changes what is on the disk, in one place, so that tests can stop the world
 * before and after each of them. Reading is not here: it changes nothing.
 */
public interface Disk {
    /** The real one. */
    Disk REAL = new Disk() {};

    /** Called before a step that is made of calls elsewhere, such as retiring a journal segment. */
    default void step(String what) throws IOException {}

    /** Creates a file that does not exist yet, for reading and writing. */
    default FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    /** Opens a file of this process again, to go on writing where it stopped. */
    default FileChannel reopen(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Writes all of the bytes at an offset. */
    default void write(Path file, FileChannel channel, ByteBuffer bytes, long offset)
            throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** Brings what was written to the file to stable storage. A failure is final. */
    default void force(Path file, FileChannel channel) throws IOException {
        channel.force(true);
    }

    /** Renames in one step; replaces what is there. */
    default void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Gives a file a second name. */
    default void link(Path existing, Path name) throws IOException {
        Files.createLink(name, existing);
    }

    /** Deletes a file or an empty directory; nothing when it is gone already. */
    default void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** Creates a directory; nothing when it is there already. */
    default void createDirectory(Path directory) throws IOException {
        Files.createDirectories(directory);
    }

    /** Makes names that were created, renamed or deleted in a directory durable. */
    default void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
