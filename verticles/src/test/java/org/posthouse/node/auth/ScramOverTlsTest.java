package org.posthouse.node.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.node.VertxUnderTest;
import org.posthouse.node.net.CloseReason;
import org.posthouse.node.net.ConnectionLimits;
import org.posthouse.node.net.Line;
import org.posthouse.node.net.LineConnection;
import org.posthouse.node.net.ListenerSpec;
import org.posthouse.node.net.Protocol;
import org.posthouse.node.net.ProtocolSession;
import org.posthouse.node.net.Refusal;
import org.posthouse.node.net.TcpFrontend;
import org.posthouse.node.net.TryoutClient;
import org.posthouse.node.tls.SelfSigned;
import org.posthouse.node.tls.ServerTls;

/** SCRAM-SHA-256-PLUS between real TLS sockets, with stored credentials as they really are. */
final class ScramOverTlsTest {

    @RegisterExtension final VertxUnderTest node = new VertxUnderTest();
    @TempDir Path directory;

    private int port;

    @BeforeEach
    void listen() throws Exception {
        Map<String, String> settings = Credentials.from("geheim").orElseThrow();
        PasswordVerifier verifier =
                new PasswordVerifier(node.vertx(), PasswordVerifier.Limits.DEFAULT);
        Authenticator authenticator =
                new PasswordAuthenticator(
                        login ->
                                Future.succeededFuture(
                                        login.equals("anna")
                                                ? Optional.of(
                                                        StoredCredentials.read("anna@x", settings))
                                                : Optional.empty()),
                        verifier);
        Sasl sasl = new Sasl(authenticator, new byte[32], LoginPolicy.DEFAULT);
        ServerTls tls =
                new ServerTls(SelfSigned.create("x.example", directory, Instant.now()).load());
        ListenerSpec spec =
                new ListenerSpec(
                        new LoginProtocol(sasl),
                        "127.0.0.1",
                        0,
                        true,
                        2,
                        10,
                        10,
                        ConnectionLimits.DEFAULT);
        port = node.await(TcpFrontend.start(node.vertx(), spec, tls)).port();
    }

    @Test
    void bindsToTheCertificate() throws Exception {
        try (TryoutClient client = new TryoutClient(port)) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(client.tls().getEncoded());
            assertThat(login(client, "p=tls-server-end-point,,", "geheim", hash))
                    .isEqualTo("OK anna@x");
        }
    }

    @Test
    void bindsToTheChannel() throws Exception {
        try (TryoutClient client = new TryoutClient(port)) {
            client.tls("TLSv1.3");
            byte[] exported =
                    client.tlsSession()
                            .exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32);
            assertThat(login(client, "p=tls-exporter,,", "geheim", exported))
                    .isEqualTo("OK anna@x");
        }
    }

    @Test
    void refusesTheBindingOfAnotherChannel() throws Exception {
        try (TryoutClient one = new TryoutClient(port);
                TryoutClient other = new TryoutClient(port)) {
            one.tls("TLSv1.3");
            other.tls("TLSv1.3");
            byte[] exported =
                    other.tlsSession()
                            .exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32);
            assertThat(login(one, "p=tls-exporter,,", "geheim", exported))
                    .isEqualTo("NO INVALID_CREDENTIALS");
        }
    }

    @Test
    void refusesAWrongPassword() throws Exception {
        try (TryoutClient client = new TryoutClient(port)) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(client.tls().getEncoded());
            assertThat(login(client, "p=tls-server-end-point,,", "geheimnis", hash))
                    .isEqualTo("NO INVALID_CREDENTIALS");
        }
    }

    private static String login(TryoutClient client, String header, String password, byte[] binding)
            throws Exception {
        ClientSide side = new ClientSide(header, "anna", password, binding);
        String challenge = said(client, side.first());
        String answer = said(client, side.answer(challenge.substring(2)));
        return answer.startsWith("+ v=") ? said(client, "") : answer;
    }

    private static String said(TryoutClient client, String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        client.send(Base64.getEncoder().encodeToString(bytes) + "\r\n");
        String line = client.line();
        if (line == null) {
            throw new AssertionError("closed");
        }
        return line.startsWith("+ ")
                ? "+ "
                        + new String(
                                Base64.getDecoder().decode(line.substring(2)),
                                StandardCharsets.UTF_8)
                : line;
    }

    /** Every line is a response of SCRAM-SHA-256-PLUS. */
    private record LoginProtocol(Sasl sasl) implements Protocol {

        @Override
        public String name() {
            return "login";
        }

        @Override
        public ProtocolSession open(LineConnection connection) {
            return new LoginSession(sasl, connection);
        }

        @Override
        public Buffer refusal(Refusal reason) {
            return Buffer.buffer("NO\r\n");
        }

        @Override
        public Buffer internalError() {
            return Buffer.buffer("ERROR\r\n");
        }
    }

    private static final class LoginSession implements ProtocolSession {

        private final Sasl sasl;
        private final LineConnection connection;
        private @Nullable SaslMechanism mechanism;

        LoginSession(Sasl sasl, LineConnection connection) {
            this.sasl = sasl;
            this.connection = connection;
        }

        @Override
        public void opened() {
            mechanism =
                    sasl.mechanism(
                                    "SCRAM-SHA-256-PLUS",
                                    connection.channelBindings(),
                                    connection.isTls(),
                                    connection.isLoopback())
                            .orElseThrow();
            connection.ready();
        }

        @Override
        public void line(Line line) {
            SaslMechanism going = mechanism;
            if (going == null) {
                throw new IllegalStateException("line before opened");
            }
            connection.then(going.respond(Base64.getDecoder().decode(line.bytes())), this::tell);
        }

        private void tell(SaslStep step) {
            switch (step) {
                case SaslStep.Challenge challenge ->
                        connection.write(
                                "+ "
                                        + Base64.getEncoder().encodeToString(challenge.data())
                                        + "\r\n");
                case SaslStep.Success success ->
                        connection.write("OK " + success.account() + "\r\n");
                case SaslStep.Failure failure ->
                        connection.write("NO " + failure.reason() + "\r\n");
            }
            connection.ready();
        }

        @Override
        public void lineTooLong(Line beginning) {
            connection.close();
        }

        @Override
        public void idle() {}

        @Override
        public void shutdown() {
            connection.close();
        }

        @Override
        public void closed(CloseReason reason) {}
    }
}
