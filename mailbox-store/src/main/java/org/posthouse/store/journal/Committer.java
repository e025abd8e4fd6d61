package org.posthouse.store.journal;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.posthouse.store.journal.AppendQueue.Pending;
import org.posthouse.store.journal.JournalFailed.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: append all that waits, force, prove the ownership, acknowledge. There
 * is no delay in it: while one group is forced the next one gathers.
 *
 * <p>Any failure is for good. A force that failed is never tried again, for the kernel has dropped
 * what was dirty.
 */
final class Committer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    /** What was done since the start; replaced as a whole by the committer, read by anybody. */
    record Totals(long commits, long records, long bytes, long forceNanos, long fenceNanos) {}

    private final JournalOptions options;
    private final Disk disk;
    private final OwnerFence fence;
    private final AppendQueue queue;
    private final SegmentKeeper keeper;
    private final Map<Long, Segment> segments;
    private final Path directory;

    private final List<Pending> batch = new ArrayList<>();
    private final List<JournalPosition> positions = new ArrayList<>();
    private volatile @Nullable Segment current;
    private volatile Totals totals = new Totals(0, 0, 0, 0, 0);
    private volatile @Nullable JournalFailed failure;
    private long sequence;
    private int previousCrc;

    /**
     * Records of the batch that are acknowledged or refused, and bytes written since the last
     * commit.
     */
    private int answered;

    private long writtenBytes;

    Committer(
            Path directory,
            JournalOptions options,
            Disk disk,
            AppendQueue queue,
            SegmentKeeper keeper,
            Map<Long, Segment> segments) {
        this.directory = directory;
        this.options = options;
        this.disk = disk;
        this.queue = queue;
        this.keeper = keeper;
        this.segments = segments;
        this.fence = new OwnerFence(directory, disk);
    }

    @Nullable JournalFailed failure() {
        return failure;
    }

    Totals totals() {
        return totals;
    }

    @Nullable Segment current() {
        return current;
    }

    @Override
    public void run() {
        try {
            while (queue.take(batch)) {
                commitBatch();
                queue.release(batch);
                batch.clear();
                answered = 0;
            }
            stop(failed(Reason.CLOSED, directory, null), false);
        } catch (JournalFailed known) {
            stop(known, true);
        } catch (Throwable unexpected) {
            Segment segment = current;
            stop(
                    failed(Reason.WRITE, segment == null ? directory : segment.file(), unexpected),
                    true);
        }
    }

    private void commitBatch() throws JournalFailed, InterruptedException {
        while (answered < batch.size()) {
            Segment segment = segmentFor(batch.get(answered));
            if (segment == null) {
                refuseAll();
                return;
            }
            int end = write(segment);
            force(segment);
            proveOwnership();
            acknowledge(end);
        }
    }

    /**
     * The segment into which the record goes, a new one if need be; null when there is no space for
     * one.
     */
    private @Nullable Segment segmentFor(Pending pending)
            throws JournalFailed, InterruptedException {
        Segment segment = current;
        if (segment != null && segment.hasRoomFor(bytesOf(pending, segment))) {
            return segment;
        }
        try {
            Segment next = keeper.take();
            segments.put(next.number(), next);
            current = next;
            if (segment != null) {
                keeper.left(segment); // all of it was forced and acknowledged before
            }
            return next;
        } catch (StorageFull full) {
            return null;
        } catch (java.io.IOException broken) {
            throw failed(Reason.SEGMENT, directory, broken);
        }
    }

    /**
     * Writes records until the segment or the batch is at its end; returns the index after the last
     * one.
     */
    private int write(Segment segment) throws JournalFailed {
        int end = answered;
        try {
            while (end < batch.size()
                    && (end == answered || segment.hasRoomFor(bytesOf(batch.get(end), segment)))) {
                previousCrc =
                        segment.append(batch.get(end), sequence + 1, previousCrc, this::placed);
                sequence++;
                end++;
            }
        } catch (Throwable broken) { // InternalError too: a page that the disk could not give
            throw failed(Reason.WRITE, segment.file(), broken);
        }
        return end;
    }

    private void placed(JournalPosition position, int length) {
        positions.add(position);
        writtenBytes += length;
    }

    private void force(Segment segment) throws JournalFailed {
        long before = System.nanoTime();
        try {
            disk.force(segment.channel());
        } catch (Throwable broken) {
            throw failed(Reason.FORCE, segment.file(), broken);
        }
        Totals t = totals;
        totals =
                new Totals(
                        t.commits(),
                        t.records(),
                        t.bytes(),
                        t.forceNanos() + System.nanoTime() - before,
                        t.fenceNanos());
    }

    private void proveOwnership() throws JournalFailed {
        long before = System.nanoTime();
        switch (options.fence()) {
            case NONE -> {}
            case EVERY_COMMIT -> {
                try {
                    fence.prove();
                } catch (NoSuchFileException taken) {
                    throw failed(Reason.FENCED, fence.token(), taken);
                } catch (Throwable broken) {
                    throw failed(Reason.FENCE, fence.token(), broken);
                }
            }
        }
        boolean valid;
        try {
            valid = options.ownershipValid().getAsBoolean();
        } catch (RuntimeException broken) {
            throw failed(Reason.OWNERSHIP_LOST, directory, broken);
        }
        if (!valid) {
            throw failed(Reason.OWNERSHIP_LOST, directory, null);
        }
        Totals t = totals;
        totals =
                new Totals(
                        t.commits() + 1,
                        t.records() + positions.size(),
                        t.bytes() + writtenBytes,
                        t.forceNanos(),
                        t.fenceNanos() + System.nanoTime() - before);
    }

    private void acknowledge(int end) {
        int first = answered;
        for (int i = first; i < end; i++) {
            answered = i + 1;
            try {
                batch.get(i).acknowledgement.durable(positions.get(i - first));
            } catch (RuntimeException broken) {
                LOG.error("{}: whoever was to hear of a durable record threw", directory, broken);
            }
        }
        positions.clear();
        writtenBytes = 0;
    }

    /** No space for a segment: what was not written is refused, with all that came after it. */
    private void refuseAll() {
        StorageFull full = keeper.refusal();
        List<Pending> waiting = queue.drain();
        for (int i = answered; i < batch.size(); i++) {
            tell(batch.get(i), full);
        }
        answered = batch.size();
        for (Pending pending : waiting) {
            tell(pending, full);
        }
        queue.release(waiting);
    }

    private void stop(JournalFailed cause, boolean byItself) {
        failure = cause;
        queue.close();
        if (byItself) {
            LOG.error(cause.getMessage(), cause);
        }
        for (int i = answered; i < batch.size(); i++) {
            tell(batch.get(i), cause);
        }
        queue.release(batch);
        batch.clear();
        List<Pending> waiting = queue.drain();
        for (Pending pending : waiting) {
            tell(pending, cause);
        }
        queue.release(waiting);
        if (byItself) {
            try {
                options.failureListener().accept(cause);
            } catch (RuntimeException broken) {
                LOG.error("{}: whoever was to hear of the failure threw", directory, broken);
            }
        }
    }

    private void tell(Pending pending, JournalException cause) {
        try {
            pending.acknowledgement.failed(cause);
        } catch (RuntimeException broken) {
            LOG.error("{}: whoever was to hear of a refusal threw", directory, broken);
        }
    }

    private JournalFailed failed(Reason reason, Path file, @Nullable Throwable cause) {
        return new JournalFailed(reason, options.node(), file, cause);
    }

    /** Bytes that the record adds to the segment, the framing generously. */
    private static long bytesOf(Pending pending, Segment segment) {
        JournalBody body = pending.body;
        int bodyBytes = body == null || body.offsetIn(segment) >= 0 ? 0 : body.length();
        return pending.head.length + bodyBytes + 8L;
    }
}
