package org.posthouse.store.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the committer. Bounded by bytes, which count until the acknowledgement and not
 * only until the write.
 */
final class AppendQueue {
    /** What a waiting record costs besides its bytes: objects and headers. */
    private static final long OVERHEAD_BYTES = 256;

    /** One record on its way. {@code heldBytes} is what it adds to the memory held. */
    static final class Pending {
        final byte[] head;
        final @Nullable JournalBody body;
        final Acknowledgement acknowledgement;
        private long heldBytes;

        Pending(byte[] head, @Nullable JournalBody body, Acknowledgement acknowledgement) {
            this.head = head;
            this.body = body;
            this.acknowledgement = acknowledgement;
        }

        long heldBytes() {
            return heldBytes;
        }
    }

    enum Offer {
        TAKEN,
        BUSY,
        CLOSED
    }

    private final long bytesMax;
    private final int batchRecordsMax;
    private final int batchBytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private @Nullable JournalBody lastBody;
    private long heldBytes;
    private long heldRecords;
    private boolean closed;

    AppendQueue(JournalOptions options) {
        this.bytesMax = options.queuedBytesMax();
        this.batchRecordsMax = options.batchRecordsMax();
        this.batchBytesMax = options.batchBytesMax();
    }

    Offer offer(Pending pending) {
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            JournalBody body = pending.body;
            // A message to many comes as a run of records with one body, which is in memory once.
            int bodyBytes = body != null && body != lastBody ? body.length() : 0;
            long bytes = OVERHEAD_BYTES + pending.head.length + bodyBytes;
            if (heldBytes + bytes > bytesMax) {
                return Offer.BUSY;
            }
            pending.heldBytes = bytes;
            heldBytes += bytes;
            heldRecords++;
            lastBody = body;
            waiting.add(pending);
            if (waiting.size() == 1) {
                changed.signal();
            }
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for records and moves one batch of them; false when the queue is closed and empty. */
    boolean take(List<Pending> batch) throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                lastBody = null;
                if (closed) {
                    return false;
                }
                changed.await();
            }
            long bytes = 0;
            while (batch.size() < batchRecordsMax) {
                Pending next = waiting.peek();
                if (next == null || (!batch.isEmpty() && bytes + next.heldBytes > batchBytesMax)) {
                    break;
                }
                bytes += next.heldBytes;
                batch.add(waiting.remove());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the memory of acknowledged or failed records back. */
    void release(List<Pending> done) {
        long bytes = 0;
        for (Pending pending : done) {
            bytes += pending.heldBytes;
        }
        lock.lock();
        try {
            heldBytes -= bytes;
            heldRecords -= done.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes all that waits. */
    List<Pending> drain() {
        lock.lock();
        try {
            var drained = new ArrayList<>(waiting);
            waiting.clear();
            return drained;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is taken; what waits still goes through. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long heldBytes() {
        lock.lock();
        try {
            return heldBytes;
        } finally {
            lock.unlock();
        }
    }

    long heldRecords() {
        lock.lock();
        try {
            return heldRecords;
        } finally {
            lock.unlock();
        }
    }
}
