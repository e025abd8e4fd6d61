package org.posthouse.node.protocol.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.node.VertxUnderTest;

/** A client that is not on this machine, as far as its address says. */
final class ElsewhereTest {
    @RegisterExtension final VertxUnderTest node = new VertxUnderTest();
    @TempDir Path directory;

    @Test
    void mustNotSendPasswordsInTheClear() throws Exception {
        try (SmtpFixture server = open();
                Client client = new Client(server.port(SmtpDialect.SUBMISSION))) {
            assertThat(client.hello("EHLO")).contains("AUTH SCRAM-SHA-256\n");
            assertThat(client.ask("AUTH PLAIN AGFubmEAc2VjcmV0")).startsWith("538 5.7.11");
            assertThat(client.ask("AUTH LOGIN")).startsWith("538 5.7.11");
        }
    }

    @Test
    void mustLogInForLmtp() throws Exception {
        try (SmtpFixture server = open();
                Client client = new Client(server.port(SmtpDialect.LMTP))) {
            client.hello("LHLO");
            assertThat(client.ask("MAIL FROM:<>")).startsWith("530 5.7.0");
        }
    }

    private SmtpFixture open() throws Exception {
        return new SmtpFixture(node.vertx(), directory, SmtpFixture.LIMITS, "0.0.0.0");
    }

    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Client(int port) throws Exception {
            socket = new Socket(ownAddress(), port);
            socket.setSoTimeout(20_000);
            in =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(in.readLine()).startsWith("220 ");
        }

        String hello(String verb) throws Exception {
            StringBuilder all = new StringBuilder();
            String line = ask(verb + " client.example");
            while (line.startsWith("250-")) {
                all.append(line.substring(4)).append('\n');
                line = String.valueOf(in.readLine());
            }
            return all.toString();
        }

        String ask(String command) throws Exception {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            return String.valueOf(in.readLine());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        private static InetAddress ownAddress() throws Exception {
            Optional<InetAddress> own =
                    NetworkInterface.networkInterfaces()
                            .flatMap(NetworkInterface::inetAddresses)
                            .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
                            .findFirst();
            Assumptions.assumeTrue(own.isPresent(), "this machine has no address but loopback");
            return own.orElseThrow();
        }
    }
}
