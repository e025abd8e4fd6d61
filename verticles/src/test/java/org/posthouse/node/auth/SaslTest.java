package org.posthouse.node.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthouse.node.tls.ChannelBindings;

final class SaslTest {

    private static final byte[] DECOY_KEY = new byte[32];
    private static final byte[] END_POINT = {1, 2, 3};
    private static final ChannelBindings TLS =
            ChannelBindings.of(Map.of(ChannelBindings.Type.TLS_SERVER_END_POINT, END_POINT));

    /** Knows "user" with the password "pencil", under the salt and iterations of RFC 7677, 3. */
    private static final Authenticator RFC_7677 =
            new Authenticator() {
                @Override
                public Future<Optional<StoredCredentials>> credentials(String login) {
                    if (login.equals("broken")) {
                        return Future.failedFuture("no backend");
                    }
                    return Future.succeededFuture(
                            login.equals("user") ? Optional.of(user()) : Optional.empty());
                }

                @Override
                public Future<AuthResult> verifyPassword(String login, String password) {
                    return switch (login) {
                        case "broken" -> Future.failedFuture("no backend");
                        case "busy" -> Future.succeededFuture(new AuthResult.TryLater("busy"));
                        default ->
                                Future.succeededFuture(
                                        login.equals("user") && password.equals("pencil")
                                                ? new AuthResult.Accepted("user@main")
                                                : new AuthResult.Rejected());
                    };
                }
            };

    private static StoredCredentials user() {
        byte[] salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
        return new StoredCredentials(
                "user@main",
                Optional.empty(),
                Optional.empty(),
                Optional.of(ScramCredentials.of("pencil", salt, 4096)));
    }

    private final Sasl sasl =
            new Sasl(
                    RFC_7677,
                    DECOY_KEY,
                    LoginPolicy.DEFAULT,
                    () -> "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");

    @Test
    void offersClearTextOnlyWhereNobodyListens() {
        assertThat(sasl.offered(ChannelBindings.NONE, false, false))
                .containsExactly("SCRAM-SHA-256");
        assertThat(sasl.offered(ChannelBindings.NONE, false, true))
                .containsExactly("SCRAM-SHA-256", "PLAIN", "LOGIN");
        assertThat(sasl.offered(TLS, true, false))
                .containsExactly("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN", "LOGIN");
        assertThat(sasl.mechanism("PLAIN", ChannelBindings.NONE, false, false)).isEmpty();
        assertThat(sasl.mechanism("plain", TLS, true, false)).isPresent();
        assertThat(sasl.mechanism("CRAM-MD5", TLS, true, true)).isEmpty();
        assertThat(sasl.mechanism("SCRAM-SHA-256-PLUS", ChannelBindings.NONE, false, true))
                .isEmpty();
    }

    @Test
    void scramGoesAsInRfc7677() {
        SaslMechanism scram = mechanism("SCRAM-SHA-256", ChannelBindings.NONE);
        assertThat(asked(start(scram, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO")))
                .isEqualTo(
                        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        assertThat(
                        asked(
                                say(
                                        scram,
                                        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                            + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")))
                .isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        assertThat(say(scram, "")).isEqualTo(new SaslStep.Success("user@main"));
    }

    @Test
    void scramRefusesAWrongPasswordNonceOrHeader() {
        assertThat(exchange("SCRAM-SHA-256", ChannelBindings.NONE, "n,,", "pencil", c -> c))
                .isEqualTo(new SaslStep.Success("user@main"));
        assertThat(exchange("SCRAM-SHA-256", ChannelBindings.NONE, "n,,", "pen", c -> c))
                .isEqualTo(failure(SaslStep.Reason.INVALID_CREDENTIALS));
        assertThat(
                        exchange(
                                "SCRAM-SHA-256",
                                ChannelBindings.NONE,
                                "n,,",
                                "pencil",
                                c -> c.withNonce("rOprNGfwEbeRWgbNEkqO")))
                .isEqualTo(failure(SaslStep.Reason.INVALID_CREDENTIALS));
        assertThat(
                        exchange(
                                "SCRAM-SHA-256",
                                ChannelBindings.NONE,
                                "n,,",
                                "pencil",
                                c -> c.withBinding("y,,".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(failure(SaslStep.Reason.INVALID_CREDENTIALS));
    }

    @Test
    void scramPlusWantsTheChannelThatItRunsIn() {
        String header = "p=tls-server-end-point,,";
        assertThat(exchange("SCRAM-SHA-256-PLUS", TLS, header, "pencil", c -> c))
                .isEqualTo(new SaslStep.Success("user@main"));
        byte[] other = (header + "other").getBytes(StandardCharsets.US_ASCII);
        assertThat(exchange("SCRAM-SHA-256-PLUS", TLS, header, "pencil", c -> c.withBinding(other)))
                .isEqualTo(failure(SaslStep.Reason.INVALID_CREDENTIALS));
        for (String wrong : List.of("p=tls-exporter,,", "p=tls-unique,,", "n,,", "y,,")) {
            SaslMechanism scram = mechanism("SCRAM-SHA-256-PLUS", TLS);
            assertThat(start(scram, wrong + "n=user,r=abc"))
                    .as(wrong)
                    .isEqualTo(failure(SaslStep.Reason.INVALID_CREDENTIALS));
        }
    }

    @Test
    void scramDetectsThatSomebodyHidPlusFromTheClient() {
        assertThat(start(mechanism("SCRAM-SHA-256", TLS), "y,,n=user,r=abc"))
                .isEqualTo(failure(SaslStep.Reason.INVALID_CREDENTIALS));
        assertThat(exchange("SCRAM-SHA-256", ChannelBindings.NONE, "y,,", "pencil", c -> c))
                .isEqualTo(new SaslStep.Success("user@main"));
    }

    @Test
    void scramDoesNotTellWhoExists() {
        SaslMechanism one = mechanism("SCRAM-SHA-256", ChannelBindings.NONE);
        SaslMechanism two = mechanism("SCRAM-SHA-256", ChannelBindings.NONE);
        SaslMechanism three = mechanism("SCRAM-SHA-256", ChannelBindings.NONE);
        String first = asked(start(one, "n,,n=nobody,r=abc"));
        assertThat(asked(start(two, "n,,n=Nobody,r=abc"))).isEqualTo(first);
        assertThat(asked(start(three, "n,,n=other,r=abc"))).isNotEqualTo(first);
        assertThat(first).contains(",i=10000");
        ClientSide client = new ClientSide("n,,", "nobody", "whatever", new byte[0]);
        assertThat(say(one, client.answer(first))).isInstanceOf(SaslStep.Failure.class);
    }

    @Test
    void scramNeverThrowsOnWhatIsNotScram() {
        List<String> firsts =
                List.of(
                        "",
                        ",",
                        ",,",
                        "n",
                        "n,,",
                        "x,,n=u,r=a",
                        "n,b,n=u,r=a",
                        "n,,n=,r=a",
                        "n,,n=u,r=",
                        "n,,m=x,n=u,r=a",
                        "n,,n=a=2X,r=a",
                        "p=,,n=u,r=a",
                        "n,,r=a,n=u",
                        "n,,n=u\0,r=a",
                        "n,,n=u,r=a b");
        for (String first : firsts) {
            assertThat(start(mechanism("SCRAM-SHA-256", ChannelBindings.NONE), first))
                    .as(first)
                    .isEqualTo(failure(SaslStep.Reason.MALFORMED));
        }
        for (String last : List.of("", "c=biws", "c=%,r=a,p=AA==", "c=biws,r=x,p=AA==", ",p=")) {
            SaslMechanism scram = mechanism("SCRAM-SHA-256", ChannelBindings.NONE);
            start(scram, "n,,n=user,r=abc");
            assertThat(say(scram, last)).as(last).isEqualTo(failure(SaslStep.Reason.MALFORMED));
            assertThat(say(scram, last)).isEqualTo(failure(SaslStep.Reason.MALFORMED));
        }
        assertThat(respond(mechanism("PLAIN", TLS), new byte[] {(byte) 0xFF, 0, 'a', 0, 'b'}))
                .isEqualTo(failure(SaslStep.Reason.MALFORMED));
        assertThat(respond(mechanism("PLAIN", TLS), new byte[20_000]))
                .isEqualTo(failure(SaslStep.Reason.MALFORMED));
    }

    @Test
    void plainChecksThePasswordAndTheIdentity() {
        assertThat(start(mechanism("PLAIN", TLS), "\0user\0pencil"))
                .isEqualTo(new SaslStep.Success("user@main"));
        assertThat(start(mechanism("PLAIN", TLS), "user@main\0user\0pencil"))
                .isEqualTo(new SaslStep.Success("user@main"));
        assertThat(start(mechanism("PLAIN", TLS), "root\0user\0pencil"))
                .isEqualTo(failure(SaslStep.Reason.NOT_AUTHORIZED));
        assertThat(start(mechanism("PLAIN", TLS), "root\0user\0wrong"))
                .isEqualTo(failure(SaslStep.Reason.INVALID_CREDENTIALS));
        assertThat(start(mechanism("PLAIN", TLS), "\0broken\0x"))
                .isEqualTo(failure(SaslStep.Reason.TRY_LATER));
        assertThat(start(mechanism("PLAIN", TLS), "\0busy\0x"))
                .isEqualTo(failure(SaslStep.Reason.TRY_LATER));
        for (String malformed : List.of("", "user", "\0user", "\0user\0", "\0\0x", "a\0b\0c\0d")) {
            assertThat(start(mechanism("PLAIN", TLS), malformed))
                    .isEqualTo(failure(SaslStep.Reason.MALFORMED));
        }
        SaslMechanism without = mechanism("PLAIN", TLS);
        assertThat(asked(now(without.start(null)))).isEmpty();
        assertThat(say(without, "\0user\0pencil")).isEqualTo(new SaslStep.Success("user@main"));
    }

    @Test
    void loginAsksForNameAndPassword() {
        SaslMechanism login = mechanism("LOGIN", TLS);
        assertThat(asked(now(login.start(null)))).isEqualTo("Username:");
        assertThat(asked(say(login, "user"))).isEqualTo("Password:");
        assertThat(say(login, "pencil")).isEqualTo(new SaslStep.Success("user@main"));
        SaslMechanism initial = mechanism("LOGIN", TLS);
        assertThat(asked(start(initial, "user"))).isEqualTo("Password:");
        assertThat(say(initial, "wrong")).isEqualTo(failure(SaslStep.Reason.INVALID_CREDENTIALS));
    }

    private SaslStep exchange(
            String name,
            ChannelBindings bindings,
            String header,
            String password,
            java.util.function.UnaryOperator<ClientSide> spoil) {
        SaslMechanism scram = mechanism(name, bindings);
        byte[] data = header.startsWith("p=") ? END_POINT : new byte[0];
        ClientSide client = new ClientSide(header, "user", password, data);
        String challenge = asked(start(scram, client.first()));
        SaslStep step = say(scram, spoil.apply(client).answer(challenge));
        return step instanceof SaslStep.Challenge ? say(scram, "") : step;
    }

    private SaslMechanism mechanism(String name, ChannelBindings bindings) {
        boolean tls = bindings.isAvailable();
        return sasl.mechanism(name, bindings, tls, false).orElseThrow();
    }

    private static SaslStep failure(SaslStep.Reason reason) {
        return new SaslStep.Failure(reason);
    }

    private static SaslStep start(SaslMechanism mechanism, String initial) {
        return now(mechanism.start(initial.getBytes(StandardCharsets.UTF_8)));
    }

    private static SaslStep say(SaslMechanism mechanism, String response) {
        return respond(mechanism, response.getBytes(StandardCharsets.UTF_8));
    }

    private static SaslStep respond(SaslMechanism mechanism, byte[] response) {
        return now(mechanism.respond(response));
    }

    private static SaslStep now(Future<SaslStep> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .getNow(failure(SaslStep.Reason.TRY_LATER));
    }

    private static String asked(SaslStep step) {
        assertThat(step).isInstanceOf(SaslStep.Challenge.class);
        return new String(((SaslStep.Challenge) step).data(), StandardCharsets.UTF_8);
    }

    @Test
    void secretsDoNotPrint() {
        String printed = user().toString() + user().scram().orElseThrow();
        assertThat(printed).doesNotContain(user().scram().orElseThrow().text().substring(20));
    }
}
