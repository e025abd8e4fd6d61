package org.posthouse.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.posthouse.store.files.FileName.Kind;

/**
 * Appends to the files of one account, in files of its own that it begins itself. What was appended
 * counts only after {@link #force}. After any exception the writer is of no more use, and what it
 * was given since the last force has to be written again by another one.
 *
 * <p>One thread at a time.
 */
public final class AccountWriter implements AutoCloseable {
    private final AccountDirectory directory;
    private final long epoch;
    private final AtomicInteger numbers;
    private final FileLimits limits;
    private final Disk disk;
    private final Set<Kind> created = EnumSet.noneOf(Kind.class);

    /** Files with bytes that are not forced yet. */
    private final List<NewFile> unforced = new ArrayList<>();

    private @Nullable EventLogWriter log;
    private @Nullable NewFile segment;
    private FileName segmentName;
    private long logBytes;
    private long bodyBytes;

    private AccountWriter(
            AccountDirectory directory,
            long epoch,
            AtomicInteger numbers,
            FileLimits limits,
            Disk disk) {
        this.directory = directory;
        this.epoch = epoch;
        this.numbers = numbers;
        this.limits = limits;
        this.disk = disk;
        this.segmentName = new FileName(epoch, 0, 0, Kind.SEGMENT);
    }

    /**
     * A writer for an epoch.
     *
     * @param epoch the ownership, from 1, not below any earlier owner's
     */
    public static AccountWriter begin(
            AccountDirectory directory, long epoch, FileLimits limits, Disk disk)
            throws IOException {
        return begin(
                directory, epoch, new AtomicInteger(directory.nextNumber(epoch)), limits, disk);
    }

    /** A writer that shares the numbers of its files with others. */
    static AccountWriter begin(
            AccountDirectory directory,
            long epoch,
            AtomicInteger numbers,
            FileLimits limits,
            Disk disk)
            throws IOException {
        for (Kind kind : Kind.values()) {
            if (!java.nio.file.Files.isDirectory(directory.path().resolve(kind.directory()))) {
                disk.createDirectory(directory.path().resolve(kind.directory()));
                disk.syncDirectory(directory.path());
            }
        }
        return new AccountWriter(directory, epoch, numbers, limits, disk);
    }

    /** Bytes appended since this writer began. */
    public long bytes() {
        return logBytes + bodyBytes;
    }

    /** Bytes of events appended since this writer began. */
    long logBytes() {
        return logBytes;
    }

    /** Appends a transaction; sequences ascend. */
    public void append(StoredTransaction transaction) throws IOException {
        EventLogWriter current = log;
        if (current != null && current.file().length() >= limits.fileBytesMax()) {
            log = null;
            current = null;
        }
        if (current == null) {
            FileName name = new FileName(epoch, numbers.getAndIncrement(), 0, Kind.LOG);
            current =
                    EventLogWriter.create(
                            name.in(directory.path()),
                            directory.accountId(),
                            epoch,
                            transaction.sequence(),
                            disk);
            created.add(Kind.LOG);
            log = current;
        }
        touch(current.file());
        current.append(transaction);
        logBytes += EventLogWriter.HEADER_BYTES + transaction.payload().length;
    }

    /** Appends a message's bytes and its structure; answers where they will be. */
    public BodyPlace append(long bodyId, List<ByteBuffer> message, byte[] structure)
            throws IOException {
        CRC32C crc = new CRC32C();
        long length = 0;
        for (ByteBuffer part : message) {
            crc.update(part.duplicate());
            length += part.remaining();
        }
        BodyHeader header =
                new BodyHeader(
                        BodyHeader.STORED,
                        bodyId,
                        length,
                        length,
                        structure.length,
                        (int) crc.getValue(),
                        FileHead.crc(ByteBuffer.wrap(structure)));
        NewFile file = segmentFor(header);
        BodyPlace place =
                new BodyPlace(segmentName, (int) file.length(), (int) length, structure.length);
        file.write(header.toBytes());
        for (ByteBuffer part : message) {
            file.write(part.duplicate());
        }
        file.write(structure);
        bodyBytes += header.recordBytes();
        return place;
    }

    private NewFile segmentFor(BodyHeader header) throws IOException {
        NewFile current = segment;
        if (current == null
                || (current.length() > FileHead.BYTES
                        && current.length() + header.recordBytes() > limits.fileBytesMax())) {
            segmentName = new FileName(epoch, numbers.getAndIncrement(), 0, Kind.SEGMENT);
            current = NewFile.create(segmentName.in(directory.path()), disk);
            current.write(
                    new FileHead(FileHead.SEGMENT, directory.accountId(), epoch, 0).toBytes());
            created.add(Kind.SEGMENT);
            segment = current;
        }
        touch(current);
        return current;
    }

    private void touch(NewFile file) {
        if (!unforced.contains(file)) {
            unforced.add(file);
        }
    }

    /** Brings what was appended to stable storage. A failure is final, see above. */
    public void force() throws IOException {
        for (NewFile file : unforced) {
            file.force();
            file.rest();
        }
        unforced.clear();
        for (Kind kind : created) {
            disk.syncDirectory(directory.path().resolve(kind.directory()));
        }
        created.clear();
    }

    /** The next append begins new files. Only after a force. */
    void leaveFiles() {
        log = null;
        segment = null;
    }

    /** Closes the files as they are, forced or not. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (NewFile file : unforced) {
            try {
                file.close();
            } catch (IOException broken) {
                failure = broken;
            }
        }
        unforced.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
