package org.posthouse.node.auth;

import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The client's two messages of SCRAM (RFC 5802, 7), taken apart. Never throws on input. */
final class ScramMessages {

    /**
     * client-first-message.
     *
     * @param flag {@code n}, {@code y} or {@code p}
     * @param bindingName what stands behind {@code p=}, or nothing
     * @param actFor the authorization identity, or nothing
     * @param login the user name, decoded
     * @param nonce the client's
     * @param gs2Header as sent, for the check of {@code c=}
     * @param bare the message without the header
     */
    record ClientFirst(
            char flag,
            String bindingName,
            String actFor,
            String login,
            String nonce,
            String gs2Header,
            String bare) {}

    /**
     * client-final-message.
     *
     * @param binding what {@code c=} holds, decoded
     * @param nonce the client's and the server's
     * @param proof what {@code p=} holds, decoded
     * @param withoutProof the message up to the proof
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, lives for one step
    record ClientFinal(byte[] binding, String nonce, byte[] proof, String withoutProof) {}

    private ScramMessages() {}

    static Optional<ClientFirst> first(String message) {
        int flagEnd = message.indexOf(',');
        int headerEnd = flagEnd < 0 ? -1 : message.indexOf(',', flagEnd + 1);
        if (headerEnd < 0) {
            return Optional.empty();
        }
        String flag = message.substring(0, flagEnd);
        boolean bound = flag.startsWith("p=") && flag.length() > 2;
        if (!flag.equals("n") && !flag.equals("y") && !bound) {
            return Optional.empty();
        }
        String actFor = message.substring(flagEnd + 1, headerEnd);
        if (!actFor.isEmpty() && !actFor.startsWith("a=")) {
            return Optional.empty();
        }
        String bare = message.substring(headerEnd + 1);
        String[] attributes = bare.split(",", -1);
        // A message that begins with "m=" has a mandatory extension, and we know none.
        if (attributes.length < 2
                || !attributes[0].startsWith("n=")
                || !attributes[1].startsWith("r=")) {
            return Optional.empty();
        }
        String nonce = attributes[1].substring(2);
        @Nullable String name = saslName(attributes[0].substring(2));
        @Nullable String authorized = actFor.isEmpty() ? "" : saslName(actFor.substring(2));
        if (name == null || name.isEmpty() || authorized == null || !isNonce(nonce)) {
            return Optional.empty();
        }
        return Optional.of(
                new ClientFirst(
                        flag.charAt(0),
                        bound ? flag.substring(2) : "",
                        authorized,
                        name,
                        nonce,
                        message.substring(0, headerEnd + 1),
                        bare));
    }

    static Optional<ClientFinal> last(String message) {
        int proofAt = message.lastIndexOf(",p=");
        if (proofAt < 0) {
            return Optional.empty();
        }
        String withoutProof = message.substring(0, proofAt);
        String[] attributes = withoutProof.split(",", -1);
        if (attributes.length < 2
                || !attributes[0].startsWith("c=")
                || !attributes[1].startsWith("r=")) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new ClientFinal(
                            Base64.getDecoder().decode(attributes[0].substring(2)),
                            attributes[1].substring(2),
                            Base64.getDecoder().decode(message.substring(proofAt + 3)),
                            withoutProof));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@code =2C} is a comma, {@code =3D} an equals sign, no other use of it is allowed. */
    private static @Nullable String saslName(String encoded) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '\0') {
                return null;
            } else if (c != '=') {
                name.append(c);
            } else if (encoded.startsWith("=2C", i)) {
                name.append(',');
                i += 2;
            } else if (encoded.startsWith("=3D", i)) {
                name.append('=');
                i += 2;
            } else {
                return null;
            }
        }
        return name.toString();
    }

    private static boolean isNonce(String nonce) {
        return !nonce.isEmpty()
                && nonce.length() <= 512
                && nonce.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }
}
