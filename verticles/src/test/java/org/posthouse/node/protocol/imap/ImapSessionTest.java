package org.posthouse.node.protocol.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.core.account.AccountLimits;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.account.Refusal;
import org.posthouse.node.VertxUnderTest;
import org.posthouse.node.account.AccountStorage.StorageRefusal;
import org.posthouse.node.net.TryoutClient;

/** What a transcript can't say: TLS, much of everything, clients that behave badly, and the end. */
final class ImapSessionTest {
    @RegisterExtension final VertxUnderTest node = new VertxUnderTest();
    @TempDir Path directory;

    private ImapFixture server;

    @BeforeEach
    void listen() throws Exception {
        server = new ImapFixture(node.vertx(), directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void startsTlsAndForgetsWhatWasInjected() throws Exception {
        try (TryoutClient client = new TryoutClient(server.port())) {
            assertThat(client.line()).contains("STARTTLS");
            client.send("a STARTTLS\r\nb LOGIN anna wrong\r\n");
            assertThat(client.line()).isEqualTo("a OK Begin TLS");
            client.tls();
            client.send("c CAPABILITY\r\n");
            assertThat(client.line())
                    .startsWith("* CAPABILITY ")
                    .contains("AUTH=SCRAM-SHA-256-PLUS")
                    .doesNotContain("STARTTLS");
            assertThat(client.line()).isEqualTo("c OK CAPABILITY completed");
            client.send("d STARTTLS\r\ne LOGIN anna secret\r\n");
            assertThat(client.line()).isEqualTo("d BAD TLS is active already");
            assertThat(client.line()).startsWith("e OK ");
        }
    }

    @Test
    void speaksTlsFromTheStart() throws Exception {
        try (TryoutClient client = new TryoutClient(server.tlsPort())) {
            client.tls();
            assertThat(client.line()).startsWith("* OK [CAPABILITY IMAP4rev1 ");
            client.send("a LOGIN anna secret\r\n");
            assertThat(client.line()).startsWith("a OK ");
        }
    }

    @Test
    void takesNoPasswordInClearFromAfar() throws Exception {
        InetAddress outside = outsideAddress();
        assumeTrue(outside != null, "this machine has no address but loopback");
        try (ImapFixture open =
                        new ImapFixture(
                                node.vertx(),
                                directory.resolve("open"),
                                ImapFixture.OPTIONS,
                                "0.0.0.0",
                                server.host);
                java.net.Socket socket = new java.net.Socket(outside, open.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            "a LOGIN anna secret\r\nb AUTHENTICATE PLAIN\r\nc LOGOUT\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            String heard =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(heard)
                    .contains(" LOGINDISABLED ")
                    .doesNotContain("AUTH=PLAIN")
                    .contains("a NO [PRIVACYREQUIRED]")
                    .contains("b NO [PRIVACYREQUIRED]")
                    .contains("c OK ");
        }
    }

    @Test
    void givesMessagesBackByteForByte() throws Exception {
        Random random = new Random(11);
        List<String> messages = new ArrayList<>();
        int[] sizes = {
            1, 2, 1000, 65_536, 200_000, MessageContent.INLINE_BYTES_MAX, 300_000, 1 << 20
        };
        try (TryoutClient client = loggedIn()) {
            for (int size : sizes) {
                byte[] bytes = new byte[size];
                random.nextBytes(bytes);
                String message = new String(bytes, StandardCharsets.ISO_8859_1);
                messages.add(message);
                client.send("p APPEND INBOX {" + size + "+}\r\n").send(message).send("\r\n");
                assertThat(client.line()).startsWith("p OK [APPENDUID ");
            }
            assertThat(server.host.storage.stageCount()).as("stages left").isZero();
            select(client, "INBOX");
            client.send("f FETCH 1:* (UID BODY.PEEK[] BODY.PEEK[]<3.200000>)\r\n");
            for (int i = 0; i < messages.size(); i++) {
                String message = messages.get(i);
                String part =
                        message.substring(
                                Math.min(3, message.length()), Math.min(200_003, message.length()));
                assertThat(client.line())
                        .isEqualTo(
                                "* %d FETCH (UID %d BODY[] {%d}"
                                        .formatted(i + 1, i + 1, message.length()));
                assertThat(read(client, message.length())).isEqualTo(message);
                assertThat(client.line()).isEqualTo(" BODY[]<3> {" + part.length() + "}");
                assertThat(read(client, part.length())).isEqualTo(part);
                assertThat(client.line()).isEqualTo(")");
            }
            assertThat(client.line()).isEqualTo("f OK FETCH completed");
        }
    }

    @Test
    void answersTenThousandPipelinedCommandsInOrder() throws Exception {
        try (TryoutClient client = loggedIn()) {
            Thread writer =
                    Thread.ofVirtual()
                            .start(() -> {
                                StringBuilder commands = new StringBuilder();
                                for (int i = 0; i < 10_000; i++) {
                                    commands.append("t").append(i).append(" NOOP\r\n");
                                }
                                try {
                                    client.send(commands.toString());
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            for (int i = 0; i < 10_000; i++) {
                assertThat(client.line()).isEqualTo("t" + i + " OK NOOP completed");
            }
            writer.join();
        }
    }

    @Test
    void letsAClientThatNeverReadsWaitWithoutHarmToOthers() throws Exception {
        server.deliver("INBOX", "Subject: big\r\n\r\n" + "x".repeat(1 << 20));
        try (TryoutClient lazy = loggedIn();
                TryoutClient busy = loggedIn()) {
            select(lazy, "INBOX");
            StringBuilder commands = new StringBuilder();
            for (int i = 0; i < 64; i++) {
                commands.append("f").append(i).append(" FETCH 1 BODY.PEEK[]\r\n");
            }
            lazy.send(commands.toString());
            select(busy, "INBOX");
            for (int i = 0; i < 100; i++) {
                busy.send("n NOOP\r\n");
                assertThat(busy.line()).isEqualTo("n OK NOOP completed");
            }
            // And all of it comes once the client reads.
            for (int i = 0; i < 64; i++) {
                String line = String.valueOf(lazy.line());
                assertThat(line).startsWith("* 1 FETCH (BODY[] {");
                read(lazy, Integer.parseInt(line.replaceAll(".*\\{(\\d+)}", "$1")));
                assertThat(lazy.line()).isEqualTo(")");
                assertThat(lazy.line()).isEqualTo("f" + i + " OK FETCH completed");
            }
        }
    }

    @Test
    void pagesThroughAMailboxOfManyMessages() throws Exception {
        for (int i = 0; i < 2_500; i++) {
            server.deliver("INBOX", "Subject: " + i + "\r\n\r\nbody " + i + "\r\n");
        }
        try (TryoutClient client = loggedIn()) {
            select(client, "INBOX");
            client.send("a FETCH 1:* (UID FLAGS)\r\n");
            for (int i = 1; i <= 2_500; i++) {
                assertThat(client.line())
                        .isEqualTo("* " + i + " FETCH (UID " + i + " FLAGS (\\Recent))");
            }
            assertThat(client.line()).isEqualTo("a OK FETCH completed");
            client.send("b UID STORE 1:*:\r\nb UID STORE 1:* +FLAGS (\\Seen)\r\n");
            assertThat(client.line()).startsWith("b BAD ");
            for (int i = 1; i <= 2_500; i++) {
                assertThat(client.line())
                        .isEqualTo("* " + i + " FETCH (UID " + i + " FLAGS (\\Seen \\Recent))");
            }
            assertThat(client.line()).isEqualTo("b OK STORE completed");
            client.send("c SEARCH BODY \"body 24\" SEEN\r\n");
            StringBuilder expected = new StringBuilder("* SEARCH");
            for (int i = 0; i < 2_500; i++) {
                expected.append(("body " + i).contains("body 24") ? " " + (i + 1) : "");
            }
            assertThat(client.line()).isEqualTo(expected.toString());
            assertThat(client.line()).isEqualTo("c OK SEARCH completed");
            client.send("d FETCH 1:* BODY.PEEK[TEXT]\r\n");
            for (int i = 0; i < 2_500; i++) {
                assertThat(client.line()).startsWith("* " + (i + 1) + " FETCH (BODY[TEXT] {");
                assertThat(client.line()).isEqualTo("body " + i);
                assertThat(client.line()).isEqualTo(")");
            }
            assertThat(client.line()).isEqualTo("d OK FETCH completed");
            // Another session's changes come in pages, too.
            try (TryoutClient other = loggedIn()) {
                select(other, "INBOX");
                other.send("a UID STORE 1:* +FLAGS.SILENT (\\Deleted)\r\n");
                assertThat(other.line()).isEqualTo("a OK STORE completed");
            }
            client.send("e NOOP\r\n");
            for (int i = 1; i <= 2_500; i++) {
                assertThat(client.line())
                        .isEqualTo("* " + i + " FETCH (FLAGS (\\Seen \\Deleted \\Recent))");
            }
            assertThat(client.line()).isEqualTo("e OK NOOP completed");
        }
    }

    @Test
    void listsMoreMailboxesThanFitAPage() throws Exception {
        try (TryoutClient client = loggedIn()) {
            for (int i = 0; i < 600; i++) {
                client.send("c CREATE m%04d/x\r\n".formatted(i));
                assertThat(client.line()).isEqualTo("c OK CREATE completed");
            }
            client.send("l LIST \"\" m*\r\n");
            for (int i = 0; i < 600; i++) {
                String parent = "m%04d".formatted(i);
                assertThat(client.line())
                        .isEqualTo(
                                "* LIST (\\NonExistent \\Noselect \\HasChildren) \"/\" " + parent);
                assertThat(client.line())
                        .isEqualTo("* LIST (\\HasNoChildren) \"/\" " + parent + "/x");
            }
            assertThat(client.line()).isEqualTo("l OK LIST completed");
        }
    }

    @Test
    void discardsALargeMessageWhoseSenderGoesAway() throws Exception {
        try (TryoutClient client = loggedIn()) {
            client.send("a APPEND INBOX {1000000+}\r\n").send("x".repeat(500_000));
        }
        try (TryoutClient client = loggedIn()) {
            client.send("a STATUS INBOX (MESSAGES)\r\n");
            assertThat(client.line()).isEqualTo("* STATUS INBOX (MESSAGES 0)");
        }
        assertThat(server.host.storage.bodies(server.anna)).isZero();
    }

    @Test
    void saysWhatTheAccountRefuses() throws Exception {
        server.host.limit(new AccountLimits(100, 50, 6));
        try (TryoutClient client = loggedIn()) {
            client.send("a APPEND INBOX {51+}\r\n" + "x".repeat(51) + "\r\n");
            assertThat(client.line()).isEqualTo("a NO [TOOBIG] The message is too large");
            client.send("b APPEND INBOX {50+}\r\n" + "x".repeat(50) + "\r\n");
            assertThat(client.line()).startsWith("b OK ");
            client.send("c APPEND INBOX {50+}\r\n" + "x".repeat(50) + "\r\n");
            assertThat(client.line()).startsWith("c OK ");
            client.send("d APPEND INBOX {50+}\r\n" + "x".repeat(50) + "\r\n");
            assertThat(client.line()).isEqualTo("d NO [OVERQUOTA] The account is full");
            client.send("e CREATE one\r\nf CREATE two\r\n");
            assertThat(client.line()).isEqualTo("e OK CREATE completed");
            assertThat(client.line()).isEqualTo("f NO [LIMIT] Too many mailboxes");
        }
    }

    @Test
    void saysNoWhileStorageIsFullAndGoesOnAfterwards() throws Exception {
        try (TryoutClient client = loggedIn()) {
            server.host.storage.failAppends(new StorageRefusal(Refusal.STORAGE_FULL, "full"));
            client.send("a APPEND INBOX {5+}\r\nhello\r\n");
            assertThat(client.line()).startsWith("a NO [UNAVAILABLE] ");
            server.host.storage.failAppends(null);
            client.send("b APPEND INBOX {5+}\r\nhello\r\n");
            assertThat(client.line()).startsWith("b OK ");
        }
    }

    @Test
    void mailCanBeReadWhileStorageIsFull() throws Exception {
        try (TryoutClient client = loggedIn()) {
            client.send("a APPEND INBOX {5+}\r\nhello\r\n");
            assertThat(client.line()).startsWith("a OK ");
            server.host.storage.failAppends(new StorageRefusal(Refusal.STORAGE_FULL, "full"));
            client.send("b SELECT INBOX\r\n");
            String line = client.line();
            while (line != null && line.startsWith("* ")) {
                line = client.line();
            }
            assertThat(line).isEqualTo("b OK [READ-WRITE] SELECT completed");
            client.send("c FETCH 1 BODY[]\r\n");
            assertThat(client.line()).isEqualTo("* 1 FETCH (BODY[] {5}");
            assertThat(client.line()).isEqualTo("hello)");
            assertThat(client.line()).isEqualTo("c OK FETCH completed");
            client.send("d STORE 1 +FLAGS (\\Flagged)\r\n");
            assertThat(client.line()).startsWith("d NO [UNAVAILABLE] ");
        }
    }

    @Test
    void answersOnlyAfterTheChangeIsDurable() throws Exception {
        try (TryoutClient client = loggedIn()) {
            server.host.storage.holdAppends();
            client.send("a APPEND INBOX {5+}\r\nhello\r\nb NOOP\r\n");
            client.socket().setSoTimeout(300);
            boolean silent = false;
            try {
                client.line();
            } catch (java.net.SocketTimeoutException _) {
                silent = true;
            }
            assertThat(silent).as("nothing said before it is durable").isTrue();
            client.socket().setSoTimeout(20_000);
            VertxUnderTest.until("append", server.host.storage::release);
            assertThat(client.line()).startsWith("a OK [APPENDUID ");
            assertThat(client.line()).isEqualTo("b OK NOOP completed");
        }
    }

    @Test
    void tellsIdleClientsOfTheShutdown() throws Exception {
        Future<Void> stopped;
        try (TryoutClient waiting = loggedIn();
                TryoutClient idling = loggedIn();
                TryoutClient sending = loggedIn()) {
            idling.send("i IDLE\r\n");
            assertThat(idling.line()).isEqualTo("+ idling");
            sending.send("a APPEND INBOX {1000}\r\n");
            assertThat(sending.line()).startsWith("+ ");
            stopped = server.stop(Duration.ofSeconds(10));
            assertThat(waiting.line()).isEqualTo("* BYE The server is shutting down");
            assertThat(idling.line()).isEqualTo("* BYE The server is shutting down");
            assertThat(sending.line()).isEqualTo("* BYE The server is shutting down");
        }
        node.await(stopped);
    }

    @Test
    void finishesItsCommandBeforeItShutsDown() throws Exception {
        Future<Void> stopped;
        try (TryoutClient client = loggedIn()) {
            server.host.storage.holdAppends();
            client.send("a APPEND INBOX {5+}\r\nhello\r\n");
            VertxUnderTest.until("append", () -> server.host.storage.heldAppends() > 0);
            stopped = server.stop(Duration.ofSeconds(10));
            assertThat(server.host.storage.release()).isTrue();
            assertThat(client.line()).startsWith("a OK [APPENDUID ");
            assertThat(client.line()).isEqualTo("* BYE The server is shutting down");
        }
        node.await(stopped);
    }

    @Test
    void endsASessionThatSaysNothing() throws Exception {
        ImapOptions hasty = new ImapOptions(65_536, 8_192, 1 << 20, 20, 200, 200, 50);
        try (ImapFixture other =
                        new ImapFixture(
                                node.vertx(),
                                directory.resolve("hasty"),
                                hasty,
                                "127.0.0.1",
                                server.host);
                TryoutClient client = new TryoutClient(other.port())) {
            assertThat(client.line()).startsWith("* OK ");
            assertThat(client.line()).isEqualTo("* BYE Nothing was said for too long");
            assertThat(client.line()).isNull();
        }
    }

    @Test
    void survivesGarbage() throws Exception {
        Random random = new Random(99);
        for (int i = 0; i < 40; i++) {
            byte[] bytes = new byte[random.nextInt(3_000)];
            random.nextBytes(bytes);
            for (int at = 0; at < bytes.length; at += 1 + random.nextInt(100)) {
                bytes[at] = (byte) "\r\n{}+(\" 19".charAt(random.nextInt(10));
            }
            try (TryoutClient client = new TryoutClient(server.port())) {
                client.send("a LOGIN anna secret\r\nb SELECT INBOX\r\n");
                client.send(new String(bytes, StandardCharsets.ISO_8859_1));
            }
        }
        try (TryoutClient client = loggedIn()) {
            client.send("z NOOP\r\n");
            assertThat(client.line()).isEqualTo("z OK NOOP completed");
        }
    }

    private TryoutClient loggedIn() throws IOException {
        TryoutClient client = new TryoutClient(server.port());
        client.line();
        // The first question opens the account.
        client.send("a LOGIN anna secret\r\nb STATUS INBOX (UIDNEXT)\r\n");
        assertThat(client.line()).startsWith("a OK ");
        assertThat(client.line()).startsWith("* STATUS INBOX (UIDNEXT ");
        assertThat(client.line()).isEqualTo("b OK STATUS completed");
        return client;
    }

    private static void select(TryoutClient client, String mailbox) throws IOException {
        client.send("s SELECT " + mailbox + "\r\n");
        String line;
        do {
            line = String.valueOf(client.line());
        } while (line.startsWith("* "));
        assertThat(line).startsWith("s OK ");
    }

    private static String read(TryoutClient client, int count) throws IOException {
        byte[] bytes = new byte[count];
        assertThat(client.read(bytes)).isEqualTo(count);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static @Nullable InetAddress outsideAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .findFirst()
                .orElse(null);
    }
}
