package org.posthouse.node.tls;

import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/**
 * The two PEM files of a listener.
 *
 * @param certificate the server's certificate, followed by those between it and the root
 * @param key its private key, unencrypted: PKCS #8, or the older EC and RSA forms
 */
public record CertificateFiles(Path certificate, Path key) {

    /**
     * Reads both files and checks that they belong together. Blocks.
     *
     * @throws BadCertificateException when a file is missing, unreadable, or does not fit the other
     */
    public ServerCertificate load() throws BadCertificateException {
        List<X509Certificate> chain = readChain();
        PrivateKey privateKey = readKey();
        ServerCertificate loaded = new ServerCertificate(chain, privateKey);
        if (!loaded.keyFits()) {
            throw new BadCertificateException(
                    "The key in "
                            + key
                            + " does not belong to the certificate in "
                            + certificate
                            + ": put the matching pair in place.");
        }
        return loaded;
    }

    /** The same files for a Vert.x server that does its own TLS, such as the HTTP one. */
    public ServerSSLOptions serverOptions() {
        ServerSSLOptions options =
                new ServerSSLOptions()
                        .setKeyCertOptions(
                                new PemKeyCertOptions()
                                        .addCertPath(certificate.toString())
                                        .addKeyPath(key.toString()))
                        .setEnabledSecureTransportProtocols(
                                new LinkedHashSet<>(ServerTls.PROTOCOLS));
        ServerTls.CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
        return options;
    }

    private List<X509Certificate> readChain() throws BadCertificateException {
        List<X509Certificate> chain = new ArrayList<>();
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        for (Object object : readPem(certificate)) {
            if (object instanceof X509CertificateHolder holder) {
                try {
                    chain.add(converter.getCertificate(holder));
                } catch (CertificateException e) {
                    throw new BadCertificateException(
                            "A certificate in " + certificate + " is damaged: replace the file.",
                            e);
                }
            }
        }
        if (chain.isEmpty()) {
            throw new BadCertificateException(
                    "There is no certificate in "
                            + certificate
                            + ": it must be PEM (BEGIN CERTIFICATE), the server's own first.");
        }
        return chain;
    }

    private PrivateKey readKey() throws BadCertificateException {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        for (Object object : readPem(key)) {
            try {
                switch (object) {
                    case PEMKeyPair pair -> {
                        return converter.getKeyPair(pair).getPrivate();
                    }
                    case PrivateKeyInfo info -> {
                        return converter.getPrivateKey(info);
                    }
                    default -> {
                        // EC PARAMETERS stand before an EC key in files made by openssl.
                    }
                }
            } catch (IOException e) {
                throw new BadCertificateException(
                        "The private key in " + key + " is damaged: replace the file.", e);
            }
        }
        throw new BadCertificateException(
                "There is no unencrypted private key in "
                        + key
                        + ": it must be PEM (BEGIN PRIVATE KEY); decrypt it with `openssl pkey`.");
    }

    private static List<Object> readPem(Path file) throws BadCertificateException {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
                PEMParser parser = new PEMParser(reader)) {
            List<Object> objects = new ArrayList<>();
            for (@Nullable Object object = parser.readObject();
                    object != null;
                    object = parser.readObject()) {
                objects.add(object);
            }
            return objects;
        } catch (IOException | RuntimeException e) {
            throw new BadCertificateException(
                    "Cannot read "
                            + file
                            + " ("
                            + e.getClass().getSimpleName()
                            + "): check that it exists, is PEM, and that this user may read it.",
                    e);
        }
    }

    /** A cheap sign of whether the files have changed: times and sizes. Blocks shortly. */
    String stamp() {
        return stamp(certificate) + " " + stamp(key);
    }

    private static String stamp(Path file) {
        try {
            return Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS)
                    + "/"
                    + Files.size(file);
        } catch (IOException e) {
            return "missing";
        }
    }

    /** Whether a provider can make use of the pair; kept here so that callers need no JCA. */
    static boolean sameKey(X509Certificate certificate, PrivateKey key) {
        try {
            byte[] probe = {'p', 'r', 'o', 'b', 'e'};
            String algorithm =
                    switch (key.getAlgorithm()) {
                        case "EC", "ECDSA" -> "SHA256withECDSA";
                        case "RSA", "RSASSA-PSS" -> "SHA256withRSA";
                        default -> key.getAlgorithm();
                    };
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(probe);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(probe);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
