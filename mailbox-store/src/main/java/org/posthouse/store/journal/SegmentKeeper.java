package org.posthouse.store.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.NavigableMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the next segment ready, watches the free space and takes old segments away, all on a thread
 * of its own, so that the committer only ever writes and forces.
 */
final class SegmentKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentKeeper.class);

    private final Path directory;
    private final long incarnation;
    private final JournalOptions options;
    private final Disk disk;
    private final NavigableMap<Long, Segment> segments;
    private final ScheduledExecutorService thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Segment prepared;
    private @Nullable Throwable problem;
    private boolean stopped;
    private volatile boolean full;

    /** Of the keeper's thread alone. */
    private long nextNumber;

    private final ArrayDeque<Path> leftovers = new ArrayDeque<>();

    SegmentKeeper(
            Path directory,
            long incarnation,
            JournalOptions options,
            Disk disk,
            NavigableMap<Long, Segment> segments) {
        this.directory = directory;
        this.incarnation = incarnation;
        this.options = options;
        this.disk = disk;
        this.segments = segments;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(task -> {
                    var made = new Thread(task, "journal-" + incarnation + "-segments");
                    made.setDaemon(true);
                    return made;
                });
    }

    void start() {
        var _ =
                thread.scheduleWithFixedDelay(
                        this::look, 0, options.recheckMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the reserve is touched, as of the last look. */
    boolean full() {
        return full;
    }

    StorageFull refusal() {
        return new StorageFull(directory, options.reserveBytes());
    }

    /**
     * The next segment; waits while it is being made.
     *
     * @throws StorageFull when there is no space for it; later there may be
     * @throws IOException when it cannot be made for another reason
     */
    Segment take() throws IOException, InterruptedException {
        lock.lock();
        try {
            while (true) {
                Segment ready = prepared;
                if (ready != null) {
                    prepared = null;
                    lookSoon();
                    return ready;
                }
                if (full) {
                    throw refusal();
                }
                Throwable wrong = problem;
                if (wrong != null || stopped) {
                    throw new IOException(
                            "segment " + JournalFiles.segment(directory, nextNumber), wrong);
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes the writing side of a segment that the committer has left, in the background. */
    void left(Segment segment) {
        submit(() -> {
            try {
                segment.stopWriting();
            } catch (IOException | RuntimeException failure) {
                LOG.warn("{}: closing it failed", segment.file(), failure);
            }
        });
    }

    /** Takes segments away for good, oldest first; returns when the journal no more has them. */
    void retire(long upToSegment, Supplier<@Nullable Segment> current) throws IOException {
        try {
            thread.submit(
                            () -> {
                                for (Segment segment :
                                        segments.headMap(upToSegment, true).values()) {
                                    if (segment == current.get()) {
                                        break;
                                    }
                                    retire(segment);
                                }
                                return true;
                            })
                    .get();
        } catch (ExecutionException failure) {
            throw new IOException("retiring segments in " + directory, failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while segments are retired", interrupted);
        } catch (RejectedExecutionException closed) {
            throw new IOException("the journal is closed: " + directory, closed);
        }
    }

    /** Stops the thread after what it does now and drops the prepared segment. */
    void close() throws IOException {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (thread.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Segment unused = prepared;
        if (unused != null) {
            prepared = null;
            unused.stopWriting();
            unused.release();
        }
    }

    private void lookSoon() {
        submit(this::look);
    }

    private void submit(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException closed) {
            // The journal is being closed, which closes every segment itself.
            LOG.debug("{}: nothing more to keep", directory);
        }
    }

    private void look() {
        Segment made = null;
        Throwable wrong = null;
        boolean low;
        try {
            low = spaceIsLow();
            if (!low && wanted()) {
                made = create();
            }
        } catch (IOException | RuntimeException | Error failure) {
            low = setAside();
            wrong = failure;
            LOG.warn("{}: preparing segment {} failed", directory, nextNumber, failure);
        }
        publish(made, wrong, low);
        sweep();
    }

    private Segment create() throws IOException {
        Segment made;
        try {
            made = Segment.create(directory, incarnation, nextNumber, options);
        } catch (IOException | RuntimeException | Error failure) {
            if (setAside()) {
                throw failure;
            }
            LOG.warn("{}: preparing segment {}, second try", directory, nextNumber, failure);
            made = Segment.create(directory, incarnation, nextNumber, options);
        }
        nextNumber++;
        return made;
    }

    private boolean wanted() {
        lock.lock();
        try {
            return prepared == null && !stopped;
        } finally {
            lock.unlock();
        }
    }

    private void publish(@Nullable Segment made, @Nullable Throwable wrong, boolean low) {
        lock.lock();
        try {
            if (made != null) {
                prepared = made;
            }
            problem = wrong;
            if (full != low) {
                LOG.warn("{}: {}", directory, low ? refusal().getMessage() : "space is back");
            }
            full = low;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean spaceIsLow() throws IOException {
        return disk.usableBytes(directory) < options.reserveBytes();
    }

    /** Gets a half-made segment out of the way; tells whether it was the space that failed. */
    private boolean setAside() {
        try {
            Path half = JournalFiles.segment(directory, nextNumber);
            if (Files.exists(half)) {
                leftovers.add(moveAway(half));
            }
            return spaceIsLow();
        } catch (IOException | RuntimeException second) {
            LOG.warn("{}: clearing segment {} away failed", directory, nextNumber, second);
            return false;
        }
    }

    private void retire(Segment segment) throws IOException {
        segment.stopWriting();
        Path away = moveAway(segment.directory());
        segments.remove(segment.number(), segment);
        segment.release();
        JournalFiles.sync(directory);
        leftovers.add(away);
        sweep();
    }

    /** Renamed first, so that recovery never sees half of a segment. */
    private Path moveAway(Path segment) throws IOException {
        Path away =
                directory.resolve(
                        JournalFiles.RETIRED
                                + JournalFiles.name(segment)
                                + "-"
                                + System.nanoTime());
        Files.move(segment, away, StandardCopyOption.ATOMIC_MOVE);
        return away;
    }

    private void sweep() {
        for (int i = leftovers.size(); i > 0; i--) {
            Path path = leftovers.remove();
            try {
                if (JournalFiles.deleteTree(path)) {
                    JournalFiles.sync(directory);
                } else {
                    leftovers.add(path); // an NFS client still holds it open: later
                }
            } catch (IOException failure) {
                leftovers.add(path);
                LOG.warn("{}: deleting it failed, tried again later", path, failure);
            }
        }
    }
}
