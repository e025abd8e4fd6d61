package org.posthouse.node.auth;

import com.ongres.saslprep.SASLprep;
import java.util.Optional;

/**
 * Passwords in the one form in which they are hashed and compared: SASLprep (RFC 4013), which SCRAM
 * demands (RFC 5802, 2.2), for every mechanism alike.
 */
final class PreparedPassword {

    private static final SASLprep SASLPREP = new SASLprep();

    /** The longest password taken, in characters: more is work for nothing. */
    static final int CHARS_MAX = 1024;

    private PreparedPassword() {}

    /**
     * The form to store; empty when the password is empty, too long, or holds what is forbidden.
     */
    static Optional<String> toStore(String password) {
        return prepare(password, true);
    }

    /** The form to compare; unassigned code points are let through (RFC 3454, 7). */
    static Optional<String> toCompare(String password) {
        return prepare(password, false);
    }

    private static Optional<String> prepare(String password, boolean stored) {
        if (password.isEmpty() || password.length() > CHARS_MAX) {
            return Optional.empty();
        }
        try {
            String prepared =
                    stored ? SASLPREP.prepareStored(password) : SASLPREP.prepareQuery(password);
            return prepared.isEmpty() ? Optional.empty() : Optional.of(prepared);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
