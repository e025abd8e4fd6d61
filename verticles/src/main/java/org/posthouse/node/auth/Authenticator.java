package org.posthouse.node.auth;

import io.vertx.core.Future;
import java.util.Optional;

/** Where SASL gets what it cannot compute by itself. */
public interface Authenticator {

    /**
     * Finds what is stored for a login name; empty when there is no such account or it may not log
     * in. A failure means that it cannot be known now.
     *
     * @param login as the user typed it: an address, a name of the main domain, an alias
     */
    Future<Optional<StoredCredentials>> credentials(String login);

    /** Judges a password. Takes as long for an unknown login as for a wrong password. */
    Future<AuthResult> verifyPassword(String login, String password);
}
