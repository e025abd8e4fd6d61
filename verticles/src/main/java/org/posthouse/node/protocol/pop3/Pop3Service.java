package org.posthouse.node.protocol.pop3;

import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.posthouse.node.account.AccountClient;
import org.posthouse.node.auth.Authenticator;
import org.posthouse.node.auth.LoginPolicy;
import org.posthouse.node.auth.Sasl;
import org.posthouse.node.net.LineConnection;
import org.posthouse.node.net.Protocol;
import org.posthouse.node.net.ProtocolSession;
import org.posthouse.node.net.Refusal;

/** POP3 for listeners: what all its sessions share. */
public final class Pop3Service implements Protocol {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Pop3Options options;
    private final AccountClient accounts;
    private final Authenticator authenticator;
    private final Sasl sasl;
    private final LoginPolicy policy;
    private final Supplier<String> timestamps;

    /**
     * A service for all listeners of a node.
     *
     * @param authenticator judges USER/PASS and has what APOP needs
     * @param sasl judges AUTH
     * @param policy the same that {@code sasl} follows
     */
    public Pop3Service(
            Pop3Options options,
            AccountClient accounts,
            Authenticator authenticator,
            Sasl sasl,
            LoginPolicy policy) {
        this(options, accounts, authenticator, sasl, policy, () -> timestamp(options.host()));
    }

    Pop3Service(
            Pop3Options options,
            AccountClient accounts,
            Authenticator authenticator,
            Sasl sasl,
            LoginPolicy policy,
            Supplier<String> timestamps) {
        this.options = options;
        this.accounts = accounts;
        this.authenticator = authenticator;
        this.sasl = sasl;
        this.policy = policy;
        this.timestamps = timestamps;
    }

    @Override
    public String name() {
        return "pop3";
    }

    @Override
    public ProtocolSession open(LineConnection connection) {
        return new Pop3Session(this, connection, timestamps.get());
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

    Pop3Options options() {
        return options;
    }

    AccountClient accounts() {
        return accounts;
    }

    Authenticator authenticator() {
        return authenticator;
    }

    Sasl sasl() {
        return sasl;
    }

    LoginPolicy policy() {
        return policy;
    }

    /** The SASL mechanisms that a connection is offered. */
    List<String> mechanisms(LineConnection connection) {
        return sasl.offered(
                connection.channelBindings(), connection.isTls(), connection.isLoopback());
    }

    /** RFC 1939, 7: a msg-id that no other greeting shows. */
    private static String timestamp(String host) {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return "<" + HexFormat.of().formatHex(bytes) + "@" + host + ">";
    }
}
