package org.posthouse.node.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthouse.node.VertxUnderTest.until;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.node.VertxUnderTest;

final class CertificatesTest {

    @RegisterExtension final VertxUnderTest node = new VertxUnderTest();
    @TempDir Path directory;

    @Test
    void aNodeMakesItsOwnCertificateAndKeepsItsKeyToItself() throws Exception {
        CertificateFiles files = SelfSigned.ensure("mail.example", directory, Instant.now());
        assertThat(files.key()).isEqualTo(directory.resolve("key.pem"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
                .isEqualTo("rw-------");
        X509Certificate leaf = files.load().leaf();
        assertThat(leaf.getSubjectAlternativeNames().toString())
                .contains("mail.example", "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(leaf.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(files.load().isValidAt(Instant.now().plus(Duration.ofDays(800)))).isTrue();
        assertThat(files.load().toString()).doesNotContain("PRIVATE");
        assertThat(files.serverOptions().getEnabledSecureTransportProtocols())
                .containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
    }

    @Test
    void aCertificateIsKeptUntilItNearsItsEnd() throws Exception {
        Instant now = Instant.now();
        X509Certificate first = SelfSigned.ensure("a.example", directory, now).load().leaf();
        assertThat(SelfSigned.ensure("a.example", directory, now).load().leaf()).isEqualTo(first);
        Instant later = now.plus(Duration.ofDays(800));
        assertThat(SelfSigned.ensure("a.example", directory, later).load().leaf())
                .isNotEqualTo(first);
    }

    @Test
    void aPairThatDoesNotFitIsSetAsideAndNotLost() throws Exception {
        CertificateFiles files = SelfSigned.create("a.example", directory, Instant.now());
        Files.writeString(files.key(), "not a key");
        SelfSigned.ensure("a.example", directory, Instant.now()).load();
        assertThat(directory.resolve("key.pem.bad")).hasContent("not a key");
    }

    @Test
    void aBadFileIsNamedWithTheNextStep() throws Exception {
        CertificateFiles files = SelfSigned.create("a.example", directory, Instant.now());
        CertificateFiles other =
                SelfSigned.create("b.example", directory.resolve("other"), Instant.now());
        assertThatThrownBy(() -> new CertificateFiles(files.certificate(), other.key()).load())
                .isInstanceOf(BadCertificateException.class)
                .hasMessageContaining(other.key().toString())
                .hasMessageContaining("matching pair");
        Path missing = directory.resolve("missing.pem");
        assertThatThrownBy(() -> new CertificateFiles(missing, files.key()).load())
                .hasMessageContaining(missing.toString());
        assertThatThrownBy(() -> new CertificateFiles(files.key(), files.key()).load())
                .hasMessageContaining("no certificate in");
        assertThatThrownBy(
                        () -> new CertificateFiles(files.certificate(), files.certificate()).load())
                .hasMessageContaining("no unencrypted private key");
    }

    @Test
    void aNewPairIsTakenAndABadOneIsNot() throws Exception {
        CertificateFiles files = SelfSigned.create("one.example", directory, Instant.now());
        ServerTls tls = new ServerTls(files.load());
        AtomicInteger changes = new AtomicInteger();
        try (CertificateWatcher watcher =
                CertificateWatcher.watch(node.vertx(), files, tls, 20, changes::incrementAndGet)) {
            assertThat(watcher).isNotNull();
            CertificateFiles next =
                    SelfSigned.create("two.example", directory.resolve("next"), Instant.now());
            Files.writeString(files.certificate(), "half a file");
            AtomicInteger looks = new AtomicInteger();
            long timer = node.vertx().setPeriodic(20, _ -> looks.incrementAndGet());
            until("looked at the bad one", () -> looks.get() > 8);
            node.vertx().cancelTimer(timer);
            assertThat(changes.get()).isZero();
            assertThat(shown(tls)).contains("one.example");

            Files.move(next.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
            Files.move(
                    next.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
            until("changed", () -> changes.get() == 1);
            assertThat(shown(tls)).contains("two.example");

            SelfSigned.create("old.example", directory, Instant.now().minus(Duration.ofDays(900)));
            looks.set(0);
            timer = node.vertx().setPeriodic(20, _ -> looks.incrementAndGet());
            until("looked at the expired one", () -> looks.get() > 8);
            node.vertx().cancelTimer(timer);
            assertThat(shown(tls)).contains("two.example");
        }
    }

    private static String shown(ServerTls tls) {
        return tls.newEngine().certificate().getSubjectX500Principal().getName();
    }
}
