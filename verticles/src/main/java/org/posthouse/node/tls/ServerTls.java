package org.posthouse.node.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * The TLS of this node's listeners, with the certificate in use now. {@link #use} changes it while
 * listeners run: later handshakes use the new one, open connections keep theirs. Safe from any
 * thread.
 *
 * <p>TLS 1.2 and 1.3 only (RFC 8996), suites with forward secrecy and authenticated encryption only
 * (RFC 9325, 4.2).
 */
public final class ServerTls {

    static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    static final List<String> CIPHER_SUITES =
            List.of(
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private record Current(SSLContext context, X509Certificate leaf) {}

    /**
     * An engine for one connection.
     *
     * @param engine in server mode, not begun
     * @param certificate the certificate that it will show
     */
    public record Engine(SSLEngine engine, X509Certificate certificate) {}

    private volatile Current current;

    /**
     * @param certificate what to show to clients
     * @throws BadCertificateException when this Java cannot use it
     */
    public ServerTls(ServerCertificate certificate) throws BadCertificateException {
        current = prepare(certificate);
    }

    /**
     * Shows another certificate from now on.
     *
     * @throws BadCertificateException when this Java cannot use it; the old one stays
     */
    public void use(ServerCertificate certificate) throws BadCertificateException {
        current = prepare(certificate);
    }

    /** An engine for a new connection. */
    public Engine newEngine() {
        Current now = current;
        SSLEngine engine = now.context().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS.toArray(String[]::new));
        parameters.setCipherSuites(CIPHER_SUITES.toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        engine.setSSLParameters(parameters);
        return new Engine(engine, now.leaf());
    }

    private static Current prepare(ServerCertificate certificate) throws BadCertificateException {
        try {
            // The store lives in memory only, so its password protects nothing.
            char[] password = new char[0];
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry(
                    "server",
                    certificate.key(),
                    password,
                    certificate.chain().toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return new Current(context, certificate.leaf());
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new BadCertificateException(
                    "This Java cannot use the certificate "
                            + certificate
                            + ": replace it by an EC (P-256) or RSA one.",
                    e);
        }
    }
}
