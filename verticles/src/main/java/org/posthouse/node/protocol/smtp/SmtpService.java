package org.posthouse.node.protocol.smtp;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.posthouse.core.address.DomainName;
import org.posthouse.node.account.AccountClient;
import org.posthouse.node.auth.LoginPolicy;
import org.posthouse.node.auth.Sasl;
import org.posthouse.node.directory.Router;
import org.posthouse.node.net.ConnectionLimits;
import org.posthouse.node.net.LineConnection;
import org.posthouse.node.net.Protocol;
import org.posthouse.node.net.ProtocolSession;
import org.posthouse.node.net.Refusal;
import org.posthouse.node.queue.MailQueue;

/** What all SMTP, submission and LMTP sessions of a node share. Safe from any thread. */
public final class SmtpService {
    /**
     * What an operator decides.
     *
     * @param hostName what the server calls itself in greetings and Received lines
     * @param mainDomain where {@code <postmaster>} without a domain is
     * @param limits of each session
     * @param loginPolicy when logins are slowed down and ended
     */
    public record Settings(
            String hostName, DomainName mainDomain, SmtpLimits limits, LoginPolicy loginPolicy) {}

    private final Settings settings;
    private final AccountClient accounts;
    private final MailQueue queue;
    private final Sasl sasl;
    private final InstantSource clock;
    private final RecipientResolver resolver;
    private final SmtpCounters counters = new SmtpCounters();
    private final String idPrefix;
    private final AtomicLong idCount = new AtomicLong();

    /**
     * @param clock tells the time for Received and Date lines; its start gives messages their ids
     */
    public SmtpService(
            Settings settings,
            Router router,
            AccountClient accounts,
            MailQueue queue,
            Sasl sasl,
            InstantSource clock) {
        this.settings = settings;
        this.accounts = accounts;
        this.queue = queue;
        this.sasl = sasl;
        this.clock = clock;
        this.resolver = new RecipientResolver(router);
        this.idPrefix = Long.toString(clock.millis(), 36).toUpperCase(Locale.ROOT);
    }

    /** What a listener of this dialect speaks. */
    public Protocol protocol(SmtpDialect dialect) {
        return new Protocol() {
            @Override
            public String name() {
                return dialect.protocolName();
            }

            @Override
            public ProtocolSession open(LineConnection connection) {
                return new SmtpSession(SmtpService.this, dialect, connection);
            }

            @Override
            public Buffer refusal(Refusal reason) {
                return (switch (reason) {
                            case SHUTTING_DOWN -> SmtpReplies.STOPPING;
                            case TOO_MANY_SESSIONS, TOO_MANY_FROM_ADDRESS -> SmtpReplies.BUSY;
                        })
                        .encode();
            }

            @Override
            public Buffer internalError() {
                return SmtpReplies.INTERNAL.encode();
            }
        };
    }

    /** What a connection of these protocols may cost: the kit's limits with our line length. */
    public ConnectionLimits connectionLimits() {
        return ConnectionLimits.DEFAULT
                .withLineBytesMax(SmtpParser.AUTH_BYTES_MAX)
                .withIdleMillisMax(limits().commandMillis());
    }

    /** What was counted since the start. */
    public SmtpCounters counters() {
        return counters;
    }

    Settings settings() {
        return settings;
    }

    SmtpLimits limits() {
        return settings.limits();
    }

    AccountClient accounts() {
        return accounts;
    }

    MailQueue queue() {
        return queue;
    }

    Sasl sasl() {
        return sasl;
    }

    RecipientResolver resolver() {
        return resolver;
    }

    Instant now() {
        return clock.instant();
    }

    /** A name for a message that no other message of this node has, in this start or another. */
    String nextId() {
        return idPrefix
                + "-"
                + Long.toString(idCount.incrementAndGet(), 36).toUpperCase(Locale.ROOT);
    }
}
