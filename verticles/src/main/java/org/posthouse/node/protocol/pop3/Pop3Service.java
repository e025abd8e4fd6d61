package org.posthouse.node.protocol.pop3;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.posthouse.node.account.AccountClient;
import org.posthouse.node.auth.Authenticator;
import org.posthouse.node.auth.LoginPolicy;
import org.posthouse.node.auth.Sasl;
import org.posthouse.node.net.LineConnection;
import org.posthouse.node.net.Protocol;
import org.posthouse.node.net.ProtocolSession;
import org.posthouse.node.net.Refusal;

/** The POP3 of a node: makes its sessions. */
public final class Pop3Service implements Protocol {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Pop3Services services;

    /**
     * POP3 that is not listening yet.
     *
     * @param accounts where mailboxes are
     * @param authenticator judges USER/PASS and has what APOP needs
     * @param sasl judges what AUTH says
     * @param policy when logins may be tried, the same that {@code sasl} follows
     * @param options the limits of each session
     * @param metrics where sessions are counted
     */
    public Pop3Service(
            AccountClient accounts,
            Authenticator authenticator,
            Sasl sasl,
            LoginPolicy policy,
            Pop3Options options,
            MeterRegistry metrics) {
        this(
                accounts,
                authenticator,
                sasl,
                policy,
                options,
                metrics,
                () -> timestamp(options.host()));
    }

    Pop3Service(
            AccountClient accounts,
            Authenticator authenticator,
            Sasl sasl,
            LoginPolicy policy,
            Pop3Options options,
            MeterRegistry metrics,
            Supplier<String> timestamps) {
        services =
                new Pop3Services(
                        accounts,
                        authenticator,
                        sasl,
                        policy,
                        options,
                        new Pop3Metrics(metrics),
                        timestamps);
    }

    @Override
    public String name() {
        return "pop3";
    }

    @Override
    public ProtocolSession open(LineConnection connection) {
        return new Pop3Session(services, connection, services.timestamps().get());
    }

    @Override
    public Buffer refusal(Refusal reason) {
        Pop3Reply reply =
                switch (reason) {
                    case TOO_MANY_SESSIONS ->
                            Pop3Reply.error("[SYS/TEMP] Too many connections, try again later");
                    case TOO_MANY_FROM_ADDRESS ->
                            Pop3Reply.error("[SYS/TEMP] Too many connections from your address");
                    case SHUTTING_DOWN -> Pop3Reply.STOPPING;
                };
        return Buffer.buffer(reply.line());
    }

    @Override
    public Buffer internalError() {
        return Buffer.buffer(Pop3Reply.INTERNAL_ERROR.line());
    }

    /** RFC 1939, 7: a msg-id that no other greeting shows. */
    private static String timestamp(String host) {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return "<" + HexFormat.of().formatHex(bytes) + "@" + host + ">";
    }
}
