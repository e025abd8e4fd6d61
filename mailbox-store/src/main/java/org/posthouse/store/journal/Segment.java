package org.posthouse.store.journal;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * One segment: a fresh queue directory with one file, written by one thread at a time and never
 * opened for append again.
 *
 * <p>One channel of ours serves the force, the lock and all readers, and stays open until the
 * segment is retired and the last reader is through: POSIX drops a process's lock on a file as soon
 * as <em>any</em> descriptor of it is closed. For the same reason the file gets its full (sparse)
 * length before the lock is taken: Chronicle would lock and unlock it each time it made it longer.
 */
final class Segment {
    /** The cycle never changes, so Chronicle never rolls. */
    private static final TimeProvider FROZEN = () -> 0L;

    private static final long LOCK_TIMEOUT_MILLIS = 1000;

    /** Chronicle's index pages and framing, generously. */
    private static final int SPARE_BLOCKS = 2;

    private final long number;
    private final Path directory;
    private final Path file;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final FileChannel channel;
    private final FileLock lock;
    private final long segmentBytes;
    private final long startPosition;

    /** Readers, and one for the journal itself. */
    private final AtomicInteger holders = new AtomicInteger(1);

    private volatile long position;
    private boolean writable = true;

    private Segment(
            long number,
            Path directory,
            SingleChronicleQueue queue,
            ExcerptAppender appender,
            FileChannel channel,
            FileLock lock,
            long segmentBytes,
            long startPosition) {
        this.number = number;
        this.directory = directory;
        this.file = directory.resolve(JournalFiles.QUEUE_FILE);
        this.queue = queue;
        this.appender = appender;
        this.channel = channel;
        this.lock = lock;
        this.segmentBytes = segmentBytes;
        this.startPosition = startPosition;
        this.position = startPosition;
    }

    /** Makes a segment that is durable, locked and ready for the first record. */
    static Segment create(
            Path incarnationDirectory, long incarnation, long number, JournalOptions options)
            throws IOException {
        Path directory = JournalFiles.segment(incarnationDirectory, number);
        Files.createDirectory(
                directory); // fails when it exists: nothing that exists is appended to
        SingleChronicleQueue queue = null;
        FileChannel channel = null;
        try {
            queue =
                    SingleChronicleQueueBuilder.binary(directory.toFile())
                            .rollCycle(RollCycles.FAST_DAILY)
                            .blockSize(options.blockBytes())
                            .timeProvider(FROZEN)
                            .syncMode(SyncMode.NONE) // the committer forces
                            .checkInterrupts(false)
                            .timeoutMS(LOCK_TIMEOUT_MILLIS)
                            .build();
            ExcerptAppender appender = queue.createAppender();
            appender.singleThreadedCheckDisabled(true); // made here, then handed to the committer
            long end;
            try (DocumentContext document = appender.writingDocument()) {
                Bytes<?> bytes = bytes(document);
                byte[] header = ExcerptFormat.segmentHeader(incarnation, number);
                bytes.write(header);
                end = bytes.writePosition();
            }
            Path file = directory.resolve(JournalFiles.QUEUE_FILE);
            File actual = appender.currentFile();
            if (actual == null || !actual.getName().equals(JournalFiles.QUEUE_FILE)) {
                throw new IOException("Chronicle wrote " + actual + " instead of " + file);
            }
            extend(file, options);
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            makeUninterruptible(channel);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException(file + " is locked by another process");
            }
            channel.force(true);
            JournalFiles.sync(directory);
            JournalFiles.sync(incarnationDirectory);
            return new Segment(
                    number, directory, queue, appender, channel, lock, options.segmentBytes(), end);
        } catch (Throwable failure) {
            closeAfter(failure, channel);
            closeAfter(failure, queue);
            throw failure;
        }
    }

    long number() {
        return number;
    }

    Path directory() {
        return directory;
    }

    Path file() {
        return file;
    }

    FileChannel channel() {
        return channel;
    }

    /** End of what was written, an offset in the file. */
    long position() {
        return position;
    }

    /** Whether the segment should take so many bytes more; an empty one takes anything. */
    boolean hasRoomFor(long bytes) {
        return position == startPosition || position + bytes <= segmentBytes;
    }

    /**
     * Appends one excerpt. On any exception the excerpt is rolled back and the segment must not be
     * used any more.
     *
     * @return the CRC of the record
     */
    int append(AppendQueue.Pending pending, long sequence, int previousCrc, Placed placed) {
        byte[] head = pending.head;
        JournalBody body = pending.body;
        try (DocumentContext document = appender.writingDocument()) {
            try {
                Bytes<?> bytes = bytes(document);
                long start = bytes.writePosition();
                long known = body == null ? 0 : body.offsetIn(this);
                boolean follows = known < 0;
                long bodyOffset = follows ? start + head.length : known;
                int flags =
                        follows
                                ? ExcerptFormat.BODY_FOLLOWS
                                : body == null ? 0 : ExcerptFormat.BODY_REFERRED;
                int length = head.length + (follows && body != null ? body.length() : 0);
                int crc =
                        ExcerptFormat.chain(head, flags, length, sequence, previousCrc, bodyOffset);
                bytes.write(head);
                if (follows && body != null) {
                    for (JournalBody.Slice slice : body.slices()) {
                        bytes.write(slice.bytes(), slice.offset(), slice.length());
                    }
                    body.writtenAt(this, bodyOffset);
                }
                placed.at(
                        new JournalPosition(
                                number,
                                start,
                                bodyOffset,
                                body == null ? 0 : body.length(),
                                body == null ? 0 : body.crc()),
                        length);
                position = bytes.writePosition();
                return crc;
            } catch (Throwable failure) {
                document.rollbackOnClose(); // else closing it publishes the torn excerpt
                throw failure;
            }
        }
    }

    /** Receives where a record went and how long it is. */
    @FunctionalInterface
    interface Placed {
        void at(JournalPosition position, int length);
    }

    /** Reads bytes of this file; fewer than asked for only at its end. */
    int read(ByteBuffer into, long offset) throws IOException {
        int start = into.position();
        while (into.hasRemaining()) {
            if (channel.read(into, offset + into.position() - start) < 0) {
                break;
            }
        }
        return into.position() - start;
    }

    /**
     * Closes Chronicle's part and gives the lock up. Readers go on. Not for two threads at once.
     */
    void stopWriting() throws IOException {
        if (writable) {
            writable = false;
            appender.close();
            queue.close();
            lock.release();
        }
    }

    /** Holds the file open for one reader; false when the segment was retired. */
    boolean retain() {
        int now = holders.get();
        while (now > 0) {
            if (holders.compareAndSet(now, now + 1)) {
                return true;
            }
            now = holders.get();
        }
        return false;
    }

    /**
     * Ends what {@link #retain} began; the journal calls it once more when it retires the segment.
     */
    void release() throws IOException {
        if (holders.decrementAndGet() == 0) {
            channel.close();
        }
    }

    private static Bytes<?> bytes(DocumentContext document) {
        Wire wire = document.wire();
        if (wire == null) {
            throw new IllegalStateException(
                    "Chronicle opened an excerpt without a wire: " + document);
        }
        return wire.bytes();
    }

    /**
     * Gives the file the length that it can reach, without blocks: Chronicle then never changes it.
     */
    private static void extend(Path file, JournalOptions options) throws IOException {
        long block = options.blockBytes();
        long longest = options.segmentBytes() + options.excerptBytesMax();
        long length = (longest / block + 1 + SPARE_BLOCKS) * block + block / 4;
        try (var access = new RandomAccessFile(file.toFile(), "rw")) {
            if (access.length() < length) {
                access.setLength(length);
            }
        }
    }

    /**
     * An interrupted reader would close the channel, and with it the lock and the force of
     * everybody. The JDK has the switch but no public door to it; sun.nio.ch is open for Chronicle
     * anyway.
     */
    private static void makeUninterruptible(FileChannel channel) throws IOException {
        try {
            var method = channel.getClass().getMethod("setUninterruptible");
            method.setAccessible(true);
            method.invoke(channel);
        } catch (ReflectiveOperationException | RuntimeException closed) {
            throw new IOException(
                    "start Java with --add-opens=java.base/sun.nio.ch=ALL-UNNAMED", closed);
        }
    }

    private static void closeAfter(Throwable failure, @Nullable AutoCloseable resource) {
        if (resource != null) {
            try {
                resource.close();
            } catch (Exception | Error second) {
                failure.addSuppressed(second);
            }
        }
    }
}
