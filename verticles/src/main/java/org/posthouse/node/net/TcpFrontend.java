package org.posthouse.node.net;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.posthouse.node.tls.ServerTls;

/**
 * A listener that runs: some event loops that share a port, each with its own connections. A new
 * certificate goes into the {@link ServerTls} that it was started with, at any time.
 */
public final class TcpFrontend {

    /** Counts down: each listener that takes any free port needs a number of its own. */
    private static final AtomicInteger LISTENERS = new AtomicInteger();

    private final Vertx vertx;
    private final ListenerSpec spec;
    private final FrontendCounters counters;
    private final Admission admission;
    private final List<Acceptor> acceptors;
    private final String deploymentId;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Promise<Void> stopped = Promise.promise();

    private TcpFrontend(
            Vertx vertx,
            ListenerSpec spec,
            FrontendCounters counters,
            Admission admission,
            List<Acceptor> acceptors,
            String deploymentId) {
        this.vertx = vertx;
        this.spec = spec;
        this.counters = counters;
        this.admission = admission;
        this.acceptors = acceptors;
        this.deploymentId = deploymentId;
    }

    /**
     * Listens. Fails when the address cannot be had.
     *
     * @param vertx whose event loops serve
     * @param spec what to listen for
     * @param tls needed for implicit TLS and for {@link LineConnection#startTls}; null for neither
     */
    public static Future<TcpFrontend> start(
            Vertx vertx, ListenerSpec spec, @Nullable ServerTls tls) {
        if (spec.implicitTls() && tls == null) {
            return Future.failedFuture(
                    new IllegalArgumentException("implicit TLS without a certificate: " + spec));
        }
        FrontendCounters counters = new FrontendCounters();
        Admission admission = new Admission(spec.sessionsMax(), spec.sessionsPerAddressMax());
        LineConnection.Surroundings around =
                new LineConnection.Surroundings(spec.protocol(), spec.limits(), counters, tls);
        List<Acceptor> acceptors = new CopyOnWriteArrayList<>();
        int anyPort = LISTENERS.decrementAndGet();
        return vertx.deployVerticle(
                        () -> {
                            Acceptor acceptor = new Acceptor(spec, around, admission, anyPort);
                            acceptors.add(acceptor);
                            return acceptor;
                        },
                        new DeploymentOptions().setInstances(spec.instances()))
                .map(deployed ->
                        new TcpFrontend(vertx, spec, counters, admission, acceptors, deployed));
    }

    /** What it was started with. */
    public ListenerSpec spec() {
        return spec;
    }

    /** The port that it listens on, also when the spec left the choice open. */
    public int port() {
        return acceptors.getFirst().port();
    }

    /** What it has counted. */
    public FrontendCounters counters() {
        return counters;
    }

    /**
     * Stops: accepts nobody any more, tells every session, waits for them, and after some time
     * closes those that are left. Completes when no connection is open; a further call tells the
     * same.
     *
     * @param patience how long sessions have for their goodbye
     */
    public Future<Void> stop(Duration patience) {
        if (!stopping.compareAndSet(false, true)) {
            return stopped.future();
        }
        admission.stop();
        List<Future<Void>> unbound = new ArrayList<>();
        for (Acceptor acceptor : acceptors) {
            unbound.add(acceptor.shutdown(patience));
        }
        Future.join(unbound).onComplete(_ -> vertx.undeploy(deploymentId).onComplete(stopped));
        return stopped.future();
    }
}
