package org.posthouse.node.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLSession;

/** What binds a login to the TLS channel that it runs in (RFC 5056). */
public final class ChannelBindings {

    /** A kind of binding. */
    public enum Type {
        /** Hash of the server's certificate (RFC 5929, 4). */
        TLS_SERVER_END_POINT("tls-server-end-point"),
        /** Keying material of the channel (RFC 9266). */
        TLS_EXPORTER("tls-exporter");

        private final String registeredName;

        Type(String registeredName) {
            this.registeredName = registeredName;
        }

        /** The name registered with IANA, as SCRAM's gs2 header says it. */
        public String registeredName() {
            return registeredName;
        }

        /** The type of that name, if it is one of ours. */
        public static Optional<Type> named(String name) {
            for (Type type : values()) {
                if (type.registeredName.equals(name)) {
                    return Optional.of(type);
                }
            }
            return Optional.empty();
        }
    }

    /** A channel without TLS. */
    public static final ChannelBindings NONE = new ChannelBindings(Map.of());

    private final Map<Type, byte[]> data;

    private ChannelBindings(Map<Type, byte[]> data) {
        this.data = data;
    }

    /**
     * The bindings of an established TLS session.
     *
     * @param session after the handshake
     * @param certificate what the server showed in it
     */
    public static ChannelBindings of(SSLSession session, X509Certificate certificate) {
        Map<Type, byte[]> data = new EnumMap<>(Type.class);
        endPoint(certificate).ifPresent(hash -> data.put(Type.TLS_SERVER_END_POINT, hash));
        exporter(session).ifPresent(keys -> data.put(Type.TLS_EXPORTER, keys));
        return new ChannelBindings(data);
    }

    /** Bindings with given data; for channels that do not end here. */
    public static ChannelBindings of(Map<Type, byte[]> data) {
        return new ChannelBindings(Map.copyOf(data));
    }

    /** The data of that type, if the channel has it. */
    public Optional<byte[]> data(Type type) {
        return Optional.ofNullable(data.get(type)).map(byte[]::clone);
    }

    /** The types that the channel has. Empty without TLS. */
    public Set<Type> types() {
        return data.keySet();
    }

    /** Whether a login can be bound to the channel at all. */
    public boolean isAvailable() {
        return !data.isEmpty();
    }

    private static Optional<byte[]> endPoint(X509Certificate certificate) {
        try {
            return Optional.of(
                    MessageDigest.getInstance(hashName(certificate.getSigAlgName()))
                            .digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** RFC 5929, 4.1: the hash of the signature, but SHA-256 in the place of MD5 and SHA-1. */
    private static String hashName(String signatureAlgorithm) throws GeneralSecurityException {
        String upper = signatureAlgorithm.toUpperCase(Locale.ROOT);
        int with = upper.indexOf("WITH");
        if (with < 0) {
            // Ed25519, Ed448 and RSASSA-PSS name no single hash: "undefined" by RFC 5929.
            throw new GeneralSecurityException("no single hash in " + signatureAlgorithm);
        }
        return switch (upper.substring(0, with)) {
            case "SHA224" -> "SHA-224";
            case "SHA384" -> "SHA-384";
            case "SHA512" -> "SHA-512";
            default -> "SHA-256";
        };
    }

    private static Optional<byte[]> exporter(SSLSession session) {
        // With TLS 1.2 the exporter is only safe with the extended master secret (RFC 9266, 1),
        // which JSSE does not tell.
        if (!session.getProtocol().equals("TLSv1.3")
                || !(session instanceof ExtendedSSLSession extended)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    extended.exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32));
        } catch (SSLKeyException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
