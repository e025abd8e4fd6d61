package org.posthouse.node.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that a node makes for itself when it has none: ECDSA P-256, signed with SHA-256.
 *
 * <p>Valid for 825 days, the longest that current systems accept in a certificate which was trusted
 * by hand, and renewed by {@link #ensure} when less than 30 days of them are left, so that a node
 * that restarts now and then never shows an expired one.
 */
public final class SelfSigned {

    private static final Logger log = LoggerFactory.getLogger(SelfSigned.class);

    private static final Duration VALIDITY = Duration.ofDays(825);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    private SelfSigned() {}

    /**
     * Finds the self-signed pair in a directory, and makes it when there is none or when it nears
     * its end. Blocks.
     *
     * @param hostname the name in the certificate, beside {@code localhost} and the loopback
     *     addresses
     * @param directory where {@code certificate.pem} and {@code key.pem} (mode 0600) lie; made when
     *     missing
     * @param now the time
     * @throws IOException when the files cannot be written
     */
    public static CertificateFiles ensure(String hostname, Path directory, Instant now)
            throws IOException {
        CertificateFiles files = filesIn(directory);
        if (Files.exists(files.certificate()) && Files.exists(files.key())) {
            try {
                if (isGoodFor(files.load(), now)) {
                    return files;
                }
            } catch (BadCertificateException e) {
                log.warn("{} Set aside as *.bad; a self-signed pair is made.", e.getMessage());
                setAside(files.certificate());
                setAside(files.key());
            }
        }
        return create(hostname, directory, now);
    }

    private static void setAside(Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".bad");
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Makes a new pair and puts it in place of an old one. Blocks.
     *
     * @param hostname the name in the certificate
     * @param directory where the files go
     * @param now the beginning of its validity
     * @throws IOException when the files cannot be written
     */
    public static CertificateFiles create(String hostname, Path directory, Instant now)
            throws IOException {
        try {
            Files.createDirectories(directory);
            CertificateFiles files = filesIn(directory);
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            // The key first: a watcher that sees one half of the change finds no fitting pair.
            write(files.key(), pem(new JcaPKCS8Generator(pair.getPrivate(), null)));
            write(files.certificate(), pem(certificate(hostname, pair, now)));
            return files;
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a certificate for " + hostname, e);
        }
    }

    private static CertificateFiles filesIn(Path directory) {
        return new CertificateFiles(
                directory.resolve("certificate.pem"), directory.resolve("key.pem"));
    }

    private static boolean isGoodFor(ServerCertificate found, Instant now) {
        X509Certificate leaf = found.leaf();
        boolean selfSigned = leaf.getSubjectX500Principal().equals(leaf.getIssuerX500Principal());
        // What an authority has signed was put here by an operator and is not ours to replace.
        return !selfSigned || found.isValidAt(now.plus(RENEW_BEFORE));
    }

    private static X509CertificateHolder certificate(String hostname, KeyPair pair, Instant now)
            throws IOException, OperatorCreationException {
        X500Name name = new X500NameBuilder().addRDN(BCStyle.CN, commonName(hostname)).build();
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        new BigInteger(127, new SecureRandom()).add(BigInteger.ONE),
                        // An hour back, for clients whose clock is slow.
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(VALIDITY)),
                        name,
                        pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, names(hostname));
        return builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
    }

    /** A common name has at most 64 characters (RFC 5280, A.1); the full name is in the SAN. */
    private static String commonName(String hostname) {
        return hostname.length() <= 64 ? hostname : hostname.substring(0, 64);
    }

    private static GeneralNames names(String hostname) {
        List<GeneralName> names = new ArrayList<>();
        if (!hostname.equals("localhost")) {
            names.add(new GeneralName(GeneralName.dNSName, hostname));
        }
        names.add(new GeneralName(GeneralName.dNSName, "localhost"));
        names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        names.add(new GeneralName(GeneralName.iPAddress, "::1"));
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        // Created with its mode, so that the key is at no moment readable by others.
        Files.createFile(fresh, ownerOnly);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
