package org.posthouse.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.posthouse.core.account.AccountId;
import org.posthouse.store.files.AccountDirectory;
import org.posthouse.store.files.Disk;

/**
 * Makes the directories of accounts appear, move and disappear, each in one step: a crash leaves
 * the account where it was or where it should be, and at most a hidden leftover beside it.
 */
final class AccountDirectories {
    private static final String CREATING = ".creating-";
    private static final String DELETED = ".deleted-";

    private final Disk disk;

    AccountDirectories(Disk disk) {
        this.disk = disk;
    }

    /** Creates an account's directory, and those above it. */
    void create(Path directory, AccountId id, long epoch) throws IOException {
        if (Files.exists(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        createAbove(parent(directory));
        sweep(parent(directory), name(directory));
        Path creating = directory.resolveSibling(CREATING + name(directory));
        disk.createDirectory(creating);
        AccountDirectory.initialize(creating, id, epoch, disk);
        disk.move(creating, directory);
        disk.syncDirectory(parent(directory));
    }

    /** Moves an account's directory within a file system. */
    void rename(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        createAbove(parent(to));
        disk.move(from, to);
        disk.syncDirectory(parent(to));
        disk.syncDirectory(parent(from));
    }

    /** Deletes an account's directory with all that is in it. Does nothing when it is gone. */
    void delete(Path directory, AccountId id) throws IOException {
        Path deleted = directory.resolveSibling(DELETED + name(directory) + "-" + id);
        if (Files.exists(directory)) {
            disk.move(directory, deleted);
            disk.syncDirectory(parent(directory));
        }
        deleteTree(deleted);
        disk.syncDirectory(parent(directory));
    }

    /** Removes what a crash has left of creating or deleting an account of this name. */
    private void sweep(Path parent, String name) throws IOException {
        for (Path entry : list(parent)) {
            String found = name(entry);
            if (found.equals(CREATING + name) || found.startsWith(DELETED + name + "-")) {
                deleteTree(entry);
            }
        }
    }

    /** Creates a directory and those above it, each durable in its parent. */
    void createAbove(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            createAbove(parent(directory));
            disk.createDirectory(directory);
            disk.syncDirectory(parent(directory));
        }
    }

    void deleteTree(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            for (Path entry : list(path)) {
                deleteTree(entry);
            }
        }
        disk.delete(path);
    }

    static List<Path> list(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (var stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException gone) {
            return List.of();
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        return entries;
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    private static String name(Path path) {
        return Objects.requireNonNull(path.getFileName()).toString();
    }
}
