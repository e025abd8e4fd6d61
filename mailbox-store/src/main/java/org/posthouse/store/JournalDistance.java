package org.posthouse.store;

import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.posthouse.store.journal.SegmentInfo;

/** How much of the journal has not settled, and which of its segments are still needed. */
final class JournalDistance {
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, Long> transactionsBySegment = new TreeMap<>();
    private long transactions;
    private long bytes;

    /** A transaction is durable in the journal and nowhere else. */
    void add(Unsettled unsettled) {
        lock.lock();
        try {
            transactionsBySegment.merge(unsettled.segment(), 1L, Long::sum);
            transactions++;
            bytes += unsettled.bytes();
        } finally {
            lock.unlock();
        }
    }

    /** Transactions have settled. */
    void remove(List<Unsettled> settled) {
        lock.lock();
        try {
            for (Unsettled unsettled : settled) {
                transactionsBySegment.computeIfPresent(
                        unsettled.segment(), (_, count) -> count == 1 ? null : count - 1);
                transactions--;
                bytes -= unsettled.bytes();
            }
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    long transactions() {
        lock.lock();
        try {
            return transactions;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The last segment that may be retired with all before it, -1 when none may.
     *
     * @param segments as they were before this call: every record in those that are not current has
     *     been acknowledged, and so been added here
     */
    long retirable(List<SegmentInfo> segments) {
        lock.lock();
        try {
            long needed =
                    transactionsBySegment.isEmpty()
                            ? Long.MAX_VALUE
                            : transactionsBySegment.firstKey();
            long last = -1;
            for (SegmentInfo segment : segments) {
                if (segment.current() || segment.number() >= needed) {
                    break;
                }
                last = segment.number();
            }
            return last;
        } finally {
            lock.unlock();
        }
    }
}
