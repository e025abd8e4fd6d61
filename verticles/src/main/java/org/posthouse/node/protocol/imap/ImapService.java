package org.posthouse.node.protocol.imap;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import org.posthouse.node.account.AccountClient;
import org.posthouse.node.auth.Authenticator;
import org.posthouse.node.auth.LoginPolicy;
import org.posthouse.node.auth.Sasl;
import org.posthouse.node.net.ConnectionLimits;
import org.posthouse.node.net.LineConnection;
import org.posthouse.node.net.Protocol;
import org.posthouse.node.net.ProtocolSession;
import org.posthouse.node.net.Refusal;

/** The IMAP of a node: makes its sessions. */
public final class ImapService implements Protocol {
    /**
     * What each connection may cost. What waits for a client is what it may read while the next
     * page is fetched.
     */
    public static final ConnectionLimits CONNECTION_LIMITS =
            new ConnectionLimits(
                    ImapOptions.LINE_BYTES_MAX, 256 * 1024, 60_000, 180_000, 2_000, 30_000);

    private final ImapServices services;

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
