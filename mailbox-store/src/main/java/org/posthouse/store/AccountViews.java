package org.posthouse.store;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When the views of one account are written: at most once a second, one at a time. */
final class AccountViews {
    private static final Logger LOG = LoggerFactory.getLogger(AccountViews.class);
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AccountViewWriter writer;
    private final Path directory;
    private final long epoch;
    private final Executor storage;
    private @Nullable Supplier<CompletionStage<AccountView>> source;
    private boolean wanted;
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
    private long lastNanos = System.nanoTime() - INTERVAL_NANOS;

    AccountViews(AccountViewWriter writer, Path directory, long epoch, Executor storage) {
        this.writer = writer;
        this.directory = directory;
        this.epoch = epoch;
        this.storage = storage;
    }

    /** From where views come; the first one is wanted at once. */
    synchronized void source(Supplier<CompletionStage<AccountView>> from) {
        source = from;
        wanted = true;
    }

    /** What the views tell of has changed. */
    synchronized void want() {
        wanted = true;
    }

    /** Whether a view is to be written, now or later. */
    synchronized boolean isWanted() {
        return wanted && source != null;
    }

    /** Writes the view if it is wanted and time for it. */
    synchronized void writeIfDue() {
        if (running.isDone() && System.nanoTime() - lastNanos >= INTERVAL_NANOS) {
            running = write();
        }
    }

    /** Writes the view if it is wanted, without waiting for its time. Never fails. */
    synchronized CompletableFuture<Void> writeNow() {
        running = running.thenCompose(_ -> write());
        return running;
    }

    private synchronized CompletableFuture<Void> write() {
        Supplier<CompletionStage<AccountView>> from = source;
        if (!wanted || from == null) {
            return CompletableFuture.completedFuture(null);
        }
        wanted = false;
        lastNanos = System.nanoTime();
        CompletableFuture<AccountView> view;
        try {
            view = from.get().toCompletableFuture();
        } catch (RuntimeException broken) {
            view = CompletableFuture.failedFuture(broken);
        }
        try {
            return view.thenAcceptAsync(this::write, storage)
                    .handle((_, failure) -> {
                        end(failure);
                        return null;
                    });
        } catch (RejectedExecutionException busy) {
            end(busy);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void write(AccountView view) {
        try {
            writer.settled(directory, epoch, view.sequence(), view.settings(), view.statuses());
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    /** A view that could not be written is stale and no more than that; it is tried again. */
    private synchronized void end(@Nullable Throwable failure) {
        if (failure != null) {
            wanted = true;
            LOG.warn("{}: the views could not be written, tried again later", directory, failure);
        }
    }
}
