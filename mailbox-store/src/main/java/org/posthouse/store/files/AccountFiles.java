package org.posthouse.store.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.posthouse.core.account.Account;
import org.posthouse.store.files.FileName.Kind;

/**
 * The files of one open account. Bodies are read and staged by any thread; writing is for one
 * thread at a time.
 */
public final class AccountFiles implements AutoCloseable {
    private static final int SNAPSHOTS_KEPT = 2;
    private static final int COPY_BYTES = 256 << 10;

    private final AccountDirectory directory;
    private final long epoch;
    private final FileLimits limits;
    private final Disk disk;
    private final OpenChannels channels;
    private final Consumer<Damage> damaged;
    private final AtomicInteger numbers;
    private final AccountWriter writer;
    private final SmallFiles smallFiles;
    private final BodyIndex bodies;
    private final Set<FileName> pendingStaged = ConcurrentHashMap.newKeySet();
    private long snapshotBytes;
    private boolean evidenceKept;
    private long logBytesBefore;

    private AccountFiles(
            AccountDirectory directory,
            long epoch,
            FileLimits limits,
            Disk disk,
            OpenChannels channels,
            Consumer<Damage> damaged,
            Loaded loaded)
            throws IOException {
        this.directory = directory;
        this.epoch = epoch;
        this.limits = limits;
        this.disk = disk;
        this.channels = channels;
        this.damaged = damaged;
        this.numbers = new AtomicInteger(directory.nextNumber(epoch));
        this.writer = AccountWriter.begin(directory, epoch, numbers, limits, disk);
        this.smallFiles = new SmallFiles(directory, epoch, numbers, limits, disk);
        this.bodies = new BodyIndex(loaded.bodies());
        this.snapshotBytes = loaded.snapshotBytes();
        this.logBytesBefore = loaded.logBytes();
    }

    /** An account's files together with the state that they tell. */
    public record Opened(AccountFiles files, Account account) {}

    /**
     * Opens the files for the owner of an epoch. Whatever is in a journal must have settled before.
     *
     * @param damaged told of everything that is not as it was written
     * @throws IOException when files can't be read, are another account's, or a newer release's
     */
    public static Opened open(
            AccountDirectory directory,
            long epoch,
            FileLimits limits,
            Disk disk,
            OpenChannels channels,
            Consumer<Damage> damaged)
            throws IOException {
        if (!Files.isDirectory(directory.path())) {
            throw new FileNotFoundException(directory.path() + " is no directory");
        }
        directory.deleteUnfinished(disk);
        Loaded loaded = AccountLoader.load(directory);
        loaded.damage().forEach(damaged);
        AccountFiles files =
                new AccountFiles(directory, epoch, limits, disk, channels, damaged, loaded);
        if (loaded.hasLoss()) {
            // The numbers left out must be left out for good, and the report is made once.
            files.writeSnapshot(loaded, Set.of());
        } else {
            files.deleteNeverReferred(loaded.account().nextBodyId());
        }
        return new Opened(files, loaded.account());
    }

    /** Where the bodies are. */
    public BodyIndex bodies() {
        return bodies;
    }

    /** What appends. */
    public AccountWriter writer() {
        return writer;
    }

    /**
     * Opens a settled body.
     *
     * @throws NoSuchFileException when its file is gone; look it up again, it may have moved
     */
    public BodyReader read(BodyPlace place) throws IOException {
        OpenChannels.Lease lease = channels.acquire(place.file().in(directory.path()));
        try {
            return BodyReader.open(lease, place);
        } catch (IOException | RuntimeException failure) {
            lease.close();
            if (failure instanceof BodyDamaged) {
                damaged.accept(
                        new Damage(lease.path(), place.offset(), "a message is damaged", true));
            }
            throw failure;
        }
    }

    /**
     * Gives a staged message to this account, durably: by another name for the same file, or by a
     * copy where the account lies on another file system.
     */
    public BodyPlace adopt(StagedFile staged, long bodyId, byte[] structure) throws IOException {
        BodyHeader header = staged.complete(structure);
        FileName name = new FileName(epoch, numbers.getAndIncrement(), bodyId, Kind.SEGMENT);
        Path target = name.in(directory.path());
        pendingStaged.add(name);
        try {
            disk.link(staged.path(), target);
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (FileSystemException | UnsupportedOperationException otherFileSystem) {
            copy(staged.path(), target, name);
        }
        disk.syncDirectory(directory.path().resolve(Kind.SEGMENT.directory()));
        return new BodyPlace(
                name, FileHead.BYTES, (int) header.storedLength(), header.structureLength());
    }

    private void copy(Path from, Path target, FileName name) throws IOException {
        Path unfinished = target.resolveSibling(AccountDirectory.UNFINISHED + name);
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                NewFile out = NewFile.create(unfinished, disk)) {
            ByteBuffer part = ByteBuffer.allocate(COPY_BYTES);
            while (in.read(part) >= 0) {
                out.write(part.flip());
                part.clear();
            }
            out.force();
        }
        disk.move(unfinished, target);
    }

    /** What {@link #adopt} gave is referred to by a settled transaction. */
    public void adopted(BodyPlace place) {
        pendingStaged.remove(place.file());
    }

    /** Takes back what {@link #adopt} gave: nothing refers to it. */
    public void giveUp(BodyPlace place) throws IOException {
        Path file = place.file().in(directory.path());
        disk.delete(file);
        channels.forget(file);
        pendingStaged.remove(place.file());
    }

    /** Whether {@link #maintain} has something to do. */
    public boolean needsMaintenance() throws IOException {
        if (evidenceKept) {
            return false;
        }
        long floor =
                Math.max(
                        limits.snapshotLogBytesMin(), snapshotBytes / FileLimits.SNAPSHOT_LOG_PART);
        return logBytesBefore + writer.logBytes() > floor
                || smallFiles.tooMany(Kind.LOG)
                || smallFiles.tooMany(Kind.SEGMENT);
    }

    /**
     * Merges small files, if there are too many, and writes a new snapshot. Only after a force, and
     * not while somebody appends.
     */
    public void maintain() throws IOException {
        writer.leaveFiles();
        List<SmallFiles.Moved> moved = new ArrayList<>();
        Set<FileName> sources = new HashSet<>(smallFiles.mergeLogs());
        List<FileName> segments = smallFiles.mergeSegments(pendingStaged, bodies, moved);
        sources.addAll(segments);
        Loaded loaded = AccountLoader.load(directory);
        loaded.damage().forEach(damaged);
        if (loaded.hasLoss()) {
            evidenceKept = true; // What was shown to clients is more than what the files have.
            return;
        }
        writeSnapshot(loaded, sources);
        if (!segments.isEmpty()) {
            moved.forEach(m -> bodies.relocate(m.bodyId(), m.from(), m.to()));
        }
        delete(sources);
    }

    private void writeSnapshot(Loaded loaded, Set<FileName> without) throws IOException {
        List<Covered> covered =
                loaded.covered().stream().filter(file -> !without.contains(file.name())).toList();
        FileName name = new FileName(epoch, numbers.getAndIncrement(), 0, Kind.SNAPSHOT);
        snapshotBytes =
                Snapshot.write(directory, name, loaded.account(), covered, loaded.bodies(), disk);
        logBytesBefore = -writer.logBytes();
        List<FileName> snapshots = directory.list(Kind.SNAPSHOT);
        delete(snapshots.subList(0, Math.max(0, snapshots.size() - SNAPSHOTS_KEPT)));
    }

    /** Deletes staged files whose transaction was never journaled: a crash came between. */
    private void deleteNeverReferred(long nextBodyId) throws IOException {
        List<FileName> orphans =
                directory.list(Kind.SEGMENT).stream()
                        .filter(name -> name.bodyId() >= nextBodyId)
                        .toList();
        delete(orphans);
    }

    private void delete(Iterable<FileName> names) throws IOException {
        Set<Kind> kinds = new HashSet<>();
        for (FileName name : names) {
            disk.delete(name.in(directory.path()));
            channels.forget(name.in(directory.path()));
            kinds.add(name.kind());
        }
        for (Kind kind : kinds) {
            disk.syncDirectory(directory.path().resolve(kind.directory()));
        }
    }

    /** Where the account lies. */
    public AccountDirectory directory() {
        return directory;
    }

    /** Closes the files as they are. Readers that are open go on. */
    @Override
    public void close() throws IOException {
        writer.close();
        channels.forget(directory.path());
    }
}
