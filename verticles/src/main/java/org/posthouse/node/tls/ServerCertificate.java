package org.posthouse.node.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** A certificate chain with its private key. Does not print the key. */
public final class ServerCertificate {

    private final List<X509Certificate> chain;
    private final PrivateKey key;

    ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
        this.chain = List.copyOf(chain);
        this.key = key;
    }

    /** The server's own certificate. */
    public X509Certificate leaf() {
        return chain.getFirst();
    }

    /** Whether the certificate is valid at that time. */
    public boolean isValidAt(Instant time) {
        return !time.isBefore(leaf().getNotBefore().toInstant())
                && !time.isAfter(leaf().getNotAfter().toInstant());
    }

    List<X509Certificate> chain() {
        return chain;
    }

    PrivateKey key() {
        return key;
    }

    boolean keyFits() {
        return CertificateFiles.sameKey(leaf(), key);
    }

    @Override
    public String toString() {
        return "ServerCertificate["
                + leaf().getSubjectX500Principal()
                + ", until "
                + leaf().getNotAfter().toInstant()
                + "]";
    }
}
