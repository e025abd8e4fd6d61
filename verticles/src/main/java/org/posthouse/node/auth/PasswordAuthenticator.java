package org.posthouse.node.auth;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/** An {@link Authenticator} over wherever credentials are kept. */
public final class PasswordAuthenticator implements Authenticator {

    private final Function<String, Future<Optional<StoredCredentials>>> lookup;
    private final PasswordVerifier verifier;

    /**
     * @param lookup finds what is stored for a login; see {@link Authenticator#credentials}
     * @param verifier judges passwords
     */
    public PasswordAuthenticator(
            Function<String, Future<Optional<StoredCredentials>>> lookup,
            PasswordVerifier verifier) {
        this.lookup = lookup;
        this.verifier = verifier;
    }

    @Override
    public Future<Optional<StoredCredentials>> credentials(String login) {
        return lookup.apply(login);
    }

    @Override
    public Future<AuthResult> verifyPassword(String login, String password) {
        return lookup.apply(login).compose(stored -> verifier.verify(stored, password));
    }
}
