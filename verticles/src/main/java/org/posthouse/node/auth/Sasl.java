package org.posthouse.node.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.posthouse.node.tls.ChannelBindings;

/**
 * The mechanisms of this server: SCRAM-SHA-256-PLUS, SCRAM-SHA-256, PLAIN and LOGIN. CRAM-MD5 is
 * not among them: it needs the password in clear and protects it badly.
 */
public final class Sasl {

    /** The longest response that any mechanism takes, in bytes. */
    static final int RESPONSE_BYTES_MAX = 16 * 1024;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Authenticator authenticator;
    private final byte[] decoyKey;
    private final LoginPolicy policy;
    private final Supplier<String> nonces;

    /**
     * @param authenticator where credentials are
     * @param decoyKey a secret, 16 bytes or more, from which the salts of accounts that do not
     *     exist are made; the same on all nodes and after each start, or names could be probed by
     *     comparing
     * @param policy when clear text is allowed
     */
    public Sasl(Authenticator authenticator, byte[] decoyKey, LoginPolicy policy) {
        this(authenticator, decoyKey, policy, Sasl::randomNonce);
    }

    Sasl(
            Authenticator authenticator,
            byte[] decoyKey,
            LoginPolicy policy,
            Supplier<String> nonces) {
        if (decoyKey.length < 16) {
            throw new IllegalArgumentException("decoyKey is shorter than 16 bytes");
        }
        this.authenticator = authenticator;
        this.decoyKey = decoyKey.clone();
        this.policy = policy;
        this.nonces = nonces;
    }

    /**
     * The names to announce on a connection, best first.
     *
     * @param bindings of the connection's TLS, or {@link ChannelBindings#NONE}
     * @param loopback whether the client is on this machine
     */
    public List<String> offered(ChannelBindings bindings, boolean tls, boolean loopback) {
        List<String> names = new ArrayList<>();
        if (bindings.isAvailable()) {
            names.add("SCRAM-SHA-256-PLUS");
        }
        names.add("SCRAM-SHA-256");
        if (policy.allowsClearText(tls, loopback)) {
            names.add("PLAIN");
            names.add("LOGIN");
        }
        return names;
    }

    /**
     * Begins an exchange; empty when the mechanism is unknown or not offered on this connection.
     *
     * @param name in any case
     */
    public Optional<SaslMechanism> mechanism(
            String name, ChannelBindings bindings, boolean tls, boolean loopback) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (!offered(bindings, tls, loopback).contains(upper)) {
            return Optional.empty();
        }
        return switch (upper) {
            case "SCRAM-SHA-256-PLUS" -> Optional.of(scram(bindings, true));
            case "SCRAM-SHA-256" -> Optional.of(scram(bindings, false));
            case "PLAIN" -> Optional.of(new PlainMechanism(authenticator));
            case "LOGIN" -> Optional.of(new LoginMechanism(authenticator));
            default -> Optional.empty();
        };
    }

    private ScramMechanism scram(ChannelBindings bindings, boolean plus) {
        return new ScramMechanism(authenticator, bindings, plus, decoyKey, nonces.get());
    }

    static SaslStep failure(SaslStep.Reason reason) {
        return new SaslStep.Failure(reason);
    }

    static SaslStep judged(AuthResult result) {
        return switch (result) {
            case AuthResult.Accepted accepted -> new SaslStep.Success(accepted.account());
            case AuthResult.Rejected() -> failure(SaslStep.Reason.INVALID_CREDENTIALS);
            case AuthResult.TryLater _ -> failure(SaslStep.Reason.TRY_LATER);
        };
    }

    /** Strict UTF-8; empty when it is not, or longer than allowed. */
    static Optional<String> utf8(byte[] bytes) {
        if (bytes.length > RESPONSE_BYTES_MAX) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String randomNonce() {
        byte[] bytes = new byte[18];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
