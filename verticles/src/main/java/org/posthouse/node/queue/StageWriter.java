package org.posthouse.node.queue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.posthouse.node.account.AccountClient.BodyStage;

/** Gives a stage its bytes one write after the other. On one event loop. */
final class StageWriter {
    private final BodyStage stage;
    private final Runnable moved;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private boolean writing;
    private boolean discarded;
    private boolean released;
    private @Nullable Throwable failure;
    private @Nullable Promise<String> finished;

    /**
     * @param moved called when a write has ended
     */
    StageWriter(BodyStage stage, Runnable moved) {
        this.stage = stage;
        this.moved = moved;
    }

    boolean isBusy() {
        return writing;
    }

    @Nullable Throwable failure() {
        return failure;
    }

    void write(byte[] bytes) {
        if (failure == null && !discarded && bytes.length > 0) {
            waiting.add(bytes);
            next();
        }
    }

    /** Completes with the stage's name when all is on stable storage. */
    Future<String> finish() {
        Promise<String> promise = Promise.promise();
        finished = promise;
        next();
        return promise.future();
    }

    /** The stage is discarded once no write is under way. */
    void discard() {
        if (!discarded) {
            discarded = true;
            waiting.clear();
            release();
        }
    }

    private void next() {
        if (writing || released) {
            return;
        }
        byte[] bytes = waiting.poll();
        Promise<String> promise = finished;
        if (failure != null && promise != null) {
            promise.tryFail(failure);
        } else if (bytes != null) {
            writing = true;
            stage.write(Buffer.buffer(bytes)).onComplete(done -> wrote(done.cause()));
        } else if (promise != null && !promise.future().isComplete()) {
            writing = true;
            stage.finish()
                    .onComplete(done -> {
                        writing = false;
                        if (done.succeeded()) {
                            promise.tryComplete(done.result());
                        } else {
                            promise.tryFail(done.cause());
                        }
                        release();
                    });
        }
    }

    private void wrote(@Nullable Throwable cause) {
        writing = false;
        if (cause != null) {
            failure = cause;
            waiting.clear();
        }
        release();
        next();
        moved.run();
    }

    private void release() {
        if (discarded && !writing && !released) {
            released = true;
            stage.discard();
        }
    }
}
