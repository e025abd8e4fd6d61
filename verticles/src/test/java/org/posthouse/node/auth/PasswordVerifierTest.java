package org.posthouse.node.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthouse.node.VertxUnderTest;

final class PasswordVerifierTest {

    @RegisterExtension final VertxUnderTest node = new VertxUnderTest();

    private final AtomicLong nanoTime = new AtomicLong();

    @Test
    void aRightPasswordIsComputedOnceAMinuteAndAWrongOneAlways() {
        Optional<StoredCredentials> anna = account("anna", "geheim");
        try (PasswordVerifier verifier = verifier(10, 100)) {
            for (int i = 0; i < 3; i++) {
                assertThat(node.await(verifier.verify(anna, "geheim")))
                        .isEqualTo(new AuthResult.Accepted("anna"));
            }
            assertThat(verifier.argon2Runs()).isEqualTo(1);
            for (int i = 0; i < 2; i++) {
                assertThat(node.await(verifier.verify(anna, "falsch")))
                        .isEqualTo(new AuthResult.Rejected());
            }
            assertThat(verifier.argon2Runs()).isEqualTo(3);
            nanoTime.addAndGet(Duration.ofSeconds(61).toNanos());
            node.await(verifier.verify(anna, "geheim"));
            assertThat(verifier.argon2Runs()).isEqualTo(4);
        }
    }

    @Test
    void aChangedPasswordIsNotRemembered() {
        try (PasswordVerifier verifier = verifier(10, 100)) {
            node.await(verifier.verify(account("anna", "alt"), "alt"));
            assertThat(node.await(verifier.verify(account("anna", "neu"), "alt")))
                    .isEqualTo(new AuthResult.Rejected());
        }
    }

    @Test
    void anUnknownLoginCostsTheSame() {
        try (PasswordVerifier verifier = verifier(10, 100)) {
            for (String password : List.of("geheim", "", "\u0007", "nobody")) {
                assertThat(node.await(verifier.verify(Optional.empty(), password)))
                        .isEqualTo(new AuthResult.Rejected());
            }
            assertThat(verifier.argon2Runs()).isEqualTo(4);
        }
    }

    @Test
    void remembersNoMoreThanAllowed() {
        VerifiedLogins logins = new VerifiedLogins(3, Duration.ofSeconds(60), nanoTime::get);
        for (int i = 0; i < 100; i++) {
            logins.remember("a" + i, "hash", "password");
            assertThat(logins.size()).isLessThanOrEqualTo(3);
        }
        assertThat(logins.knows("a99", "hash", "password")).isTrue();
        assertThat(logins.knows("a96", "hash", "password")).isFalse();
        assertThat(logins.knows("a99", "hash", "Password")).isFalse();
        assertThat(logins.knows("a99", "other", "password")).isFalse();
        nanoTime.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(logins.knows("a99", "hash", "password")).isFalse();
        logins.remember("b", "hash", "password");
        assertThat(logins.size()).isEqualTo(1);
    }

    @Test
    void saysTryLaterWhenTooManyWait() {
        Optional<StoredCredentials> anna = account("anna", "geheim");
        try (PasswordVerifier verifier = verifier(2, 0)) {
            List<Future<AuthResult>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(verifier.verify(anna, "geheim"));
            }
            List<AuthResult> results = all.stream().map(node::await).toList();
            assertThat(results).contains(new AuthResult.Accepted("anna"));
            assertThat(results).contains(new AuthResult.TryLater("too many logins wait"));
            assertThat(results).doesNotContain(new AuthResult.Rejected());
        }
    }

    @Test
    void aClearPasswordIsVerified() {
        Optional<StoredCredentials> old =
                Optional.of(
                        StoredCredentials.read(
                                "old", Credentials.clearFrom("geheim").orElseThrow()));
        try (PasswordVerifier verifier = verifier(10, 100)) {
            assertThat(node.await(verifier.verify(old, "geheim")))
                    .isEqualTo(new AuthResult.Accepted("old"));
            assertThat(node.await(verifier.verify(old, "falsch")))
                    .isEqualTo(new AuthResult.Rejected());
        }
    }

    @Test
    void answersOnTheEventLoopThatAsked() {
        Vertx vertx = node.vertx();
        AtomicReference<String> asked = new AtomicReference<>();
        AtomicReference<String> answered = new AtomicReference<>();
        try (PasswordVerifier verifier = verifier(10, 100)) {
            vertx.runOnContext(_ -> {
                asked.set(Thread.currentThread().getName());
                verifier.verify(Optional.empty(), "x")
                        .onComplete(_ -> answered.set(Thread.currentThread().getName()));
            });
            VertxUnderTest.until("answered", () -> answered.get() != null);
            assertThat(answered.get()).isEqualTo(asked.get()).contains("eventloop");
        }
    }

    private PasswordVerifier verifier(int queueMax, int rememberedMax) {
        return new PasswordVerifier(
                node.vertx(),
                new PasswordVerifier.Limits(1, queueMax, rememberedMax, Duration.ofSeconds(60)),
                nanoTime::get);
    }

    private static Optional<StoredCredentials> account(String name, String password) {
        return Optional.of(StoredCredentials.read(name, Credentials.from(password).orElseThrow()));
    }
}
