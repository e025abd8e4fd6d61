package org.posthouse.node.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthouse.node.VertxUnderTest.until;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.node.VertxUnderTest;
import org.posthouse.node.tls.SelfSigned;
import org.posthouse.node.tls.ServerTls;

final class TcpFrontendTest {

    @RegisterExtension final VertxUnderTest node = new VertxUnderTest();
    @TempDir Path directory;

    private final TryoutProtocol protocol = new TryoutProtocol();
    private ConnectionLimits limits = ConnectionLimits.DEFAULT.withLineBytesMax(1000);
    private int instances = 1;
    private int sessionsMax = 100;
    private int sessionsPerAddressMax = 100;

    @Test
    void answersLinesHoweverTheyArrive() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient client = greeted(frontend)) {
            client.socket().setTcpNoDelay(true);
            for (char c : "ECHO abc\r\nFLAGS\nFLAGS a\0b\rc\r\n".toCharArray()) {
                client.send(String.valueOf(c));
            }
            assertThat(client.line()).isEqualTo("abc");
            assertThat(client.line()).isEqualTo("LF");
            assertThat(client.line()).isEqualTo("CRLF nul cr");
        }
    }

    @Test
    void keepsTheOrderOfAnswersThatTakeTime() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient client = greeted(frontend)) {
            client.send("LATER 1\r\nECHO 2\r\nLATER 3\r\nECHO 4\r\n");
            for (String expected : List.of("1", "2", "3", "4")) {
                assertThat(client.line()).isEqualTo(expected);
            }
        }
    }

    @Test
    void answersTenThousandPipelinedLinesWithoutRecursion() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient client = greeted(frontend)) {
            Thread sender =
                    Thread.ofVirtual()
                            .start(() -> {
                                StringBuilder all = new StringBuilder();
                                for (int i = 0; i < 10_000; i++) {
                                    all.append("ECHO ").append(i).append("\r\n");
                                }
                                try {
                                    client.send(all.toString());
                                } catch (IOException e) {
                                    node.fault(e);
                                }
                            });
            for (int i = 0; i < 10_000; i++) {
                assertThat(client.line()).isEqualTo(String.valueOf(i));
            }
            sender.join();
        }
    }

    @Test
    void holdsAtMostWhatOneReadGaveWhileASessionIsBusy() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient client = greeted(frontend)) {
            client.socket().setSoTimeout(500);
            client.send("NEVER\r\n");
            Thread sender =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    String block = "ECHO x\r\n".repeat(8192);
                                    for (int i = 0; i < 1000; i++) {
                                        client.send(block);
                                    }
                                } catch (IOException expected) {
                                    assertThat(expected).isNotNull();
                                }
                            });
            until("the first chunk came", () -> frontend.counters().bytesIn() > 8);
            until("the sender is stuck", () -> stuck(sender, frontend));
            assertThat(frontend.counters().bytesIn()).isLessThan(2 * 65536 + 100);
            assertThat(protocol.linesTaken.get()).isEqualTo(1);
        }
    }

    private static boolean stuck(Thread sender, TcpFrontend frontend) {
        long before = frontend.counters().bytesIn();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return sender.isAlive() && frontend.counters().bytesIn() == before;
    }

    @Test
    void saysOnceThatALineIsTooLongAndGoesOn() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient client = greeted(frontend)) {
            client.send("ECHO " + "x".repeat(300_000) + "\r\nECHO ok\r\n");
            assertThat(client.line()).isEqualTo("too long ECHO");
            assertThat(client.line()).isEqualTo("ok");
        }
    }

    @Test
    void streamsCountedBytesAndReadsOnInLines() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient client = greeted(frontend)) {
            client.send("BYTES 300000\r\n" + "\n".repeat(300_000) + "ECHO after\r\n");
            assertThat(client.line()).isEqualTo("got 300000 sum 3000000");
            assertThat(client.line()).isEqualTo("after");
            client.send("BYTES 0\r\nECHO none\r\nBYTES 3\r\nab");
            assertThat(client.line()).isEqualTo("got 0 sum 0");
            assertThat(client.line()).isEqualTo("none");
            client.send("cECHO x\r\n");
            assertThat(client.line()).isEqualTo("got 3 sum " + ('a' + 'b' + 'c'));
            assertThat(client.line()).isEqualTo("x");
        }
    }

    @Test
    void givesRawBytesAsTheSessionTakesThemAndTheRestAsLines() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient client = greeted(frontend)) {
            client.send("RAW\r\n" + "line of it\r\n".repeat(50) + ".\r\nECHO after\r\nECHO b\r\n");
            assertThat(client.line()).isEqualTo("raw 600");
            assertThat(client.line()).isEqualTo("after");
            assertThat(client.line()).isEqualTo("b");
        }
    }

    @Test
    void closesAClientThatNeverReadsAndHoldsLittleForIt() throws Exception {
        limits = limits.withWriteStallMillisMax(400);
        TcpFrontend frontend = start(false);
        try (TryoutClient client = new TryoutClient(frontend.port(), 4096)) {
            client.send("BIG 100000000\r\n");
            until("closed", () -> protocol.events.contains("closed WRITE_STALLED"));
            // What the kernel took, and the queue; never the hundred megabytes.
            assertThat(frontend.counters().bytesOut()).isLessThan(16_000_000);
            assertThat(frontend.counters().open()).isZero();
        }
    }

    @Test
    void sendsMuchToAClientThatReads() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient client = greeted(frontend)) {
            client.send("BIG 5000000\r\nECHO done\r\n");
            byte[] bytes = new byte[5_000_000];
            assertThat(client.read(bytes)).isEqualTo(5_000_000);
            assertThat(bytes).containsOnly('x');
            assertThat(client.line()).isEqualTo("done");
        }
    }

    @Test
    void closesASessionThatWritesWithoutWaiting() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient client = greeted(frontend)) {
            client.send("FLOOD\r\n");
            until("closed", () -> protocol.events.contains("closed WRITE_OVERFLOW"));
        }
    }

    @Test
    void readsNothingFromAClientThatDoesNotRead() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient client = new TryoutClient(frontend.port(), 4096)) {
            String line = "ECHO " + "x".repeat(900) + "\r\n";
            Thread sender =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    for (int i = 0; i < 40_000; i++) {
                                        client.send(line);
                                    }
                                } catch (IOException expected) {
                                    assertThat(expected).isNotNull();
                                }
                            });
            until("much came", () -> frontend.counters().bytesIn() > 100_000);
            until("the sender is stuck", () -> stuck(sender, frontend));
            LineConnection connection = protocol.connections.peek();
            assertThat(connection).isNotNull();
            assertThat(connection.isWriteQueueFull()).isTrue();
        }
    }

    @Test
    void endsIdleClientsButNotWaitingOnes() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient idle = greeted(frontend);
                TryoutClient waiting = greeted(frontend)) {
            idle.send("IDLE 150\r\n");
            assertThat(idle.line()).isEqualTo("ok");
            waiting.send("IDLE 150\r\nNEVER\r\n");
            assertThat(waiting.line()).isEqualTo("ok");
            assertThat(idle.line()).isEqualTo("idle");
            assertThat(idle.line()).isNull();
            until("closed", () -> protocol.events.contains("closed IDLE"));
            assertThat(protocol.events).containsExactly("closed IDLE");
        }
    }

    @Test
    void anExceptionEndsOnlyItsConnectionWithTheProtocolsWords() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient other = greeted(frontend);
                TryoutClient client = greeted(frontend)) {
            client.send("BOOM\r\nECHO never\r\n");
            assertThat(client.line()).isEqualTo("ERROR internal");
            assertThat(client.line()).isNull();
            other.send("ECHO still here\r\n");
            assertThat(other.line()).isEqualTo("still here");
            until("closed", () -> protocol.events.contains("closed INTERNAL_ERROR"));
            assertThat(frontend.counters().failures()).isEqualTo(1);
        }
    }

    @Test
    void anExceptionAfterAnAnswerFromElsewhereEndsTheConnectionToo() throws Exception {
        TcpFrontend frontend = start(false);
        for (String command : List.of("LATEBOOM", "FAILS")) {
            try (TryoutClient client = greeted(frontend)) {
                client.send(command + "\r\n");
                assertThat(client.line()).isEqualTo("ERROR internal");
                assertThat(client.line()).isNull();
            }
        }
    }

    @Test
    void swallowsForAWhileWhatAClientSendsAfterTheLastWords() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient client = greeted(frontend)) {
            client.send("QUIT\r\n" + "ECHO more\r\n".repeat(20_000));
            assertThat(client.line()).isEqualTo("bye");
            assertThat(client.line()).isNull();
            // A socket that was closed here would answer this with a reset.
            client.send("ECHO more\r\n".repeat(10_000));
            until("swallowed", () -> frontend.counters().bytesIn() > 11 * 30_000);
        }
        until("closed", () -> protocol.events.contains("closed SESSION_CLOSED"));
        assertThat(protocol.linesTaken.get()).isEqualTo(1);
    }

    @Test
    void refusesTooManyFromOneAddressAndLetsThemInAgain() throws Exception {
        sessionsPerAddressMax = 2;
        instances = 3;
        TcpFrontend frontend = start(false);
        try (TryoutClient first = greeted(frontend);
                TryoutClient second = greeted(frontend)) {
            try (TryoutClient third = new TryoutClient(frontend.port())) {
                assertThat(third.line()).isEqualTo("NO TOO_MANY_FROM_ADDRESS");
                assertThat(third.line()).isNull();
            }
            assertThat(frontend.counters().refused()).isEqualTo(1);
            first.socket().close();
            until("left", () -> frontend.counters().open() == 1);
            greeted(frontend).close();
            second.send("ECHO x\r\n");
            assertThat(second.line()).isEqualTo("x");
        }
    }

    @Test
    void refusesTooManyInTotal() throws Exception {
        sessionsMax = 1;
        TcpFrontend frontend = start(false);
        try (TryoutClient first = greeted(frontend);
                TryoutClient second = new TryoutClient(frontend.port())) {
            assertThat(second.line()).isEqualTo("NO TOO_MANY_SESSIONS");
            first.send("ECHO x\r\n");
            assertThat(first.line()).isEqualTo("x");
        }
    }

    @Test
    void countsConnectionsBeforeTheirHandshake() throws Exception {
        sessionsPerAddressMax = 1;
        TcpFrontend frontend = start(true);
        try (TryoutClient silent = new TryoutClient(frontend.port())) {
            until("counted", () -> frontend.counters().open() == 1);
            try (TryoutClient second = new TryoutClient(frontend.port())) {
                assertThatThrownBy(second::tls).isInstanceOf(IOException.class);
            }
            assertThat(silent.socket().isConnected()).isTrue();
        }
    }

    @Test
    void dropsWhatWasPipelinedBehindStartTls() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient client = greeted(frontend)) {
            client.send("STLS\r\nECHO injected\r\nECHO ha");
            assertThat(client.line()).isEqualTo("go");
            client.tls();
            client.send("ECHO clean\r\nTLS\r\n");
            assertThat(client.line()).isEqualTo("clean");
            assertThat(client.line()).isEqualTo("TLSv1.3");
            assertThat(protocol.linesTaken.get()).isEqualTo(3);
        }
    }

    @Test
    void aSecondStartTlsIsABugOfTheSession() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient client = greeted(frontend)) {
            client.send("STLS\r\n");
            assertThat(client.line()).isEqualTo("go");
            client.tls();
            client.send("STLS\r\n");
            assertThat(client.line()).isEqualTo("ERROR internal");
        }
    }

    @Test
    void closesWhenThereIsNoHandshakeAfterStartTls() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient client = greeted(frontend)) {
            client.send("STLS\r\n");
            assertThat(client.line()).isEqualTo("go");
            client.send("ECHO this is no handshake at all\r\n");
            until("closed", () -> protocol.events.contains("closed TLS_FAILED"));
            assertThat(protocol.linesTaken.get()).isEqualTo(1);
        }
    }

    @Test
    void startsTlsOnEveryInstanceOfAPort() throws Exception {
        instances = 3;
        TcpFrontend frontend = start(false);
        Set<String> threads = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            try (TryoutClient client = greeted(frontend)) {
                client.send("STLS\r\n");
                assertThat(client.line()).isEqualTo("go");
                client.tls();
                client.send("ON\r\n");
                threads.add(client.line());
            }
        }
        assertThat(threads).hasSize(3);
        assertThat(frontend.counters().tlsHandshakes()).isEqualTo(12);
    }

    @Test
    void speaksTlsAtOnceWhereItIsImplicit() throws Exception {
        TcpFrontend frontend = start(true);
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            try (TryoutClient client = new TryoutClient(frontend.port())) {
                client.tls(version);
                assertThat(client.line()).isEqualTo("HELLO tls");
                client.send("TLS\r\nBYTES 100000\r\n" + "\1".repeat(100_000) + "QUIT\r\n");
                assertThat(client.line()).isEqualTo(version);
                assertThat(client.line()).isEqualTo("got 100000 sum 100000");
                assertThat(client.line()).isEqualTo("bye");
                assertThat(client.line()).isNull();
            }
        }
    }

    @Test
    void knowsTheBindingsOfItsChannel() throws Exception {
        TcpFrontend frontend = start(true);
        try (TryoutClient client = new TryoutClient(frontend.port())) {
            X509Certificate shown = client.tls("TLSv1.3");
            client.line();
            client.send("BINDING tls-server-end-point\r\nBINDING tls-exporter\r\n");
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(shown.getEncoded());
            assertThat(client.line()).isEqualTo(HexFormat.of().formatHex(hash));
            byte[] exported =
                    ((javax.net.ssl.ExtendedSSLSession)
                                    ((javax.net.ssl.SSLSocket) client.socket()).getSession())
                            .exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32);
            assertThat(client.line()).isEqualTo(HexFormat.of().formatHex(exported));
        }
        try (TryoutClient client = new TryoutClient(frontend.port())) {
            client.tls("TLSv1.2");
            client.line();
            client.send("BINDING tls-exporter\r\n");
            assertThat(client.line()).isEqualTo("none");
        }
    }

    @Test
    void showsAnotherCertificateAfterAReload() throws Exception {
        ServerTls tls = tls("one.example");
        TcpFrontend frontend = node.await(TcpFrontend.start(node.vertx(), spec(true), tls));
        try (TryoutClient before = new TryoutClient(frontend.port())) {
            assertThat(before.tls().getSubjectX500Principal().getName()).contains("one.example");
            before.line();
            tls.use(
                    SelfSigned.create("two.example", directory.resolve("two"), Instant.now())
                            .load());
            try (TryoutClient after = new TryoutClient(frontend.port())) {
                assertThat(after.tls().getSubjectX500Principal().getName()).contains("two.example");
            }
            before.send("ECHO goes on\r\n");
            assertThat(before.line()).isEqualTo("goes on");
        }
    }

    @Test
    void stopsWithAGoodbyeToEverySession() throws Exception {
        instances = 2;
        TcpFrontend frontend = start(false);
        List<TryoutClient> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(greeted(frontend));
        }
        var stopped = frontend.stop(Duration.ofSeconds(10));
        for (TryoutClient client : clients) {
            assertThat(client.line()).isEqualTo("stopping");
            assertThat(client.line()).isNull();
            client.close();
        }
        node.await(stopped);
        assertThatThrownBy(() -> new TryoutClient(frontend.port()))
                .isInstanceOf(ConnectException.class);
        assertThat(frontend.counters().open()).isZero();
    }

    @Test
    void closesThoseWhoDoNotReadTheirGoodbye() throws Exception {
        TcpFrontend frontend = start(false);
        try (TryoutClient client = new TryoutClient(frontend.port(), 4096)) {
            client.send("BIG 100000000\r\n");
            until("full", () -> frontend.counters().bytesOut() > 100_000);
            node.await(frontend.stop(Duration.ofMillis(200)));
            assertThat(frontend.counters().open()).isZero();
        }
    }

    @Test
    void failsToStartOnATakenPort() throws Exception {
        try (java.net.ServerSocket taken =
                new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ListenerSpec spec =
                    new ListenerSpec(
                            protocol, "127.0.0.1", taken.getLocalPort(), false, 2, 1, 1, limits);
            assertThat(
                            TcpFrontend.start(node.vertx(), spec, null)
                                    .toCompletionStage()
                                    .toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void twoListenersOnAnyPortShareNone() throws Exception {
        assertThat(start(false).port()).isNotEqualTo(start(true).port());
    }

    @Test
    void anIpv6ClientIsCountedByItsNetwork() throws Exception {
        assertThat(Acceptor.key(InetAddress.ofLiteral("2001:db8:1:2::1")))
                .isEqualTo(Acceptor.key(InetAddress.ofLiteral("2001:db8:1:2:ffff::9")))
                .isNotEqualTo(Acceptor.key(InetAddress.ofLiteral("2001:db8:1:3::1")));
    }

    private TcpFrontend start(boolean implicitTls) throws Exception {
        return node.await(TcpFrontend.start(node.vertx(), spec(implicitTls), tls("mail.example")));
    }

    private ListenerSpec spec(boolean implicitTls) {
        return new ListenerSpec(
                protocol,
                "127.0.0.1",
                0,
                implicitTls,
                instances,
                sessionsMax,
                sessionsPerAddressMax,
                limits);
    }

    private ServerTls tls(String name) throws Exception {
        return new ServerTls(
                SelfSigned.create(name, directory.resolve(name), Instant.now()).load());
    }

    private static TryoutClient greeted(TcpFrontend frontend) throws IOException {
        TryoutClient client = new TryoutClient(frontend.port());
        assertThat(client.line()).isEqualTo("HELLO");
        return client;
    }
}
