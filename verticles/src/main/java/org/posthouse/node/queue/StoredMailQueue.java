package org.posthouse.node.queue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.posthouse.node.account.AccountClient.BodyStage;
import org.posthouse.store.queue.DurableQueue;
import org.posthouse.store.queue.QueueBody;
import org.posthouse.store.queue.QueueEntry;
import org.posthouse.store.queue.QueueEnvelope;
import org.posthouse.store.queue.QueueId;
import org.posthouse.store.queue.QueueStage;
import org.posthouse.store.queue.QueueSummary;

/** The queue on this node's disk. */
public final class StoredMailQueue implements MailQueue {
    private final Vertx vertx;
    private final DurableQueue queue;
    private final InstantSource clock;

    /**
     * A view of a queue that somebody else opens and closes.
     *
     * @param clock tells when messages are accepted
     */
    public StoredMailQueue(Vertx vertx, DurableQueue queue, InstantSource clock) {
        this.vertx = vertx;
        this.queue = queue;
        this.clock = clock;
    }

    @Override
    public Future<QueueId> submit(QueueEnvelope envelope, QueueBody body) {
        return here(queue.submit(envelope, body, clock.millis()));
    }

    @Override
    public BodyStage stage() {
        QueueStage stage = queue.stage();
        Context context = vertx.getOrCreateContext();
        return new BodyStage() {
            @Override
            public Future<Void> write(Buffer bytes) {
                return Future.fromCompletionStage(stage.write(bytes.getBytes()), context);
            }

            @Override
            public Future<String> finish() {
                return Future.fromCompletionStage(stage.finish(), context);
            }

            @Override
            public void discard() {
                stage.discard();
            }
        };
    }

    @Override
    public Future<List<QueueSummary>> list(QueueId after, int max) {
        return Future.succeededFuture(queue.list(after, max));
    }

    @Override
    public Future<Optional<QueueEntry>> show(QueueId id) {
        return vertx.executeBlocking(() -> queue.show(id), false).map(Objects::requireNonNull);
    }

    @Override
    public Future<Boolean> remove(QueueId id) {
        return here(queue.remove(id));
    }

    @Override
    public Future<Boolean> recipientDone(QueueId id, int index) {
        return here(queue.recipientDone(id, index));
    }

    @Override
    public Future<byte[]> read(QueueId id, long offset, int count) {
        return vertx.executeBlocking(() -> queue.read(id, offset, count), false)
                .map(Objects::requireNonNull);
    }

    private <T> Future<T> here(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, vertx.getOrCreateContext());
    }
}
