package org.posthouse.node.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PasswordHashTest {

    /** From the tests of the reference implementation (P-H-C/phc-winner-argon2, test.c). */
    private static final String REFERENCE =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
                    + "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    @Test
    void agreesWithTheReferenceImplementation() {
        PasswordHash hash = PasswordHash.parse(REFERENCE).orElseThrow();
        assertThat(hash.matches("password")).isTrue();
        assertThat(hash.matches("Password")).isFalse();
        assertThat(hash.phc()).isEqualTo(REFERENCE);
    }

    @Test
    void verifiesWhatItHashedAndNothingElse() {
        PasswordHash hash = PasswordHash.of("geheim", new SecureRandom());
        assertThat(hash.phc()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        PasswordHash read = PasswordHash.parse(hash.phc()).orElseThrow();
        assertThat(read.matches("geheim")).isTrue();
        assertThat(read.matches("geheim ")).isFalse();
        assertThat(read.isWeak()).isFalse();
        assertThat(hash.toString()).doesNotContain(hash.hash());
    }

    @Test
    void refusesWhatIsNotItsFormOrCostsTooMuch() {
        assertThat(PasswordHash.parse("")).isEmpty();
        assertThat(PasswordHash.parse("secret")).isEmpty();
        assertThat(PasswordHash.parse(REFERENCE.replace("argon2id", "argon2i"))).isEmpty();
        assertThat(PasswordHash.parse(REFERENCE.replace("m=65536", "m=9999999"))).isEmpty();
        assertThat(PasswordHash.parse(REFERENCE.replace("t=2", "t=0"))).isEmpty();
        assertThat(PasswordHash.parse(REFERENCE.replace("p=1", "p=17"))).isEmpty();
    }

    @Test
    void credentialsSurviveTheSettings() {
        Map<String, String> settings = Credentials.from("I\u00ADX").orElseThrow();
        assertThat(settings).containsOnlyKeys("Password", "PasswordEncryption", "ScramSha256");
        StoredCredentials read = StoredCredentials.read("a@x", settings);
        // SASLprep maps the soft hyphen to nothing (RFC 4013, 3).
        assertThat(read.hash().orElseThrow().matches("IX")).isTrue();
        assertThat(read.clear()).isEmpty();
        assertThat(read.toSettings()).isEqualTo(settings);
        assertThat(read.toString()).doesNotContain("argon2");
    }

    @Test
    void preparesPasswordsAsRfc4013Shows() {
        assertThat(PreparedPassword.toStore("user")).contains("user");
        assertThat(PreparedPassword.toStore("\u00AA")).contains("a");
        assertThat(PreparedPassword.toStore("\u2168")).contains("IX");
        assertThat(PreparedPassword.toStore("\u0007")).isEmpty();
        assertThat(PreparedPassword.toStore("\u06271")).isEmpty();
        assertThat(PreparedPassword.toStore("")).isEmpty();
        assertThat(PreparedPassword.toStore("x".repeat(1025))).isEmpty();
    }

    @Test
    void damagedCredentialsAreNone() {
        StoredCredentials read =
                StoredCredentials.read(
                        "a@x",
                        Map.of(
                                "Password", "x",
                                "PasswordEncryption", "argon2id",
                                "ScramSha256", "SCRAM-SHA-256$0:AAAA$x:y"));
        assertThat(read.hash()).isEmpty();
        assertThat(read.clear()).isEmpty();
        assertThat(read.scram()).isEmpty();
    }

    @Test
    void apopProvesAsInRfc1939() {
        String timestamp = "<1896.697170952@dbc.mtview.ca.us>";
        String digest = "c4c9334bac560ecc979e58001b3e22fb";
        StoredCredentials clear =
                StoredCredentials.read("mrose", Credentials.clearFrom("tanstaaf").orElseThrow());
        assertThat(Apop.proves(timestamp, clear, digest)).isTrue();
        assertThat(Apop.proves(timestamp, clear, "d" + digest.substring(1))).isFalse();
        assertThat(Apop.proves("<1@x>", clear, digest)).isFalse();
        StoredCredentials none =
                new StoredCredentials("x", Optional.empty(), Optional.empty(), Optional.empty());
        // MD5 of the timestamp alone must not open an account that has no clear password.
        assertThat(Apop.proves("", none, "d41d8cd98f00b204e9800998ecf8427e")).isFalse();
    }
}
