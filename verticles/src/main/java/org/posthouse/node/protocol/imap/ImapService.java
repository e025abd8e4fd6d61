package org.posthouse.node.protocol.imap;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.posthouse.node.account.AccountClient;
import org.posthouse.node.auth.Authenticator;
import org.posthouse.node.auth.LoginPolicy;
import org.posthouse.node.auth.Sasl;
import org.posthouse.node.net.ConnectionLimits;
import org.posthouse.node.net.LineConnection;
import org.posthouse.node.net.ListenerSpec;
import org.posthouse.node.net.Protocol;
import org.posthouse.node.net.ProtocolSession;
import org.posthouse.node.net.Refusal;
import org.posthouse.node.net.TcpFrontend;
import org.posthouse.node.tls.ServerTls;

/** The IMAP of a node: makes sessions, and runs the listeners that they come from. */
public final class ImapService implements Protocol {
    /**
     * What each connection may cost. What waits for a client is what it may read while the next
     * page is fetched.
     */
    public static final ConnectionLimits CONNECTION_LIMITS =
            new ConnectionLimits(
                    ImapOptions.LINE_BYTES_MAX, 256 * 1024, 60_000, 180_000, 2_000, 30_000);

    private final ImapServices services;
    private final List<TcpFrontend> frontends = new ArrayList<>();

    /**
     * IMAP that is not listening yet.
     *
     * @param accounts where mailboxes are
     * @param authenticator judges the passwords of LOGIN
     * @param sasl judges what AUTHENTICATE says
     * @param policy when logins may be tried
     * @param options the limits of each session
     * @param metrics where sessions are counted
     */
    public ImapService(
            AccountClient accounts,
            Authenticator authenticator,
            Sasl sasl,
            LoginPolicy policy,
            ImapOptions options,
            MeterRegistry metrics) {
        services =
                new ImapServices(
                        accounts, authenticator, sasl, policy, options, new ImapMetrics(metrics));
    }

    /**
     * Listens, on all of the listeners or on none.
     *
     * @param listeners given this protocol, what to listen on, best with {@link #CONNECTION_LIMITS}
     * @param tls for STARTTLS and implicit TLS; null for neither
     * @return the listeners that run, in their order
     */
    public Future<List<TcpFrontend>> start(
            Vertx vertx,
            List<Function<Protocol, ListenerSpec>> listeners,
            @Nullable ServerTls tls) {
        Future<Void> started = Future.succeededFuture();
        for (Function<Protocol, ListenerSpec> listener : listeners) {
            started =
                    started.compose(_ -> TcpFrontend.start(vertx, listener.apply(this), tls))
                            .map(frontend -> {
                                frontends.add(frontend);
                                return null;
                            });
        }
        return started.map(_ -> List.copyOf(frontends))
                .recover(failure ->
                        stop(Duration.ZERO).transform(_ -> Future.failedFuture(failure)));
    }

    /**
     * Stops listening, tells every session, and waits for them.
     *
     * @param patience how long a session may take to end
     */
    public Future<Void> stop(Duration patience) {
        List<TcpFrontend> running = List.copyOf(frontends);
        frontends.clear();
        List<Future<Void>> stopped =
                running.stream().map(frontend -> frontend.stop(patience)).toList();
        return Future.join(stopped).mapEmpty();
    }

    @Override
    public String name() {
        return "imap";
    }

    @Override
    public ProtocolSession open(LineConnection connection) {
        return new ImapSession(connection, services);
    }

    @Override
    public Buffer refusal(Refusal reason) {
        return Buffer.buffer(
                switch (reason) {
                    case TOO_MANY_SESSIONS -> "* BYE [LIMIT] Too many connections\r\n";
                    case TOO_MANY_FROM_ADDRESS ->
                            "* BYE [LIMIT] Too many connections from your address\r\n";
                    case SHUTTING_DOWN -> "* BYE [UNAVAILABLE] The server is shutting down\r\n";
                });
    }

    @Override
    public Buffer internalError() {
        return Buffer.buffer("* BYE [SERVERBUG] Internal error\r\n");
    }
}
