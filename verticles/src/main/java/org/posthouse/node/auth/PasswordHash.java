package org.posthouse.node.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password as Argon2id (RFC 9106) keeps it, in the PHC string form:
 *
 * <pre>$argon2id$v=19$m=19456,t=2,p=1$&lt;salt&gt;$&lt;hash&gt;</pre>
 *
 * with salt and hash in base64 without padding. Parameters are read from the string, so that they
 * can be raised later without losing a password. Computing one takes tens of milliseconds and
 * megabytes: never on an event loop, see {@link PasswordVerifier}.
 *
 * @param memoryKib memory in KiB, 8 to 1,048,576
 * @param passes 1 to 64
 * @param lanes 1 to 16
 * @param salt base64 without padding
 * @param hash base64 without padding
 */
public record PasswordHash(int memoryKib, int passes, int lanes, String salt, String hash) {

    /** The least that OWASP recommends for Argon2id. */
    private static final int MEMORY_KIB = 19456;

    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private static final Pattern PHC =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})"
                            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    /** Checks the ranges, so that no stored string can make a login cost a node's memory. */
    public PasswordHash {
        if (memoryKib < 8 * lanes
                || memoryKib > 1 << 20
                || passes < 1
                || passes > 64
                || lanes < 1
                || lanes > 16) {
            throw new IllegalArgumentException(
                    "Argon2 parameters out of range: m="
                            + memoryKib
                            + ",t="
                            + passes
                            + ",p="
                            + lanes);
        }
    }

    /**
     * Hashes a password. Slow.
     *
     * @param prepared the password after SASLprep
     * @param random where the salt comes from
     */
    static PasswordHash of(String prepared, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = argon2id(prepared, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return new PasswordHash(
                MEMORY_KIB,
                PASSES,
                LANES,
                base64.encodeToString(salt),
                base64.encodeToString(hash));
    }

    /** Reads the PHC form; empty when it is another one or damaged. */
    public static Optional<PasswordHash> parse(String phc) {
        Matcher parts = PHC.matcher(phc);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            PasswordHash parsed =
                    new PasswordHash(
                            Integer.parseInt(parts.group(1)),
                            Integer.parseInt(parts.group(2)),
                            Integer.parseInt(parts.group(3)),
                            parts.group(4),
                            parts.group(5));
            Base64.getDecoder().decode(parsed.salt());
            Base64.getDecoder().decode(parsed.hash());
            return Optional.of(parsed);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The PHC form. */
    public String phc() {
        return "$argon2id$v=19$m="
                + memoryKib
                + ",t="
                + passes
                + ",p="
                + lanes
                + "$"
                + salt
                + "$"
                + hash;
    }

    /** Whether new passwords are hashed harder than this one was. */
    public boolean isWeak() {
        return memoryKib < MEMORY_KIB || passes < PASSES;
    }

    /** Whether it is the hash of that password, compared in constant time. Slow. */
    boolean matches(String prepared) {
        byte[] expected = Base64.getDecoder().decode(hash);
        byte[] computed =
                argon2id(
                        prepared,
                        Base64.getDecoder().decode(salt),
                        memoryKib,
                        passes,
                        lanes,
                        expected.length);
        return MessageDigest.isEqual(expected, computed);
    }

    private static byte[] argon2id(
            String prepared, byte[] salt, int memoryKib, int passes, int lanes, int bytes) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memoryKib)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build());
        byte[] hash = new byte[bytes];
        generator.generateBytes(prepared.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    @Override
    public String toString() {
        return "PasswordHash[m=" + memoryKib + ",t=" + passes + ",p=" + lanes + "]";
    }
}
