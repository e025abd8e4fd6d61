package org.posthouse.node.auth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server keeps for SCRAM-SHA-256 (RFC 5802, 2.1; RFC 7677), in the text form
 *
 * <pre>SCRAM-SHA-256$&lt;iterations&gt;:&lt;salt&gt;$&lt;StoredKey&gt;:&lt;ServerKey&gt;</pre>
 *
 * with the last three in base64 (the form of RFC 5803). It does not tell the password, but is to be
 * kept secret: with it a server can be played.
 */
public final class ScramCredentials {

    /** Iterations of new credentials; RFC 7677 asks for at least 4096. */
    public static final int ITERATIONS = 10_000;

    static final int SALT_BYTES = 16;

    private static final int ITERATIONS_MAX = 10_000_000;

    private static final Pattern TEXT =
            Pattern.compile(
                    "SCRAM-SHA-256\\$(\\d{1,8}):([A-Za-z0-9+/=]{4,128})"
                            + "\\$([A-Za-z0-9+/=]{44}):([A-Za-z0-9+/=]{44})");

    private final int iterations;
    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;

    private ScramCredentials(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
        this.iterations = iterations;
        this.salt = salt;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
    }

    /**
     * Derives the credentials. Slow: not on an event loop.
     *
     * @param prepared the password after SASLprep
     */
    static ScramCredentials of(String prepared, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return of(prepared, salt, ITERATIONS);
    }

    static ScramCredentials of(String prepared, byte[] salt, int iterations) {
        byte[] saltedPassword = Hmac.pbkdf2(prepared, salt, iterations);
        byte[] clientKey = Hmac.hmac(saltedPassword, ascii("Client Key"));
        byte[] serverKey = Hmac.hmac(saltedPassword, ascii("Server Key"));
        return new ScramCredentials(iterations, salt.clone(), Hmac.sha256(clientKey), serverKey);
    }

    /** Credentials that no password fits, for a name that does not exist. */
    static ScramCredentials fake(byte[] salt, byte[] keys) {
        return new ScramCredentials(ITERATIONS, salt, keys, keys);
    }

    /** Reads the text form; empty when it is another one or damaged. */
    public static Optional<ScramCredentials> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int iterations = Integer.parseInt(parts.group(1));
        if (iterations < 1 || iterations > ITERATIONS_MAX) {
            return Optional.empty();
        }
        try {
            byte[] salt = Base64.getDecoder().decode(parts.group(2));
            byte[] storedKey = Base64.getDecoder().decode(parts.group(3));
            byte[] serverKey = Base64.getDecoder().decode(parts.group(4));
            if (storedKey.length != Hmac.BYTES || serverKey.length != Hmac.BYTES) {
                return Optional.empty();
            }
            return Optional.of(new ScramCredentials(iterations, salt, storedKey, serverKey));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The text form. */
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "SCRAM-SHA-256$"
                + iterations
                + ":"
                + base64.encodeToString(salt)
                + "$"
                + base64.encodeToString(storedKey)
                + ":"
                + base64.encodeToString(serverKey);
    }

    int iterations() {
        return iterations;
    }

    byte[] salt() {
        return salt;
    }

    byte[] storedKey() {
        return storedKey;
    }

    byte[] serverKey() {
        return serverKey;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "ScramCredentials[i=" + iterations + "]";
    }
}
