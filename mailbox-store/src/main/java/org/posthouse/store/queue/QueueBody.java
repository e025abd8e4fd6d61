package org.posthouse.store.queue;

import java.util.List;

/** The bytes of a message on their way into the queue. */
public sealed interface QueueBody {
    /** Length of the message in bytes. */
    long sizeBytes();

    /**
     * A small message, which travels in the journal's record.
     *
     * @param slices the message, cut anywhere; not to be changed any more
     */
    record Inline(List<byte[]> slices) implements QueueBody {
        public Inline {
            slices = List.copyOf(slices);
        }

        @Override
        public long sizeBytes() {
            return slices.stream().mapToLong(slice -> slice.length).sum();
        }
    }

    /**
     * A large message that is on stable storage already.
     *
     * @param stage what {@link QueueStage#finish} answered
     */
    record Staged(String stage, long sizeBytes) implements QueueBody {}
}
