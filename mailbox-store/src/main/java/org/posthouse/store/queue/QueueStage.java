package org.posthouse.store.queue;

import java.util.concurrent.CompletionStage;

/**
 * A large message on its way to the queue's disk. One call at a time: wait for the stage before the
 * next. Stages complete on any thread, exceptionally with {@link QueueException}.
 */
public interface QueueStage {
    /**
     * Adds bytes.
     *
     * @param bytes not to be changed until the stage completes
     */
    CompletionStage<Void> write(byte[] bytes);

    /** All bytes are on stable storage; answers what {@link QueueBody.Staged} wants. */
    CompletionStage<String> finish();

    /**
     * The sender needs the stage no longer: called once in every case. What the queue has taken by
     * then stays.
     */
    void discard();
}
