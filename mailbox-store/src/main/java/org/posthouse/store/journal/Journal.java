package org.posthouse.store.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.posthouse.store.journal.AppendQueue.Pending;
import org.posthouse.store.journal.JournalFailed.Reason;

/**
 * The journal of one incarnation. All accounts of the node append to it, one thread writes and
 * forces for all of them, and a record is acknowledged when it is on stable storage, the token
 * shows that nobody has taken the journal over, and the ownership is still valid. It is written
 * from one start to one end and never opened again; {@link JournalRecovery} reads it.
 *
 * <p>Safe for many threads.
 */
public final class Journal implements AutoCloseable {
    private final JournalOptions options;
    private final long incarnation;
    private final Path directory;
    private final AppendQueue queue;
    private final SegmentKeeper keeper;
    private final Committer committer;
    private final Thread thread;
    private final NavigableMap<Long, Segment> segments = new ConcurrentSkipListMap<>();

    private Journal(JournalOptions options, long incarnation, Disk disk) {
        this.options = options;
        this.incarnation = incarnation;
        this.directory = JournalFiles.incarnation(options.directory(), incarnation);
        this.queue = new AppendQueue(options);
        this.keeper = new SegmentKeeper(directory, incarnation, options, disk, segments);
        this.committer = new Committer(directory, options, disk, queue, keeper, segments);
        this.thread = new Thread(committer, "journal-" + incarnation + "-commit");
    }

    /**
     * A number that no incarnation has had, even if its journal is gone.
     *
     * @param journals all journals of the node
     */
    public static long nextIncarnation(Path journals) throws IOException {
        long highest = 0;
        for (Path entry : JournalFiles.list(journals)) {
            String name = JournalFiles.name(entry);
            for (String prefix :
                    List.of(
                            "",
                            JournalFiles.CLAIMED,
                            JournalFiles.STARTING,
                            JournalFiles.DELETED)) {
                highest = Math.max(highest, JournalFiles.number(name, prefix).orElse(0));
            }
        }
        return Math.incrementExact(highest);
    }

    /**
     * Starts the journal of a new incarnation.
     *
     * @param incarnation a number never used before, from 1
     * @throws java.nio.file.FileAlreadyExistsException when it was used before
     */
    public static Journal start(JournalOptions options, long incarnation) throws IOException {
        return start(options, incarnation, Disk.REAL);
    }

    static Journal start(JournalOptions options, long incarnation, Disk disk) throws IOException {
        if (incarnation < 1) {
            throw new IllegalArgumentException("incarnations count from 1, not " + incarnation);
        }
        ChronicleSettings.apply();
        JournalFiles.createDirectories(options.directory());
        createDirectory(options.directory(), incarnation);
        var journal = new Journal(options, incarnation, disk);
        journal.keeper.start();
        journal.thread.start();
        return journal;
    }

    /** This incarnation's number. */
    public long incarnation() {
        return incarnation;
    }

    /** This incarnation's directory. */
    public Path directory() {
        return directory;
    }

    /**
     * Appends a record. Returns at once; the acknowledgement tells what became of it. Records of
     * one thread keep their order.
     *
     * @throws IllegalArgumentException when the record is longer than {@link
     *     JournalOptions#excerptBytesMax()}
     */
    public void append(JournalRecord record, Acknowledgement acknowledgement) {
        byte[] head = ExcerptFormat.head(record, incarnation);
        JournalBody body = record.body();
        long length = (long) head.length + (body == null ? 0 : body.length());
        if (length > options.excerptBytesMax()) {
            throw new IllegalArgumentException(
                    "a record of "
                            + length
                            + " bytes, the limit is "
                            + options.excerptBytesMax()
                            + ": "
                            + record);
        }
        JournalFailed failed = committer.failure();
        if (failed != null) {
            acknowledgement.failed(failed);
        } else if (keeper.full()) {
            acknowledgement.failed(keeper.refusal());
        } else {
            offer(new Pending(head, body, acknowledgement));
        }
    }

    private void offer(Pending pending) {
        switch (queue.offer(pending)) {
            case TAKEN -> {}
            case BUSY ->
                    pending.acknowledgement.failed(
                            new JournalBusy(queue.heldBytes(), options.queuedBytesMax()));
            case CLOSED -> {
                JournalFailed failed = committer.failure();
                pending.acknowledgement.failed(failed != null ? failed : closed());
            }
        }
    }

    /**
     * Whether new records are refused because the disk is (nearly) full; for asking before anything
     * else is done.
     */
    public boolean storageFull() {
        return keeper.full();
    }

    /** Why the journal stopped, or null while it runs. */
    public @Nullable JournalFailed failure() {
        return committer.failure();
    }

    /**
     * Reads from the body of an acknowledged record, also while its segment is being retired by
     * somebody else.
     *
     * @param offset where in the body to begin
     * @param into filled as far as the body reaches
     * @return bytes read, 0 at the body's end
     * @throws NoSuchFileException when the segment was retired: the body is in the account's own
     *     files now
     */
    public int readBody(JournalPosition position, int offset, ByteBuffer into) throws IOException {
        if (!position.hasBody() || offset < 0 || offset > position.bodyLength()) {
            throw new IllegalArgumentException("offset " + offset + " of the body of " + position);
        }
        Segment segment = segments.get(position.segment());
        if (segment == null || !segment.retain()) {
            throw new NoSuchFileException(
                    JournalFiles.segment(directory, position.segment()).toString(),
                    null,
                    "the segment is retired");
        }
        int limit = into.limit();
        try {
            into.limit(
                    into.position() + Math.min(into.remaining(), position.bodyLength() - offset));
            int asked = into.remaining();
            int got = segment.read(into, position.bodyOffset() + offset);
            if (got < asked) {
                throw new IOException(segment.file() + " ends inside the body of " + position);
            }
            return got;
        } finally {
            into.limit(limit);
            segment.release();
        }
    }

    /** The segments that are there, oldest first. */
    public List<SegmentInfo> segments() {
        Segment current = committer.current();
        var infos = new ArrayList<SegmentInfo>();
        for (Segment segment : segments.values()) {
            infos.add(new SegmentInfo(segment.number(), segment.position(), segment == current));
        }
        return infos;
    }

    /**
     * Deletes the segments up to a number, whose accounts have all settled past them. The one being
     * written stays. Blocks for the time of some renames and deletions.
     *
     * @throws JournalFailed when the journal has stopped: its files then belong to recovery
     */
    public void retire(long upToSegment) throws IOException {
        JournalFailed failed = committer.failure();
        if (failed != null) {
            throw failed;
        }
        keeper.retire(upToSegment, committer::current);
    }

    /** What was done and what waits. */
    public JournalCounters counters() {
        Committer.Totals totals = committer.totals();
        return new JournalCounters(
                totals.commits(),
                totals.records(),
                totals.bytes(),
                totals.forceNanos(),
                totals.fenceNanos(),
                queue.heldRecords(),
                queue.heldBytes(),
                segments.size());
    }

    /**
     * Takes nothing more, brings what waits to the disk, and closes the files. Not to be called
     * from an acknowledgement or from the failure listener. Closing again does nothing.
     */
    @Override
    public void close() throws IOException {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("the committer thread cannot wait for itself");
        }
        queue.close();
        join();
        keeper.close();
        IOException failure = null;
        for (var entry = segments.pollFirstEntry();
                entry != null;
                entry = segments.pollFirstEntry()) {
            try {
                entry.getValue().stopWriting();
                entry.getValue().release();
            } catch (IOException broken) {
                failure = broken;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The committer ends by itself, and must: an interrupt may not tear its write. */
    private void join() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private JournalFailed closed() {
        return new JournalFailed(Reason.CLOSED, options.node(), directory, null);
    }

    /**
     * Claims the number and makes its directory appear in one step with the token inside, so that a
     * recoverer never finds a journal without one.
     */
    private static void createDirectory(Path journals, long incarnation) throws IOException {
        Path directory = JournalFiles.incarnation(journals, incarnation);
        if (Files.exists(directory)) {
            throw new java.nio.file.FileAlreadyExistsException(directory.toString());
        }
        Files.createFile(journals.resolve(JournalFiles.CLAIMED + incarnation));
        Path starting = journals.resolve(JournalFiles.STARTING + incarnation);
        Files.createDirectory(starting);
        OwnerFence.create(starting);
        JournalFiles.sync(journals);
        Files.move(starting, directory, StandardCopyOption.ATOMIC_MOVE);
        JournalFiles.sync(journals);
        for (Path entry : JournalFiles.list(journals)) {
            String name = JournalFiles.name(entry);
            if (JournalFiles.number(name, JournalFiles.CLAIMED).orElse(incarnation) < incarnation) {
                Files.deleteIfExists(entry);
            }
            if (JournalFiles.number(name, JournalFiles.STARTING).orElse(incarnation)
                    < incarnation) {
                JournalFiles.deleteTree(entry); // a start that was interrupted
            }
        }
    }
}
