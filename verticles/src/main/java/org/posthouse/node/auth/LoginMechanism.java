package org.posthouse.node.auth;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** LOGIN (draft-murchison-sasl-login-00): asks for the name, then for the password. */
final class LoginMechanism implements SaslMechanism {

    private final Authenticator authenticator;
    private @Nullable String login;

    LoginMechanism(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public Future<SaslStep> start(byte @Nullable [] initialResponse) {
        // Many clients send the name along, which the draft does not forbid.
        return initialResponse == null || initialResponse.length == 0
                ? ask("Username:")
                : respond(initialResponse);
    }

    @Override
    public Future<SaslStep> respond(byte[] response) {
        Optional<String> text = Sasl.utf8(response);
        if (text.isEmpty() || text.get().isEmpty() || text.get().indexOf('\0') >= 0) {
            return Future.succeededFuture(Sasl.failure(SaslStep.Reason.MALFORMED));
        }
        String name = login;
        if (name == null) {
            login = text.get();
            return ask("Password:");
        }
        return authenticator
                .verifyPassword(name, text.get())
                .map(Sasl::judged)
                .otherwise(_ -> Sasl.failure(SaslStep.Reason.TRY_LATER));
    }

    private static Future<SaslStep> ask(String prompt) {
        return Future.succeededFuture(
                new SaslStep.Challenge(prompt.getBytes(StandardCharsets.US_ASCII)));
    }
}
