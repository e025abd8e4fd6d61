package org.posthouse.store.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthouse.core.account.AccountId;
import org.posthouse.store.files.FileName.Kind;

/**
 * The directory of one account and what lies in it.
 *
 * @param path the {@code .macnt} directory
 * @param accountId whose it must be
 */
public record AccountDirectory(Path path, AccountId accountId) {
    /** Prefix of files that are not finished: left by a crash, and deleted by the next owner. */
    static final String UNFINISHED = ".new-";

    /** The account's files of a kind, least first. */
    public List<FileName> list(Kind kind) throws IOException {
        List<FileName> names = new ArrayList<>();
        for (Path file : entries(kind)) {
            FileName.parse(FileName.of(file)).filter(n -> n.kind() == kind).ifPresent(names::add);
        }
        names.sort(null);
        return names;
    }

    /** A number that no file of the epoch has. */
    public int nextNumber(long epoch) throws IOException {
        int last = 0;
        for (Kind kind : Kind.values()) {
            for (FileName name : list(kind)) {
                if (name.epoch() == epoch) {
                    last = Math.max(last, name.number());
                }
            }
        }
        return Math.incrementExact(last);
    }

    /** Deletes what a crash has left unfinished. */
    void deleteUnfinished(Disk disk) throws IOException {
        for (Kind kind : Kind.values()) {
            for (Path file : entries(kind)) {
                if (FileName.of(file).startsWith(UNFINISHED)) {
                    disk.delete(file);
                }
            }
        }
    }

    /**
     * Whose files lie in a directory, told by the first of them that is intact; empty when there is
     * none.
     */
    public static Optional<AccountId> identify(Path path) throws IOException {
        AccountDirectory any = new AccountDirectory(path, FileHead.NO_ACCOUNT);
        for (Kind kind : Kind.values()) {
            int magic =
                    switch (kind) {
                        case LOG -> FileHead.LOG;
                        case SEGMENT -> FileHead.SEGMENT;
                        case SNAPSHOT -> FileHead.SNAPSHOT;
                    };
            for (FileName name : any.list(kind)) {
                Path file = name.in(path);
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    Optional<AccountId> id =
                            FileHead.read(file, channel, magic)
                                    .map(FileHead::accountId)
                                    .filter(found -> !found.equals(FileHead.NO_ACCOUNT));
                    if (id.isPresent()) {
                        return id;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Makes a directory an account's: the directories in it, and one file that says whose they are.
     * The caller makes the directory itself appear.
     */
    public static void initialize(Path path, AccountId accountId, long epoch, Disk disk)
            throws IOException {
        for (Kind kind : Kind.values()) {
            disk.createDirectory(path.resolve(kind.directory()));
        }
        Path file = new FileName(epoch, 1, 0, Kind.LOG).in(path);
        try (NewFile log = NewFile.create(file, disk)) {
            log.write(new FileHead(FileHead.LOG, accountId, epoch, 1).toBytes());
            log.force();
        }
        disk.syncDirectory(path.resolve(Kind.LOG.directory()));
        disk.syncDirectory(path);
    }

    /** Throws when a file is another account's: then somebody has mixed up directories. */
    void check(Path file, FileHead head) throws IOException {
        AccountId found = head.accountId();
        if (!found.equals(accountId) && !found.equals(FileHead.NO_ACCOUNT)) {
            throw new IOException(
                    file
                            + " belongs to the account with the id "
                            + found
                            + " and not to the one with the id "
                            + accountId
                            + ". Next step: move it to where it belongs");
        }
    }

    private List<Path> entries(Kind kind) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (var stream = Files.newDirectoryStream(path.resolve(kind.directory()))) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        return entries;
    }
}
