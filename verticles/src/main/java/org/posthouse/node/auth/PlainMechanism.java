package org.posthouse.node.auth;

import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** PLAIN (RFC 4616): {@code [authzid] NUL authcid NUL password}. */
final class PlainMechanism implements SaslMechanism {

    private final Authenticator authenticator;

    PlainMechanism(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public Future<SaslStep> start(byte @Nullable [] initialResponse) {
        return initialResponse == null
                ? Future.succeededFuture(new SaslStep.Challenge(new byte[0]))
                : respond(initialResponse);
    }

    @Override
    public Future<SaslStep> respond(byte[] response) {
        Optional<String> message = Sasl.utf8(response);
        if (message.isEmpty()) {
            return Future.succeededFuture(Sasl.failure(SaslStep.Reason.MALFORMED));
        }
        String[] parts = message.get().split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            return Future.succeededFuture(Sasl.failure(SaslStep.Reason.MALFORMED));
        }
        String actFor = parts[0];
        String login = parts[1];
        return authenticator
                .verifyPassword(login, parts[2])
                .map(result -> authorized(Sasl.judged(result), actFor, login))
                .otherwise(_ -> Sasl.failure(SaslStep.Reason.TRY_LATER));
    }

    /** Nobody acts for somebody else here, but may say his own name twice. */
    static SaslStep authorized(SaslStep step, String actFor, String login) {
        if (step instanceof SaslStep.Success success
                && !actFor.isEmpty()
                && !actFor.equalsIgnoreCase(login)
                && !actFor.equalsIgnoreCase(success.account())) {
            return Sasl.failure(SaslStep.Reason.NOT_AUTHORIZED);
        }
        return step;
    }
}
