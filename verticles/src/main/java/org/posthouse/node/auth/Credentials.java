package org.posthouse.node.auth;

import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;

/** Makes what is stored from a new password. */
public final class Credentials {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Credentials() {}

    /**
     * Hashes a password for an account's settings: keys {@code Password}, {@code
     * PasswordEncryption} and {@code ScramSha256}. Takes tens of milliseconds: not on an event
     * loop.
     *
     * @param password as the user typed it, 1 to 1,024 characters
     * @return the keys and values; empty when the password may not be used (RFC 4013, 2.3: control
     *     characters and the like)
     */
    public static Optional<Map<String, String>> from(String password) {
        return PreparedPassword.toStore(password)
                .map(prepared ->
                        new StoredCredentials(
                                        "",
                                        Optional.of(PasswordHash.of(prepared, RANDOM)),
                                        Optional.empty(),
                                        Optional.of(ScramCredentials.of(prepared, RANDOM)))
                                .toSettings());
    }

    /**
     * The same with the password in clear, which APOP needs (RFC 1939, 7). Whoever reads the
     * settings then has the password.
     *
     * @param password as the user typed it, 1 to 1,024 characters
     */
    public static Optional<Map<String, String>> clearFrom(String password) {
        return PreparedPassword.toStore(password)
                .map(prepared ->
                        new StoredCredentials(
                                        "",
                                        Optional.empty(),
                                        Optional.of(prepared),
                                        Optional.of(ScramCredentials.of(prepared, RANDOM)))
                                .toSettings());
    }
}
