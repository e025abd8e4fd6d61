package org.posthouse.jmh;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.posthouse.store.journal.Acknowledgement;
import org.posthouse.store.journal.Fence;
import org.posthouse.store.journal.Journal;
import org.posthouse.store.journal.JournalBody;
import org.posthouse.store.journal.JournalException;
import org.posthouse.store.journal.JournalOptions;
import org.posthouse.store.journal.JournalPosition;
import org.posthouse.store.journal.JournalRecord;

/** A journal with the options of production, and those who wait for its acknowledgements. */
@State(Scope.Benchmark)
public abstract class JournalLoad implements Acknowledgement {
    /** How the journal proves that it is its owner's. */
    @State(Scope.Benchmark)
    public static class Owner {
        /** {@code NONE} as on a standalone node, {@code EVERY_COMMIT} as on shared storage. */
        @Param("NONE")
        public Fence fence;
    }

    private static final int PAYLOAD_BYTES = 64;

    /** Released more than anybody asks for when the journal has failed. */
    private static final int EVERYBODY = 1 << 20;

    private final Semaphore permits = new Semaphore(0);
    private Journal journal;
    private byte[] payload;
    private byte[] message;
    private volatile @Nullable JournalException failure;
    private long syncsCounted;

    /** Starts the journal. */
    @Setup
    public void start(ScratchDirectory scratch, JournalBenchmark.Shape shape, Owner owner)
            throws IOException {
        payload = new byte[PAYLOAD_BYTES];
        message = Mails.text(shape.recordBytes - PAYLOAD_BYTES);
        journal =
                Journal.start(
                        JournalOptions.of(scratch.path().resolve("bench"), () -> true, _ -> {})
                                .withFence(owner.fence),
                        1);
        begin(shape.waiting);
    }

    /** So many wait from now on. */
    abstract void begin(int waiting);

    /** Deletes what the iteration before has written, as settling would. */
    @Setup(Level.Iteration)
    public void retire() throws IOException {
        journal.retire(Long.MAX_VALUE);
        syncsCounted = journal.counters().commits();
        iterationBegins();
    }

    /** Nobody waits, and what was counted before is of no interest. */
    abstract void iterationBegins();

    /** Stops the journal. */
    @TearDown
    public void stop() throws IOException {
        journal.close();
    }

    void append() {
        // A body of its own for each record: one that the segment has already is not written again.
        JournalBody body = JournalBody.of(message);
        journal.append(
                new JournalRecord(1, 1, "Accounts/albert.macnt", 1, 1, 0, 0, 1, 1, payload, body),
                this);
    }

    void permit(int count) {
        permits.release(count);
    }

    /** Forgets permits that nobody has waited for. */
    void forget() {
        permits.drainPermits();
    }

    /** Waits for a permit; throws what became of a record that was not acknowledged. */
    void await() throws InterruptedException, JournalException {
        permits.acquire();
        JournalException broken = failure;
        if (broken != null) {
            throw broken;
        }
    }

    /** Sync calls since this was asked last. */
    long syncs() {
        long commits = journal.counters().commits();
        long since = commits - syncsCounted;
        syncsCounted = commits;
        return since;
    }

    @Override
    public void failed(JournalException cause) {
        failure = cause;
        permit(EVERYBODY);
    }

    /** Each acknowledgement causes the next record at once, on the committer's own thread. */
    @State(Scope.Benchmark)
    public static class SameBatches extends JournalLoad {
        private int batch;
        private int acknowledged;

        @Override
        void begin(int waiting) {
            batch = waiting;
            for (int i = 0; i < waiting; i++) {
                append();
            }
        }

        @Override
        void iterationBegins() {
            forget();
        }

        @Override
        public void durable(JournalPosition position) {
            if (++acknowledged == batch) {
                acknowledged = 0;
                permit(1);
            }
            append();
        }
    }

    /** An acknowledgement lets another thread append. */
    @State(Scope.Benchmark)
    public static class HandedOver extends JournalLoad {
        @Override
        void begin(int waiting) {
            permit(waiting);
        }

        /** Every permit is a record that is not under way. */
        @Override
        void iterationBegins() {}

        @Override
        public void durable(JournalPosition position) {
            permit(1);
        }
    }
}
