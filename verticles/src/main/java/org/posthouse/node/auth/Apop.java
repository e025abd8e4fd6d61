package org.posthouse.node.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/**
 * APOP (RFC 1939, 7): proves knowledge of a password that the server holds in clear, by MD5. Weak,
 * and offered only for accounts whose operator asked for it.
 */
public final class Apop {

    private Apop() {}

    /**
     * Whether the digest proves the password. Compared in constant time, and as long for an account
     * without a clear password.
     *
     * @param timestamp what the greeting showed, with its angle brackets
     * @param stored what is stored for the login
     * @param digest 32 hexadecimal digits from the client
     */
    public static boolean proves(String timestamp, StoredCredentials stored, String digest) {
        String password = stored.clear().orElse("");
        byte[] expected = md5(timestamp + password);
        byte[] given =
                digest.toLowerCase(Locale.ROOT).strip().getBytes(StandardCharsets.ISO_8859_1);
        boolean equal =
                MessageDigest.isEqual(
                        HexFormat.of().formatHex(expected).getBytes(StandardCharsets.US_ASCII),
                        given);
        return equal && stored.clear().isPresent();
    }

    private static byte[] md5(String text) {
        try {
            return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no MD5", e);
        }
    }
}
