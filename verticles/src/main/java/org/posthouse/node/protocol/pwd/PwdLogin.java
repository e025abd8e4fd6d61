package org.posthouse.node.protocol.pwd;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.address.AccountName;
import org.posthouse.node.auth.Apop;
import org.posthouse.node.auth.AuthResult;
import org.posthouse.node.auth.SaslMechanism;
import org.posthouse.node.auth.SaslStep;
import org.posthouse.node.auth.StoredCredentials;
import org.posthouse.node.net.LineConnection;

/**
 * The login of one client: USER and PASS, APOP, or AUTH with SASL. A failure is answered late, and
 * after a few of them the client has to go.
 */
final class PwdLogin {

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final PwdReply WRONG = PwdReply.failed("account name or password is incorrect");
    private static final PwdReply LATER =
            PwdReply.failed("logins can't be checked now, try again later");

    /** What a step of the login has come to. */
    sealed interface Outcome {
        record Said(PwdReply reply) implements Outcome {}

        /** The last failure that this connection may have. */
        record Enough(PwdReply reply) implements Outcome {}

        record In(AccountName account) implements Outcome {}
    }

    private final LineConnection connection;
    private final PwdServices services;
    private final String challenge;
    private @Nullable String user;
    private @Nullable SaslMechanism exchange;
    private int failures;

    PwdLogin(LineConnection connection, PwdServices services) {
        this(connection, services, newChallenge(services.host()));
    }

    PwdLogin(LineConnection connection, PwdServices services, String challenge) {
        this.connection = connection;
        this.services = services;
        this.challenge = challenge;
    }

    /** What APOP's digest is made over, with its angle brackets. */
    String challenge() {
        return challenge;
    }

    /** Whether the next line is an answer to a challenge. */
    boolean isExchanging() {
        return exchange != null;
    }

    /** Takes a line: a verb with what stands behind it, or an answer to a challenge. */
    Future<Outcome> step(String verb, String rest) {
        if (exchange != null) {
            return respond(exchange, rest.strip());
        }
        return switch (verb) {
            case "USER" -> user(rest.strip());
            case "PASS" -> pass(rest);
            case "APOP" -> apop(rest.strip());
            case "AUTH" -> auth(rest.strip());
            case "NOOP" -> said(PwdReply.OK);
            default -> said(PwdReply.failed("log in first: USER, APOP, AUTH or STLS"));
        };
    }

    private Future<Outcome> user(String name) {
        if (!mayShowPassword()) {
            return said(PwdReply.failed("a password in clear needs TLS: STLS first"));
        }
        if (name.isEmpty()) {
            return said(PwdReply.failed("account name is missing"));
        }
        // Whether there is such an account is nobody's business before the password.
        user = unquoted(name);
        return said(new PwdReply.GoOn("please send the PASS"));
    }

    private Future<Outcome> pass(String password) {
        String name = user;
        user = null;
        if (name == null) {
            return said(PwdReply.failed("USER first"));
        }
        return services.authenticator()
                .verifyPassword(name, password)
                .compose(result ->
                        switch (result) {
                            case AuthResult.Accepted accepted -> in(accepted.account());
                            case AuthResult.Rejected _ -> failed(WRONG);
                            case AuthResult.TryLater _ -> said(LATER);
                        })
                .recover(_ -> said(LATER));
    }

    private Future<Outcome> apop(String rest) {
        int space = rest.lastIndexOf(' ');
        if (space < 1) {
            return said(PwdReply.failed("account name or digest is missing"));
        }
        String name = unquoted(rest.substring(0, space).strip());
        String digest = rest.substring(space + 1);
        return services.authenticator()
                .credentials(name)
                .compose(stored -> {
                    StoredCredentials keys = stored.orElseGet(PwdLogin::nobody);
                    return Apop.proves(challenge, keys, digest)
                            ? in(keys.account())
                            : failed(WRONG);
                })
                .recover(_ -> said(LATER));
    }

    private Future<Outcome> auth(String rest) {
        int space = rest.indexOf(' ');
        String name = space < 0 ? rest : rest.substring(0, space);
        Optional<SaslMechanism> mechanism =
                services.sasl()
                        .mechanism(
                                name.toUpperCase(Locale.ROOT),
                                connection.channelBindings(),
                                connection.isTls(),
                                connection.isLoopback());
        if (mechanism.isEmpty()) {
            return said(PwdReply.failed("this method of authentication is not offered"));
        }
        byte @Nullable [] initial = null;
        if (space >= 0) {
            initial = decoded(rest.substring(space + 1).strip());
            if (initial == null) {
                return said(PwdReply.failed("the response is not base64"));
            }
        }
        exchange = mechanism.get();
        return mechanism.get().start(initial).compose(this::stepped);
    }

    private Future<Outcome> respond(SaslMechanism mechanism, String response) {
        byte @Nullable [] bytes = response.equals("*") ? null : decoded(response);
        if (bytes == null) {
            exchange = null;
            return said(
                    PwdReply.failed(
                            response.equals("*")
                                    ? "authentication is cancelled"
                                    : "the response is not base64"));
        }
        return mechanism.respond(bytes).compose(this::stepped);
    }

    private Future<Outcome> stepped(SaslStep step) {
        return switch (step) {
            case SaslStep.Challenge more ->
                    said(new PwdReply.GoOn(Base64.getEncoder().encodeToString(more.data())));
            case SaslStep.Success success -> {
                exchange = null;
                yield in(success.account());
            }
            case SaslStep.Failure failure -> {
                exchange = null;
                yield switch (failure.reason()) {
                    case INVALID_CREDENTIALS, NOT_AUTHORIZED -> failed(WRONG);
                    case MALFORMED -> failed(PwdReply.failed("the response is not of this method"));
                    case TRY_LATER -> said(LATER);
                };
            }
        };
    }

    private Future<Outcome> in(String account) {
        return AccountName.parse(account)
                .accepted()
                .map(name -> Future.<Outcome>succeededFuture(new Outcome.In(name)))
                .orElseGet(() -> said(LATER));
    }

    private Future<Outcome> failed(PwdReply reply) {
        failures++;
        Promise<Outcome> later = Promise.promise();
        connection.after(
                services.policy().failureDelay(),
                () ->
                        later.complete(
                                services.policy().isExhausted(failures)
                                        ? new Outcome.Enough(reply)
                                        : new Outcome.Said(reply)));
        return later.future();
    }

    private boolean mayShowPassword() {
        return services.policy().allowsClearText(connection.isTls(), connection.isLoopback());
    }

    private static Future<Outcome> said(PwdReply reply) {
        return Future.succeededFuture(new Outcome.Said(reply));
    }

    private static byte @Nullable [] decoded(String base64) {
        try {
            return base64.equals("=") ? new byte[0] : Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static String unquoted(String name) {
        boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        return quoted ? name.substring(1, name.length() - 1) : name;
    }

    private static StoredCredentials nobody() {
        return new StoredCredentials("", Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static String newChallenge(String host) {
        return "<" + Long.toUnsignedString(RANDOM.nextLong()) + "@" + host + ">";
    }
}
