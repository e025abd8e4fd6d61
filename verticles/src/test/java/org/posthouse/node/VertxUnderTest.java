package org.posthouse.node;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Vert.x for each test, {@code @RegisterExtension final VertxUnderTest node = new
 * VertxUnderTest();}. Fails the test when an event loop was blocked or an exception was handled by
 * nobody.
 */
public final class VertxUnderTest implements BeforeEachCallback, AfterEachCallback {

    private static final long BLOCKED_MILLIS = 2000;
    private static final long PATIENCE_SECONDS = 20;

    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private @Nullable Vertx vertx;

    /** The Vert.x of this test. */
    public Vertx vertx() {
        Vertx running = vertx;
        if (running == null) {
            throw new IllegalStateException("outside of a test");
        }
        return running;
    }

    /** Waits for a future, off the event loops, and gives its value. */
    public <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("did not complete: " + future, e);
        }
    }

    /** Waits until something is so. */
    public static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never: " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }

    /** Takes note of a fault that must fail the test. */
    public void fault(Throwable fault) {
        faults.add(fault);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        faults.clear();
        Vertx started =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(4)
                                .setBlockedThreadCheckInterval(100)
                                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                                .setMaxEventLoopExecuteTime(BLOCKED_MILLIS));
        started.exceptionHandler(this::fault);
        ((VertxInternal) started)
                .blockedThreadChecker()
                .setThreadBlockedHandler(event -> {
                    if (event.thread().getName().contains("eventloop")) {
                        AssertionError fault =
                                new AssertionError(
                                        event.thread().getName()
                                                + " blocked for "
                                                + event.duration()
                                                + " ns");
                        fault.setStackTrace(event.thread().getStackTrace());
                        fault(fault);
                    }
                });
        vertx = started;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        await(vertx().close());
        vertx = null;
        Throwable fault = faults.poll();
        if (fault != null) {
            throw new AssertionError("a fault on the node: " + fault, fault);
        }
    }
}
