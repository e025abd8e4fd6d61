package org.posthouse.store.queue;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that looks after a queue's files. */
final class Keeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final long CLOSE_SECONDS_MAX = 30;

    private final DurableQueue queue;
    private final long keepMillis;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("queue-keeper").daemon().factory());

    Keeper(DurableQueue queue, long keepMillis) {
        this.queue = queue;
        this.keepMillis = keepMillis;
    }

    void start() {
        var _ =
                thread.scheduleWithFixedDelay(
                        this::keep, keepMillis, keepMillis, TimeUnit.MILLISECONDS);
    }

    void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException _) {
            // Closed: the next start deletes the file.
        }
    }

    private void keep() {
        try {
            queue.keep();
        } catch (IOException | RuntimeException failure) {
            LOG.error("the queue's files can't be looked after; mail stays where it is", failure);
        }
    }

    /** Lets what is under way end, so that nothing is written any more. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                LOG.warn("the queue's keeper does not end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
