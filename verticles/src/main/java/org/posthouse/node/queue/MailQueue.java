package org.posthouse.node.queue;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.posthouse.node.account.AccountClient.BodyStage;
import org.posthouse.store.queue.QueueBody;
import org.posthouse.store.queue.QueueEntry;
import org.posthouse.store.queue.QueueEnvelope;
import org.posthouse.store.queue.QueueId;
import org.posthouse.store.queue.QueueSummary;

/**
 * Mail that this node has accepted and could not yet hand over. Called on a Vert.x context; futures
 * complete on the same one, and fail with {@link org.posthouse.store.queue.QueueException} where
 * the queue says no.
 */
public interface MailQueue {
    /** Takes a message; the future completes when it is on stable storage. */
    Future<QueueId> submit(QueueEnvelope envelope, QueueBody body);

    /** Starts a message too large for {@link QueueBody.Inline}. */
    BodyStage stage();

    /**
     * A page of entries, oldest first.
     *
     * @param after the last one of the page before, or {@link QueueId#FIRST}
     * @param max how many at most, 1 or more
     */
    Future<List<QueueSummary>> list(QueueId after, int max);

    /** An entry with its envelope; empty when there is none of that id. */
    Future<Optional<QueueEntry>> show(QueueId id);

    /** Forgets an entry, whoever waits for it; answers whether there was one. */
    Future<Boolean> remove(QueueId id);

    /** A recipient is served; the entry goes with its last one. */
    Future<Boolean> recipientDone(QueueId id, int index);

    /** Bytes of an entry's message; the range must lie within it. */
    Future<byte[]> read(QueueId id, long offset, int count);
}
