package org.posthouse.node;

import io.vertx.core.Future;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jline.utils.Signals;
import org.posthouse.node.console.Console;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a node for as long as its process is wanted.
 *
 * <p>SIGTERM and SIGINT are taken as requests: a JVM that leaves them to its shutdown hooks ends
 * with 143 or 130, and a service manager would call a clean stop a failure. Whatever else ends the
 * JVM (SIGHUP, {@code System.exit}) still stops the node through a hook.
 */
final class NodeProcess {
    static final int EXIT_OK = 0;
    static final int EXIT_FAILED = 1;

    /** A service manager and our users wait ten seconds at most. */
    static final long STOP_MILLIS_MAX = 9_000;

    private static final Logger log = LoggerFactory.getLogger(NodeProcess.class);

    private final Lifecycle node;
    private final Console console;
    private final long stopMillisMax;
    private final CompletableFuture<Void> stopAsked = new CompletableFuture<>();
    private final CountDownLatch finished = new CountDownLatch(1);

    NodeProcess(Lifecycle node, Console console, long stopMillisMax) {
        this.node = node;
        this.console = console;
        this.stopMillisMax = stopMillisMax;
    }

    /**
     * Starts the node, waits until it is stopped from inside or outside, and returns the exit code.
     */
    int run() throws InterruptedException {
        Object onTerm = Signals.register("TERM", this::askStop);
        Object onInt = Signals.register("INT", this::askStop);
        Thread hook = new Thread(this::stopFromHook, "posthouse-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return startAndStop();
        } finally {
            finished.countDown();
            removeHook(hook);
            Signals.unregister("TERM", onTerm);
            Signals.unregister("INT", onInt);
        }
    }

    /** Asks the running node to stop; returns at once. */
    void askStop() {
        stopAsked.complete(null);
    }

    private int startAndStop() throws InterruptedException {
        node.stopped().onComplete(_ -> askStop());
        CompletableFuture<Void> started = startQuietly();
        try {
            CompletableFuture.anyOf(started, stopAsked).get();
        } catch (ExecutionException e) {
            explain(e);
            stop();
            return EXIT_FAILED;
        }
        awaitStopAsked();
        return stop() ? EXIT_OK : EXIT_FAILED;
    }

    private CompletableFuture<Void> startQuietly() {
        try {
            return node.start().toCompletionStage().toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void awaitStopAsked() throws InterruptedException {
        try {
            stopAsked.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a request to stop cannot fail", e);
        }
    }

    private boolean stop() throws InterruptedException {
        try {
            Future<Void> stopped = node.stop();
            stopped.toCompletionStage()
                    .toCompletableFuture()
                    .get(stopMillisMax, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            console.error("not everything had stopped after " + stopMillisMax + " ms");
        } catch (ExecutionException | RuntimeException e) {
            log.error("stopping failed", e);
            console.error("stopping failed: " + reason(e));
        }
        return false;
    }

    private void stopFromHook() {
        askStop();
        try {
            if (!finished.await(stopMillisMax, TimeUnit.MILLISECONDS)) {
                console.error("not everything had stopped after " + stopMillisMax + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            log.debug("the process is ending already", alreadyShuttingDown);
        }
    }

    private void explain(ExecutionException failure) {
        Throwable cause = root(failure);
        boolean bug =
                cause instanceof Error
                        || (cause instanceof RuntimeException
                                && !(cause instanceof UncheckedIOException)
                                && !(cause instanceof IllegalArgumentException));
        if (bug) {
            log.error("start failed", cause);
        } else {
            log.debug("start failed", cause);
        }
        console.error("cannot start: " + reason(failure));
    }

    private static String reason(Throwable failure) {
        Throwable cause = root(failure);
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private static Throwable root(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapper =
                failure instanceof ExecutionException || failure instanceof CompletionException;
        return wrapper && cause != null ? root(cause) : failure;
    }
}
