package org.posthouse.node.net;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event loop's share of a listener. */
final class Acceptor extends VerticleBase {

    private static final Logger log = LoggerFactory.getLogger(Acceptor.class);

    /** Numbers the connections of this process. */
    private static final AtomicLong SERIAL = new AtomicLong();

    private final ListenerSpec spec;
    private final LineConnection.Surroundings around;
    private final Admission admission;
    private final int anyPort;
    private final Set<LineConnection> connections = new HashSet<>();
    private @Nullable NetServer server;
    private @Nullable Promise<Void> emptied;
    private volatile int port;

    /**
     * @param anyPort a negative number of this listener's own: Vert.x gives all servers that name
     *     the same one a common free port
     */
    Acceptor(
            ListenerSpec spec,
            LineConnection.Surroundings around,
            Admission admission,
            int anyPort) {
        this.spec = spec;
        this.around = around;
        this.admission = admission;
        this.anyPort = anyPort;
    }

    @Override
    public Future<?> start() {
        NetServer listening =
                vertx.createNetServer(
                        new NetServerOptions().setAcceptBacklog(1024).setTcpNoDelay(true));
        server = listening;
        listening.connectHandler(this::accept);
        listening.exceptionHandler(
                cause -> log.debug("{}: {}", spec.protocol().name(), cause.toString()));
        vertx.setPeriodic(spec.limits().sweepMillis(), _ -> sweep());
        return listening
                .listen(spec.port() == 0 ? anyPort : spec.port(), spec.address())
                .onSuccess(bound -> port = bound.actualPort());
    }

    int port() {
        return port;
    }

    /** Stops accepting, says so to the sessions, and completes when they have gone. Any thread. */
    Future<Void> shutdown(Duration patience) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(_ -> {
            emptied = done;
            NetServer listening = server;
            if (listening != null) {
                listening.shutdown(patience.plusSeconds(1));
            }
            new ArrayList<>(connections).forEach(LineConnection::shutdown);
            vertx.setTimer(Math.max(1, patience.toMillis()), _ -> abortAll());
            completeWhenEmpty();
        });
        return done.future();
    }

    private void accept(NetSocket accepted) {
        NetSocketInternal socket = (NetSocketInternal) accepted;
        InetSocketAddress remote =
                (InetSocketAddress) socket.channelHandlerContext().channel().remoteAddress();
        if (remote == null) {
            // Gone before we could look.
            socket.close();
            return;
        }
        String address = key(remote.getAddress());
        Refusal refusal = admission.enter(address);
        if (refusal != null) {
            refuse(socket, refusal);
            return;
        }
        around.counters().accepted.increment();
        String id =
                spec.protocol().name()
                        + "-"
                        + HexFormat.of().toHexDigits(SERIAL.incrementAndGet(), 8);
        Context here = context;
        LineConnection connection = new LineConnection(id, socket, here, around);
        connections.add(connection);
        connection.begin(
                spec.implicitTls(),
                () -> {
                    connections.remove(connection);
                    admission.leave(address);
                    completeWhenEmpty();
                });
    }

    private void refuse(NetSocketInternal socket, Refusal refusal) {
        around.counters().refused.increment();
        if (spec.implicitTls()) {
            socket.close();
            return;
        }
        Buffer line = spec.protocol().refusal(refusal);
        socket.write(line).onComplete(_ -> socket.close());
    }

    private void sweep() {
        long now = System.nanoTime();
        for (LineConnection connection : new ArrayList<>(connections)) {
            connection.tick(now);
        }
    }

    private void abortAll() {
        new ArrayList<>(connections).forEach(c -> c.abort(CloseReason.SHUTDOWN));
    }

    private void completeWhenEmpty() {
        Promise<Void> waiting = emptied;
        if (waiting != null && connections.isEmpty()) {
            waiting.tryComplete();
        }
    }

    /** One IPv4 address; one IPv6 /64, because a client has all of it (RFC 6177). */
    static String key(InetAddress address) {
        if (address instanceof Inet6Address) {
            return HexFormat.of().formatHex(address.getAddress(), 0, 8);
        }
        return address.getHostAddress();
    }
}
