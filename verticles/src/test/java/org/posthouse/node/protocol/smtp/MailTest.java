package org.posthouse.node.protocol.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.posthouse.node.VertxUnderTest.until;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.account.Refusal;
import org.posthouse.node.VertxUnderTest;
import org.posthouse.node.account.HostFixture;
import org.posthouse.node.net.TryoutClient;
import org.posthouse.node.queue.LocalRetrier;
import org.posthouse.store.queue.QueueEntry;
import org.posthouse.store.queue.QueueRecipient;
import org.posthouse.store.queue.QueueRecipient.Destination;

/** What becomes of messages, by any dialect. */
final class MailTest {
    private static final String LOGIN = "AUTH PLAIN AGFubmEAc2VjcmV0";

    @RegisterExtension final VertxUnderTest node = new VertxUnderTest();
    @TempDir Path directory;
    private SmtpFixture server;

    @BeforeEach
    void start() throws Exception {
        server = new SmtpFixture(node.vertx(), directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void putsTraceLinesBeforeTheBytesThatCame() throws Exception {
        String body = "Subject: x\r\n\r\n.dot\r\nü\u0001\t\r\n";
        try (TryoutClient client = open(SmtpDialect.SMTP)) {
            say(client, "MAIL FROM:<sender@elsewhere.example>", "250");
            say(client, "RCPT TO:<anna@example.com>", "250");
            String reply = data(client, body);
            String id = reply.substring(reply.lastIndexOf(' ') + 1);
            assertThat(server.messages("anna").getFirst())
                    .matches(
                            "(?s)Return-Path: <sender@elsewhere.example>\r\n"
                                    + "Received: from client.example \\(\\[127.0.0.1]\\)\r\n"
                                    + "\tby mail.example.com with ESMTP id "
                                    + id
                                    + "\r\n\tfor <anna@example.com>;\r\n"
                                    + "\t\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d \\+0000"
                                    + "\r\n"
                                    + Pattern.quote(body));
        }
    }

    @Test
    void doesNotTellRecipientsOfEachOther() throws Exception {
        try (TryoutClient client = open(SmtpDialect.SMTP)) {
            say(client, "MAIL FROM:<>", "250");
            say(client, "RCPT TO:<anna@example.com>", "250");
            say(client, "RCPT TO:<bob@example.com>", "250");
            data(client, "Subject: x\r\n\r\n");
        }
        assertThat(server.messages("anna").getFirst())
                .startsWith("Return-Path: <>\r\n")
                .doesNotContain("for <");
        assertThat(server.messages("bob")).isEqualTo(server.messages("anna"));
    }

    @Test
    void storesAMessageOncePerAccount() throws Exception {
        try (TryoutClient client = open(SmtpDialect.SMTP)) {
            say(client, "MAIL FROM:<>", "250");
            for (String to : List.of("team", "anna", "ANNA", "bob")) {
                boolean known = !to.equals("ANNA");
                say(client, "RCPT TO:<" + to + "@example.com>", known ? "250" : "550");
            }
            data(client, "Subject: x\r\n\r\n");
        }
        assertThat(server.accounts.delivered.get()).isEqualTo(2);
        assertThat(server.messages("anna")).hasSize(1);
        assertThat(server.messages("bob")).hasSize(1);
    }

    @Test
    void deliversToAHundredRecipients() throws Exception {
        for (int i = 0; i < 100; i++) {
            server.host.account("user" + i + "@example.com");
        }
        try (TryoutClient client = open(SmtpDialect.SMTP)) {
            say(client, "MAIL FROM:<>", "250");
            for (int i = 0; i < 110; i++) {
                say(client, "RCPT TO:<user" + i % 100 + "@example.com>", "250");
            }
            say(client, "RCPT TO:<anna@example.com>", "452 4.5.3");
            data(client, "Subject: x\r\n\r\n" + "text\r\n".repeat(3000));
        }
        assertThat(server.accounts.delivered.get()).isEqualTo(100);
        for (int i = 0; i < 100; i++) {
            assertThat(server.messages("user" + i)).hasSize(1);
        }
    }

    @Test
    void queuesForThoseWhoCantTakeItNowAndTriesAgain() throws Exception {
        server.accounts.refusing.put(HostFixture.name("bob@example.com"), Refusal.BUSY);
        try (TryoutClient client = open(SmtpDialect.SMTP)) {
            say(client, "MAIL FROM:<s@elsewhere.example> RET=HDRS ENVID=e", "250");
            say(client, "RCPT TO:<anna@example.com>", "250");
            say(client, "RCPT TO:<bob@example.com> NOTIFY=DELAY", "250");
            assertThat(data(client, "Subject: x\r\n\r\n")).startsWith("250 2.0.0 Ok: queued as ");
        }
        assertThat(server.messages("anna")).hasSize(1);
        assertThat(server.messages("bob")).isEmpty();
        QueueEntry entry = server.queued().getFirst();
        assertThat(entry.envelope().recipients())
                .extracting(QueueRecipient::address, QueueRecipient::destination)
                .containsExactly(tuple(SmtpFixture.address("bob@example.com"), Destination.LOCAL));
        assertThat(entry.envelope().envelopeId()).contains("e");
        assertThat(server.queuedText(entry)).startsWith("Received: from client.example");

        LocalRetrier retrier =
                new LocalRetrier(
                        node.vertx(), server.mailQueue, SmtpFixture::route, server.accounts, 10);
        node.vertx().runOnContext(_ -> retrier.start());
        server.accounts.refusing.clear();
        until("bob has it", () -> server.messages("bob").size() == 1);
        until("the queue is empty", () -> server.queue.size() == 0);
        assertThat(server.messages("bob")).isEqualTo(server.messages("anna"));
        node.vertx().runOnContext(_ -> retrier.stop());
    }

    @Test
    void refusesWhenNobodyCanTakeIt() throws Exception {
        server.accounts.refusing.put(HostFixture.name("bob@example.com"), Refusal.STORAGE_FULL);
        server.accounts.refusing.put(HostFixture.name("anna@example.com"), Refusal.OVER_QUOTA);
        try (TryoutClient client = open(SmtpDialect.SMTP)) {
            say(client, "MAIL FROM:<>", "250");
            say(client, "RCPT TO:<anna@example.com>", "250");
            assertThat(data(client, "x\r\n")).startsWith("552 5.2.2");
            say(client, "MAIL FROM:<>", "250");
            say(client, "RCPT TO:<anna@example.com>", "250");
            say(client, "RCPT TO:<bob@example.com>", "250");
            assertThat(data(client, "x\r\n")).startsWith("452 4.3.1");
        }
        assertThat(server.queue.size()).isZero();
    }

    @Test
    void answersForEachRecipientInLmtp() throws Exception {
        server.accounts.refusing.put(HostFixture.name("bob@example.com"), Refusal.OVER_QUOTA);
        try (TryoutClient client = open(SmtpDialect.LMTP)) {
            say(client, "MAIL FROM:<>", "250");
            for (String to : List.of("anna", "bob", "anna", "away", "carl")) {
                say(client, "RCPT TO:<" + to + "@example.com>", "250");
            }
            assertThat(data(client, "Subject: x\r\n\r\n")).startsWith("250 2.0.0 Ok: delivered");
            assertThat(client.line()).startsWith("552 5.2.2");
            assertThat(client.line()).startsWith("250 2.0.0 Ok: delivered");
            assertThat(client.line()).startsWith("250 2.0.0 Ok: queued");
            assertThat(client.line()).startsWith("250 2.0.0 Ok: delivered");
            say(client, "MAIL FROM:<>", "250");
            say(client, "RCPT TO:<anna@example.com>", "250");
            say(client, "RCPT TO:<carl@example.com>", "250");
            assertThat(data(client, "bare\n\r\n")).startsWith("550 5.6.0");
            assertThat(client.line()).startsWith("550 5.6.0");
            say(client, "NOOP", "250");
        }
        assertThat(server.messages("anna")).hasSize(1);
        assertThat(server.messages("carl").getFirst()).contains("with LMTP id");
        assertThat(server.queue.size()).isEqualTo(1);
    }

    @Test
    void queuesForElsewhereWithItsEnvelope() throws Exception {
        try (TryoutClient client = open(SmtpDialect.SUBMISSION)) {
            say(client, LOGIN, "235");
            say(client, "MAIL FROM:<anna@example.com> RET=FULL ENVID=id BODY=8BITMIME", "250");
            say(client, "RCPT TO:<far@elsewhere.example> ORCPT=rfc822;far@x NOTIFY=NEVER", "250");
            say(client, "RCPT TO:<away@example.com>", "250");
            say(client, "RCPT TO:<bob@example.com>", "250");
            assertThat(data(client, "Subject: x\r\n\r\nbody\r\n")).contains("queued as");
        }
        QueueEntry entry = server.queued().getFirst();
        assertThat(server.queued()).hasSize(1);
        assertThat(entry.envelope().user()).contains("anna@example.com");
        assertThat(entry.envelope().recipients()).hasSize(1);
        assertThat(entry.envelope().recipients().getFirst())
                .isEqualTo(
                        new QueueRecipient(
                                SmtpFixture.address("far@elsewhere.example"),
                                Destination.REMOTE,
                                Set.of(QueueRecipient.Notify.NEVER),
                                Optional.of("rfc822;far@x")));
        assertThat(server.queuedText(entry))
                .startsWith("Received: ")
                .contains("with ESMTPA id")
                .endsWith("\r\n\r\nbody\r\n");
        assertThat(server.messages("bob").getFirst())
                .endsWith(server.queuedText(entry))
                .startsWith("Return-Path: <anna@example.com>\r\nReceived: ");
    }

    @Test
    void addsWhatASubmittedMessageLacks() throws Exception {
        List<String> bodies =
                List.of(
                        "Subject: x\r\n\r\nbody\r\n",
                        "\r\nbody\r\n",
                        "Subject: no body\r\n",
                        "Date: y\r\nMessage-Id : <z>\r\n\r\nDate: not here\r\n",
                        "DATE: y\r\n\r\n");
        try (TryoutClient client = open(SmtpDialect.SUBMISSION)) {
            say(client, LOGIN, "235");
            for (String body : bodies) {
                say(client, "MAIL FROM:<anna@example.com>", "250");
                say(client, "RCPT TO:<bob@example.com>", "250");
                data(client, body);
            }
        }
        List<String> got = new ArrayList<>();
        for (String message : server.messages("bob")) {
            String own = message.substring(message.indexOf("+0000\r\n") + 7);
            got.add(
                    own.replaceAll("Date: \\w{3}, .*\r\n", "<D>")
                            .replaceAll("Message-ID: <.*@mail.example.com>\r\n", "<M>"));
        }
        assertThat(got)
                .containsExactly(
                        "Subject: x\r\n<D><M>\r\nbody\r\n",
                        "<D><M>\r\nbody\r\n",
                        "Subject: no body\r\n<D><M>",
                        "Date: y\r\nMessage-Id : <z>\r\n\r\nDate: not here\r\n",
                        "DATE: y\r\n<M>\r\n");
    }

    @Test
    void completesTheHeaderHoweverItIsCut() throws Exception {
        String body = "Subject: x\r\n\r\nbody\r\n";
        try (TryoutClient client = open(SmtpDialect.SUBMISSION)) {
            say(client, LOGIN, "235");
            for (int cut = 0; cut <= body.length(); cut++) {
                say(client, "MAIL FROM:<anna@example.com>", "250");
                say(client, "RCPT TO:<bob@example.com>", "250");
                client.send("BDAT " + cut + "\r\n" + body.substring(0, cut));
                assertThat(client.line()).startsWith("250");
                client.send("BDAT " + (body.length() - cut) + " LAST\r\n" + body.substring(cut));
                assertThat(client.line()).startsWith("250");
            }
        }
        assertThat(server.messages("bob"))
                .hasSize(body.length() + 1)
                .allMatch(message ->
                        message.matches(
                                "(?s).*Subject: x\r\nDate: .*\r\nMessage-ID: .*\r\n\r\nbody\r\n"));
    }

    @Test
    void endsCircles() throws Exception {
        try (TryoutClient client = open(SmtpDialect.SMTP)) {
            for (int received : List.of(5, 6)) {
                say(client, "MAIL FROM:<>", "250");
                say(client, "RCPT TO:<bob@example.com>", "250");
                assertThat(data(client, "Received: x\r\n".repeat(received) + "\r\nReceived: y\r\n"))
                        .startsWith(received == 5 ? "250" : "554 5.4.6");
            }
        }
        assertThat(server.messages("bob")).hasSize(1);
    }

    @Test
    void streamsALargeMessage() throws Exception {
        String line = "a line of a large message, of which there are many\r\n";
        String body = "Subject: large\r\n\r\n" + line.repeat(3_000_000 / line.length());
        try (TryoutClient client = open(SmtpDialect.SMTP)) {
            say(client, "MAIL FROM:<>", "250");
            say(client, "RCPT TO:<anna@example.com>", "250");
            say(client, "RCPT TO:<bob@example.com>", "250");
            data(client, body);
        }
        assertThat(server.messages("anna").getFirst()).endsWith("+0000\r\n" + body);
        assertThat(server.messages("bob")).isEqualTo(server.messages("anna"));
        assertThat(server.accounts.stagedBytes.get()).isGreaterThan(body.length());
        until("the stage is given back", () -> server.host.storage.stageCount() == 0);
        assertThat(server.accounts.discarded.get()).isEqualTo(1);
    }

    @Test
    void queuesALargeMessageForThoseWhoCantTakeItNow() throws Exception {
        server.accounts.refusing.put(HostFixture.name("bob@example.com"), Refusal.UNAVAILABLE);
        String body = "Subject: large\r\n\r\n" + "0123456789\r\n".repeat(50_000);
        try (TryoutClient client = open(SmtpDialect.SMTP)) {
            say(client, "MAIL FROM:<>", "250");
            say(client, "RCPT TO:<anna@example.com>", "250");
            say(client, "RCPT TO:<bob@example.com>", "250");
            assertThat(data(client, body)).contains("queued as");
        }
        assertThat(server.queuedText(server.queued().getFirst()))
                .startsWith("Received: ")
                .endsWith("+0000\r\n" + body);
        LocalRetrier retrier =
                new LocalRetrier(
                        node.vertx(), server.mailQueue, SmtpFixture::route, server.accounts, 10);
        node.vertx().runOnContext(_ -> retrier.start());
        server.accounts.refusing.clear();
        until("the queue is empty", () -> server.queue.size() == 0);
        assertThat(server.messages("bob")).isEqualTo(server.messages("anna"));
        node.vertx().runOnContext(_ -> retrier.stop());
    }

    @Test
    void knowsTheBorderBetweenSmallAndLarge() throws Exception {
        try (TryoutClient client = open(SmtpDialect.SMTP)) {
            for (int more = -400; more <= 100; more += 50) {
                String body = "x".repeat(MessageContent.INLINE_BYTES_MAX / 8 - 2) + "\r\n";
                String all = body.repeat(8).substring(0, body.length() * 8 - 502);
                String text = all + "y".repeat(500 + more) + "\r\n";
                say(client, "MAIL FROM:<>", "250");
                say(client, "RCPT TO:<anna@example.com>", "250");
                data(client, text);
                assertThat(server.messages("anna").getLast()).endsWith("+0000\r\n" + text);
            }
        }
        assertThat(server.accounts.discarded.get()).isBetween(1, 10);
    }

    @Test
    void refusesWhatIsTooLargeAndGoesOn() throws Exception {
        try (TryoutClient client = open(SmtpDialect.SMTP)) {
            say(client, "MAIL FROM:<>", "250");
            say(client, "RCPT TO:<anna@example.com>", "250");
            assertThat(data(client, "0123456789\r\n".repeat(500_000))).startsWith("552 5.3.4");
            say(client, "MAIL FROM:<>", "250");
            say(client, "RCPT TO:<anna@example.com>", "250");
            client.send("BDAT 5000000\r\n" + "x".repeat(5_000_000));
            assertThat(client.line()).startsWith("552 5.3.4");
            say(client, "MAIL FROM:<>", "250");
        }
        assertThat(server.host.storage.stageCount()).isZero();
        assertThat(server.messages("anna")).isEmpty();
    }

    @Test
    void saysLaterWhenALargeMessageCantBeStaged() throws Exception {
        server.accounts.stageFails = true;
        try (TryoutClient client = open(SmtpDialect.SMTP)) {
            say(client, "MAIL FROM:<>", "250");
            say(client, "RCPT TO:<anna@example.com>", "250");
            assertThat(data(client, "0123456789\r\n".repeat(100_000))).startsWith("451 4.3.0");
            say(client, "NOOP", "250");
        }
        assertThat(server.accounts.discarded.get()).isEqualTo(1);
    }

    @Test
    void forgetsWhatAClientLeavesBehind() throws Exception {
        try (TryoutClient client = open(SmtpDialect.SMTP)) {
            say(client, "MAIL FROM:<>", "250");
            say(client, "RCPT TO:<anna@example.com>", "250");
            say(client, "DATA", "354");
            client.send("0123456789\r\n".repeat(100_000));
            until("it is being staged", () -> server.accounts.stagedBytes.get() > 500_000);
        }
        until("the stage is discarded", () -> server.accounts.discarded.get() == 1);
        assertThat(server.messages("anna")).isEmpty();
    }

    @Test
    void answersTenThousandPipelinedCommands() throws Exception {
        try (TryoutClient client = open(SmtpDialect.SMTP)) {
            Thread sender =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    client.send("NOOP\r\nRSET\r\n".repeat(5000));
                                } catch (IOException e) {
                                    node.fault(e);
                                }
                            });
            for (int i = 0; i < 10_000; i++) {
                assertThat(client.line()).isEqualTo("250 2.0.0 Ok");
            }
            sender.join();
        }
    }

    @Test
    void saysGoodbyeWhenTheNodeStops() throws Exception {
        try (TryoutClient idle = open(SmtpDialect.SMTP);
                TryoutClient sending = open(SmtpDialect.SMTP);
                TryoutClient delivering = open(SmtpDialect.SMTP)) {
            say(sending, "MAIL FROM:<>", "250");
            say(sending, "RCPT TO:<bob@example.com>", "250");
            say(sending, "DATA", "354");
            sending.send("half a mess");
            server.host.storage.holdAppends();
            say(delivering, "MAIL FROM:<>", "250");
            say(delivering, "RCPT TO:<carl@example.com>", "250");
            say(delivering, "DATA", "354");
            delivering.send("x\r\n.\r\n");
            until("it is under way", () -> server.accounts.delivered.get() == 1);
            var stopped = server.stop(SmtpDialect.SMTP);
            assertThat(idle.line()).isEqualTo("421 4.3.2 Service shutting down");
            assertThat(idle.line()).isNull();
            assertThat(sending.line()).isEqualTo("421 4.3.2 Service shutting down");
            until(
                    "all appends are through",
                    () -> {
                        server.host.storage.release();
                        return !server.messages("carl").isEmpty();
                    });
            assertThat(delivering.line()).startsWith("250 2.0.0 Ok: delivered");
            assertThat(delivering.line()).isEqualTo("421 4.3.2 Service shutting down");
            node.await(stopped);
        }
        assertThat(server.messages("bob")).isEmpty();
    }

    @Test
    void forgivesErrorsToThoseWhoBringMail() throws Exception {
        try (TryoutClient client = open(SmtpDialect.SMTP)) {
            for (int message = 0; message < 3; message++) {
                say(client, "MAIL FROM:<>", "250");
                for (int i = 0; i < 15; i++) {
                    say(client, "RCPT TO:<nobody@example.com>", "550 5.1.1");
                }
                say(client, "RCPT TO:<anna@example.com>", "250");
                assertThat(data(client, "x\r\n")).startsWith("250");
            }
        }
        assertThat(server.service.counters().recipientsRefused()).isEqualTo(45);
        assertThat(server.service.counters().accepted()).isEqualTo(3);
    }

    private TryoutClient open(SmtpDialect dialect) throws Exception {
        TryoutClient client = new TryoutClient(server.port(dialect));
        assertThat(client.line()).startsWith("220 ");
        client.send((dialect == SmtpDialect.LMTP ? "LHLO" : "EHLO") + " client.example\r\n");
        for (String line = client.line(); line != null; line = client.line()) {
            if (line.startsWith("250 ")) {
                return client;
            }
        }
        throw new AssertionError("no answer to the hello");
    }

    private static void say(TryoutClient client, String command, String expected)
            throws IOException {
        client.send(command + "\r\n");
        assertThat(client.line()).as(command).startsWith(expected);
    }

    /** Sends a message of whole lines and gives the first reply to it. */
    private static String data(TryoutClient client, String body) throws IOException {
        say(client, "DATA", "354");
        client.send(("\r\n" + body).replace("\r\n.", "\r\n..").substring(2) + ".\r\n");
        return String.valueOf(client.line());
    }
}
