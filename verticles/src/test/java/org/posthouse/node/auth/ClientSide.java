package org.posthouse.node.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The client of SCRAM-SHA-256, as RFC 5802 describes it, with ways to spoil its answer. */
public final class ClientSide {

    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";

    private final String header;
    private final String login;
    private final String password;
    private final byte[] bindingData;
    private @Nullable String nonce;
    private byte @Nullable [] binding;

    /** Speaks for a login, with the given gs2 header. */
    public ClientSide(String header, String login, String password, byte[] bindingData) {
        this.header = header;
        this.login = login;
        this.password = password;
        this.bindingData = bindingData;
    }

    ClientSide withNonce(String spoilt) {
        nonce = spoilt;
        return this;
    }

    ClientSide withBinding(byte[] spoilt) {
        binding = spoilt;
        return this;
    }

    /** The first message. */
    public String first() {
        return header + bare();
    }

    private String bare() {
        return "n=" + login + ",r=" + NONCE;
    }

    /** The answer to the server's first message. */
    public String answer(String serverFirst) {
        String[] parts = serverFirst.split(",", -1);
        byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
        int iterations = Integer.parseInt(parts[2].substring(2));
        byte[] salted = Hmac.pbkdf2(password, salt, iterations);
        byte[] clientKey = Hmac.hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
        java.io.ByteArrayOutputStream c = new java.io.ByteArrayOutputStream();
        byte[] spoilt = binding;
        if (spoilt != null) {
            c.writeBytes(spoilt);
        } else {
            c.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
            c.writeBytes(bindingData);
        }
        String shown = nonce == null ? parts[0].substring(2) : nonce;
        String without = "c=" + Base64.getEncoder().encodeToString(c.toByteArray()) + ",r=" + shown;
        String first = bare().replace(NONCE, parts[0].substring(2, 2 + NONCE.length()));
        byte[] signature =
                Hmac.hmac(
                        Hmac.sha256(clientKey),
                        (first + "," + serverFirst + "," + without)
                                .getBytes(StandardCharsets.UTF_8));
        byte[] proof = clientKey.clone();
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= signature[i];
        }
        return without + ",p=" + Base64.getEncoder().encodeToString(proof);
    }
}
