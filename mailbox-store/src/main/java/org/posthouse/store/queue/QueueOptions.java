package org.posthouse.store.queue;

import java.nio.file.Path;
import org.posthouse.store.journal.Fence;
import org.posthouse.store.journal.JournalOptions;

/**
 * How a queue is kept.
 *
 * @param directory the queue's own: {@code <base>/Queue}
 * @param entriesMax entries at a time; one costs some hundred bytes of memory
 * @param keepMillis how often files that nobody needs are looked for
 * @param journal of the queue; its directory lies below {@code directory}
 */
public record QueueOptions(
        Path directory, int entriesMax, long keepMillis, JournalOptions journal) {
    /** Bytes of an envelope: a thousand recipients with the longest addresses and ORCPTs. */
    static final int ENVELOPE_BYTES_MAX = 1 << 20;

    private static final long SEGMENT_BYTES = 32L << 20;

    public QueueOptions {
        if (entriesMax < 1 || keepMillis < 1) {
            throw new IllegalArgumentException(
                    "entriesMax and keepMillis are positive: " + entriesMax + ", " + keepMillis);
        }
    }

    /**
     * What production uses. The lock on the base directory is the fence: no other node ever reads
     * this one's queue.
     *
     * @param directory {@code <base>/Queue}
     */
    public static QueueOptions of(Path directory) {
        return new QueueOptions(
                directory,
                200_000,
                5_000,
                JournalOptions.of(directory.resolve("journal"), () -> true, _ -> {})
                        .withFence(Fence.NONE)
                        .withSegmentBytes(SEGMENT_BYTES));
    }

    Path bodies() {
        return directory.resolve("bodies");
    }
}
