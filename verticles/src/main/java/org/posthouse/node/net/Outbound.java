package org.posthouse.node.net;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way out: gathers the small writes of one turn of the event loop into one, counts what waits
 * for the client, and sees whether the client takes any of it.
 */
final class Outbound {

    /** What the way out tells its connection. */
    interface Listener {
        /** Calls {@link Outbound#flush} at the end of this turn of the event loop. */
        void flushLater();

        /** There is room again. */
        void drained();

        /** Everything has gone to the client's network. */
        void empty();

        /** The client cannot be written to any more. */
        void broken(Throwable cause);
    }

    /** Pieces of this size are written one by one, so that progress shows. */
    private static final int PIECE_BYTES_MAX = 32 * 1024;

    private static final int GATHER_BYTES_MAX = 16 * 1024;
    private static final int OVERFLOW_FACTOR = 16;

    private final String id;
    private final int queueBytesMax;
    private final Function<Buffer, Future<Void>> socket;
    private final Listener listener;
    private @Nullable Buffer gathered;
    private long waitingBytes;
    private boolean full;
    private boolean flushScheduled;
    private long progressNanos;
    private @Nullable Promise<Void> drained;

    Outbound(
            String id,
            int queueBytesMax,
            Function<Buffer, Future<Void>> socket,
            Listener listener) {
        this.id = id;
        this.queueBytesMax = queueBytesMax;
        this.socket = socket;
        this.listener = listener;
    }

    /** Queues bytes. */
    void write(Buffer bytes) {
        if (bytes.length() == 0) {
            return;
        }
        if (waitingBytes == 0) {
            progressNanos = System.nanoTime();
        }
        waitingBytes += bytes.length();
        full |= waitingBytes >= queueBytesMax;
        if (bytes.length() >= GATHER_BYTES_MAX) {
            flush();
            for (int from = 0; from < bytes.length(); from += PIECE_BYTES_MAX) {
                send(bytes.slice(from, Math.min(bytes.length(), from + PIECE_BYTES_MAX)));
            }
            return;
        }
        Buffer gathering = gathered;
        if (gathering == null) {
            gathering = Buffer.buffer(Math.max(64, bytes.length()));
            gathered = gathering;
        }
        gathering.appendBuffer(bytes);
        if (gathering.length() >= GATHER_BYTES_MAX) {
            flush();
        } else if (!flushScheduled) {
            flushScheduled = true;
            listener.flushLater();
        }
    }

    /** Gives what was gathered to the socket. */
    void flush() {
        flushScheduled = false;
        Buffer bytes = gathered;
        if (bytes != null) {
            gathered = null;
            send(bytes);
        }
    }

    boolean isFull() {
        return full;
    }

    boolean isEmpty() {
        return waitingBytes == 0;
    }

    /** Whether the session has gone on writing long after it was asked to wait. */
    boolean isOverflowing() {
        return waitingBytes > (long) queueBytesMax * OVERFLOW_FACTOR;
    }

    /** How long the client has taken nothing of what waits; 0 when nothing waits. */
    long stalledNanos(long nowNanos) {
        return waitingBytes == 0 ? 0 : nowNanos - progressNanos;
    }

    /** Completes when there is room. */
    Future<Void> drained() {
        if (!full) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = drained;
        if (promise == null) {
            promise = Promise.promise();
            drained = promise;
        }
        return promise.future();
    }

    /** Forgets what waits. */
    void close() {
        gathered = null;
        Promise<Void> waiting = drained;
        drained = null;
        if (waiting != null) {
            waiting.fail(new ConnectionClosedException(id));
        }
    }

    private void send(Buffer bytes) {
        int length = bytes.length();
        socket.apply(bytes)
                .onComplete(result -> {
                    if (result.failed()) {
                        listener.broken(result.cause());
                    } else {
                        sent(length);
                    }
                });
    }

    private void sent(int length) {
        waitingBytes -= length;
        progressNanos = System.nanoTime();
        if (full && waitingBytes <= queueBytesMax / 2) {
            full = false;
            Promise<Void> waiting = drained;
            drained = null;
            if (waiting != null) {
                waiting.complete();
            }
            listener.drained();
        }
        if (waitingBytes == 0) {
            listener.empty();
        }
    }
}
