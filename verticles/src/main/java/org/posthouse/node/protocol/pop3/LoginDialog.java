package org.posthouse.node.protocol.pop3;

import io.vertx.core.Future;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthouse.node.auth.Apop;
import org.posthouse.node.auth.AuthResult;
import org.posthouse.node.auth.SaslMechanism;
import org.posthouse.node.auth.SaslStep;
import org.posthouse.node.auth.StoredCredentials;
import org.posthouse.node.net.Line;
import org.posthouse.node.net.LineConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The AUTHORIZATION state (RFC 1939, 4 and 7; RFC 5034): finds out who the client is. Every failed
 * login costs the client the same time and is told the same, whatever was wrong.
 */
final class LoginDialog {
    private static final Logger log = LoggerFactory.getLogger(LoginDialog.class);

    private final Pop3Session session;
    private final Pop3Services services;
    private final LineConnection connection;
    private final String timestamp;
    private @Nullable String user;
    private @Nullable SaslMechanism exchange;
    private int failures;

    /**
     * @param timestamp what the greeting showed, with its angle brackets
     */
    LoginDialog(
            Pop3Session session,
            Pop3Services services,
            LineConnection connection,
            String timestamp) {
        this.session = session;
        this.services = services;
        this.connection = connection;
        this.timestamp = timestamp;
    }

    /** Whether the next line is part of a SASL exchange and no command. */
    boolean expectsResponse() {
        return exchange != null;
    }

    /** Forgets what was said; the failed logins stay counted. */
    void reset() {
        user = null;
        exchange = null;
    }

    void user(Pop3Command.User command) {
        if (!services.allowsClearText(connection)) {
            session.bad(Pop3Reply.CLEAR_TEXT);
            return;
        }
        user = command.name();
        // The same for names that nobody has, or they could be probed (RFC 1939, 7 and 13).
        session.answer(Pop3Reply.ok("The password, please"));
    }

    void pass(Pop3Command.Pass command) {
        String name = user;
        user = null;
        if (!services.allowsClearText(connection)) {
            session.bad(Pop3Reply.CLEAR_TEXT);
        } else if (name == null) {
            session.bad(Pop3Reply.error("USER comes first"));
        } else {
            judge(services.authenticator().verifyPassword(name, command.password()));
        }
    }

    void apop(Pop3Command.ApopLogin command) {
        user = null;
        judge(
                services.authenticator()
                        .credentials(command.name())
                        .map(stored -> proven(stored, command.digest())));
    }

    void authenticate(Pop3Command.Authenticate command) {
        user = null;
        Optional<SaslMechanism> begun =
                services.sasl()
                        .mechanism(
                                command.mechanism(),
                                connection.channelBindings(),
                                connection.isTls(),
                                connection.isLoopback());
        if (begun.isEmpty()) {
            session.bad(Pop3Reply.error("This mechanism is not offered here"));
            return;
        }
        if (command.initialResponse().isEmpty()) {
            take(begun.get(), begun.get().start(null));
            return;
        }
        Optional<byte[]> initial = decoded(command.initialResponse().get(), "=");
        if (initial.isEmpty()) {
            failed(Pop3Reply.of(SaslStep.Reason.MALFORMED));
        } else {
            take(begun.get(), begun.get().start(initial.get()));
        }
    }

    /** A line of the exchange has come. */
    void response(Line line) {
        SaslMechanism running = exchange;
        if (running == null) {
            throw new IllegalStateException("a response without an exchange: " + connection);
        }
        exchange = null;
        String text = line.latin1();
        if (text.equals("*")) {
            session.bad(Pop3Reply.error("The login is given up"));
            return;
        }
        Optional<byte[]> response = decoded(text, "");
        if (response.isEmpty()) {
            failed(Pop3Reply.of(SaslStep.Reason.MALFORMED));
        } else {
            take(running, running.respond(response.get()));
        }
    }

    private void take(SaslMechanism mechanism, Future<SaslStep> step) {
        connection.then(
                step,
                taken -> {
                    switch (taken) {
                        case SaslStep.Challenge challenge -> {
                            exchange = mechanism;
                            session.write(
                                    "+ "
                                            + Base64.getEncoder().encodeToString(challenge.data())
                                            + "\r\n");
                            session.finished();
                        }
                        case SaslStep.Success success -> session.open(success.account());
                        case SaslStep.Failure failure -> failed(Pop3Reply.of(failure.reason()));
                    }
                });
    }

    private void judge(Future<AuthResult> result) {
        connection.then(
                result,
                judged -> {
                    switch (judged) {
                        case AuthResult.Accepted accepted -> session.open(accepted.account());
                        case AuthResult.Rejected() -> failed(Pop3Reply.WRONG_LOGIN);
                        case AuthResult.TryLater later -> {
                            log.warn("{}: no login now: {}", connection.id(), later.why());
                            failed(Pop3Reply.TRY_LATER);
                        }
                    }
                },
                failure -> {
                    log.warn("{}: no login now: {}", connection.id(), failure.toString());
                    failed(Pop3Reply.TRY_LATER);
                });
    }

    private AuthResult proven(Optional<StoredCredentials> stored, String digest) {
        return stored.isPresent() && Apop.proves(timestamp, stored.get(), digest)
                ? new AuthResult.Accepted(stored.get().account())
                : new AuthResult.Rejected();
    }

    private void failed(Pop3Reply reply) {
        failures++;
        services.metrics().loginFailed();
        connection.after(
                services.policy().failureDelay(),
                () -> {
                    if (services.policy().isExhausted(failures)) {
                        session.goodbye(reply);
                    } else {
                        session.answer(reply);
                    }
                });
    }

    /** The bytes of a base64 text; those of {@code empty} are none. Empty when it is not base64. */
    private static Optional<byte[]> decoded(String base64, String empty) {
        if (base64.equals(empty)) {
            return Optional.of(new byte[0]);
        }
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
