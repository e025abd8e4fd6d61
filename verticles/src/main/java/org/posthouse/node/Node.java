package org.posthouse.node;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicBoolean;
import org.posthouse.node.console.Console;

/**
 * One member of the cluster, or the whole of a standalone server: everything that runs in one JVM.
 */
public final class Node implements Lifecycle {
    private final NodeOptions options;
    private final Console console;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Promise<Void> stopped = Promise.promise();

    /** Prepares a node; nothing is opened before {@link #start()}. */
    public Node(NodeOptions options, Console console) {
        this.options = options;
        this.console = console;
    }

    @Override
    public Future<Void> start() {
        console.line("data: " + options.base());
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
        if (stopping.compareAndSet(false, true)) {
            stopped.complete();
        }
        return stopped.future();
    }

    @Override
    public Future<Void> stopped() {
        return stopped.future();
    }
}
