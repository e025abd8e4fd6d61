package org.posthouse.node.protocol.pop3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.posthouse.node.VertxUnderTest.until;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthouse.core.account.AccountCommand.DeliverMessage;
import org.posthouse.core.account.AccountCommand.ExpungeMessages;
import org.posthouse.core.account.AccountCommand.StoreFlags;
import org.posthouse.core.account.AccountQuery.ExamineMailbox;
import org.posthouse.core.account.AccountQuery.FetchMessages;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountReply.MailboxOpened;
import org.posthouse.core.account.AccountReply.MessagesFetched;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchItems;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.StoreMode;
import org.posthouse.core.mailbox.SystemFlag;
import org.posthouse.core.mime.MimeLimits;
import org.posthouse.core.mime.MimeScanner;
import org.posthouse.node.VertxUnderTest;
import org.posthouse.node.account.AccountClient.BodyStage;
import org.posthouse.node.account.AccountStorage.StorageRefusal;
import org.posthouse.node.account.HostOptions;
import org.posthouse.node.auth.ClientSide;
import org.posthouse.node.net.TryoutClient;

@Timeout(60)
final class Pop3SessionTest {
    private static final Pop3Options OPTIONS = Pop3Options.of("x.example");

    @RegisterExtension final VertxUnderTest node = new VertxUnderTest();
    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 11, 13, 17, 29, 30, 31, 1000})
    void givesBackEveryByteWhereverItsPagesAreCut(int pageBytes) throws Exception {
        String message = "Subject: x\r\n\r\n.\r\n..a\r\n\r\n. \r\n.b\r\nend. \t\r\n.";
        HostOptions pages = new HostOptions(10, 100, 60_000, pageBytes, 150_000);
        try (Pop3Fixture it = new Pop3Fixture(node, directory, pages, OPTIONS);
                RawClient client = delivered(it, message)) {
            assertThat(client.ask("RETR 1")).isEqualTo("+OK " + message.length() + " octets");
            assertThat(client.multiLine()).isEqualTo(message + "\r\n");
            client.ask("TOP 1 2");
            assertThat(client.multiLine()).isEqualTo("Subject: x\r\n\r\n.\r\n..a\r\n");
        }
    }

    @Test
    void streamsALargeMessage() throws Exception {
        try (Pop3Fixture it = new Pop3Fixture(node, directory)) {
            String message = mail(3_000_000);
            deliverStaged(it, message);
            try (RawClient client = RawClient.loggedIn(it.port)) {
                client.ask("RETR 1");
                assertThat(client.multiLine()).isEqualTo(message);
                client.ask("TOP 1 20000");
                assertThat(client.multiLine())
                        .isEqualTo(message.substring(0, endOfLines(message, 20_000)));
            }
        }
    }

    @Test
    void listsMoreThanAPage() throws Exception {
        try (Pop3Fixture it = new Pop3Fixture(node, directory)) {
            StringBuilder sizes = new StringBuilder();
            for (int i = 1; i <= 2500; i++) {
                String text = "A: b\r\n\r\n" + "x".repeat(i % 7) + "\r\n";
                it.deliver(it.anna, text);
                if (i % 2 == 0) {
                    sizes.append(i).append(' ').append(text.length()).append("\r\n");
                }
            }
            try (RawClient client = RawClient.loggedIn(it.port)) {
                for (int i = 1; i <= 2500; i += 2) {
                    client.send("DELE " + i + "\r\n");
                    assertThat(client.line()).startsWith("+OK");
                }
                client.ask("LIST");
                assertThat(client.multiLine()).isEqualTo(sizes.toString());
                client.ask("UIDL");
                assertThat(client.multiLine().lines()).hasSize(1250).doesNotHaveDuplicates();
                assertThat(client.ask("QUIT")).isEqualTo("+OK Goodbye");
            }
            assertThat(inbox(it)).hasSize(1250).allMatch(m -> m.uid() % 2 == 0);
        }
    }

    @Test
    void saysSoWhenSomebodyElseHasRemovedAMessage() throws Exception {
        try (Pop3Fixture it = new Pop3Fixture(node, directory)) {
            for (String text : List.of("A: 1\r\n\r\n", "A: 2\r\n\r\n", "A: 3\r\n\r\n")) {
                it.deliver(it.anna, text);
            }
            try (RawClient client = RawClient.loggedIn(it.port)) {
                client.ask("DELE 1");
                expunge(it, 1);
                expunge(it, 2);
                String gone = "-ERR The message was removed by somebody else";
                assertThat(client.ask("RETR 2")).isEqualTo(gone);
                assertThat(client.ask("TOP 2 0")).isEqualTo(gone);
                assertThat(client.ask("LIST 2")).isEqualTo(gone);
                assertThat(client.ask("UIDL 2")).isEqualTo(gone);
                assertThat(client.ask("DELE 2")).isEqualTo(gone);
                client.ask("RETR 3");
                assertThat(client.multiLine()).isEqualTo("A: 3\r\n\r\n");
                client.ask("LIST");
                assertThat(client.multiLine()).isEqualTo("3 8\r\n");
                // What was to be removed is gone, whoever did it.
                assertThat(client.ask("QUIT")).isEqualTo("+OK Goodbye");
            }
            assertThat(inbox(it)).hasSize(1);
        }
    }

    @Test
    void doesNotSeeWhatArrivesAfterTheLogin() throws Exception {
        try (Pop3Fixture it = new Pop3Fixture(node, directory);
                RawClient client = delivered(it, "A: 1\r\n\r\n")) {
            it.deliver(it.anna, "A: 2\r\n\r\n");
            assertThat(client.ask("STAT")).isEqualTo("+OK 1 8");
            assertThat(client.ask("RETR 2")).isEqualTo("-ERR No such message");
            client.ask("DELE 1");
            client.ask("QUIT");
            assertThat(inbox(it)).extracting(FetchedMessage::uid).containsExactly(2);
        }
    }

    @Test
    void answersQuitOnlyWhenTheRemovalIsDurable() throws Exception {
        try (Pop3Fixture it = new Pop3Fixture(node, directory);
                RawClient client = delivered(it, "A: 1\r\n\r\n")) {
            client.ask("DELE 1");
            it.host.storage.holdAppends();
            client.send("QUIT\r\n");
            until("the mark is written", it.host.storage::release);
            assertThat(client.hasAnswer()).isFalse();
            until("the removal is written", it.host.storage::release);
            assertThat(client.line()).isEqualTo("+OK Goodbye");
            assertThat(client.atEnd()).isTrue();
        }
    }

    @Test
    void admitsThatNothingCouldBeRemoved() throws Exception {
        try (Pop3Fixture it = new Pop3Fixture(node, directory);
                RawClient client = delivered(it, "A: 1\r\n\r\n")) {
            client.ask("DELE 1");
            it.host.storage.failAppends(new StorageRefusal(Refusal.STORAGE_FULL, "no room"));
            assertThat(client.ask("QUIT"))
                    .isEqualTo("-ERR [SYS/TEMP] The server is out of space, try again later");
            assertThat(client.atEnd()).isTrue();
            it.host.storage.failAppends(null);
            assertThat(inbox(it)).hasSize(1);
        }
    }

    @Test
    void admitsThatSomeMessagesStay() throws Exception {
        try (Pop3Fixture it = new Pop3Fixture(node, directory);
                RawClient client = delivered(it, "A: 1\r\n\r\n")) {
            client.ask("DELE 1");
            it.host.storage.holdAppends();
            client.send("QUIT\r\n");
            // Between the mark and the removal somebody else takes the mark away.
            until("the mark waits", () -> it.host.storage.heldAppends() == 1);
            Future<AccountReply> unmark =
                    it.host.client.perform(it.anna, store(it, StoreMode.REMOVE, 1));
            until("the mark is written", it.host.storage::release);
            until("the unmark is written", it.host.storage::release);
            node.await(unmark);
            assertThat(client.line()).isEqualTo("-ERR Some deleted messages were not removed");
            assertThat(inbox(it)).hasSize(1);
        }
    }

    @Test
    void marksAsSeenWhatWasRetrieved() throws Exception {
        try (Pop3Fixture it = new Pop3Fixture(node, directory)) {
            for (String text : List.of("A: 1\r\n\r\n", "A: 2\r\n\r\n", "A: 3\r\n\r\n")) {
                it.deliver(it.anna, text);
            }
            try (RawClient client = RawClient.loggedIn(it.port)) {
                client.ask("RETR 1");
                client.multiLine();
                client.ask("RETR 2");
                client.multiLine();
                client.ask("DELE 2");
                client.ask("TOP 3 100");
                client.multiLine();
                client.ask("QUIT");
            }
            assertThat(inbox(it)).extracting(FetchedMessage::uid).containsExactly(1, 3);
            assertThat(inbox(it))
                    .extracting(FetchedMessage::flags)
                    .containsExactly(SystemFlag.SEEN.bit(), 0L);
        }
    }

    @Test
    void answersTenThousandPipelinedCommands() throws Exception {
        try (Pop3Fixture it = new Pop3Fixture(node, directory);
                RawClient client = delivered(it, mail(200))) {
            client.send("NOOP\r\nRETR 1\r\nLIST 1\r\nBAD\r\n".repeat(2500));
            for (int i = 0; i < 2500; i++) {
                assertThat(client.line()).isEqualTo("+OK Nothing done");
                assertThat(client.line()).startsWith("+OK");
                client.multiLine();
                assertThat(client.line()).startsWith("+OK 1 ");
                assertThat(client.line()).isEqualTo("-ERR Unknown command");
            }
            assertThat(client.ask("QUIT")).isEqualTo("+OK Goodbye");
        }
    }

    @Test
    void skipsALineThatIsTooLong() throws Exception {
        try (Pop3Fixture it = new Pop3Fixture(node, directory);
                RawClient client = new RawClient(it.port)) {
            client.line();
            assertThat(client.ask("USER " + "x".repeat(1_000_000)))
                    .isEqualTo("-ERR The line is too long");
            assertThat(client.ask("AUTH PLAIN")).isEqualTo("+ ");
            assertThat(client.ask("x".repeat(Pop3Options.LINE_BYTES_MAX + 1)))
                    .isEqualTo("-ERR The line is too long");
            assertThat(client.ask("QUIT")).isEqualTo("+OK Goodbye");
        }
    }

    @Test
    void leavesWithoutAWordAndWithoutRemovingWhenNothingComes() throws Exception {
        Pop3Options hasty = new Pop3Options("x.example", 20, 300, 300);
        try (Pop3Fixture it = new Pop3Fixture(node, directory, HostOptions.DEFAULT, hasty);
                RawClient client = delivered(it, "A: 1\r\n\r\n");
                RawClient stranger = new RawClient(it.port)) {
            stranger.line();
            client.ask("DELE 1");
            assertThat(client.atEnd()).isTrue();
            assertThat(stranger.atEnd()).isTrue();
            assertThat(inbox(it)).hasSize(1);
        }
    }

    @Test
    void saysGoodbyeWhenTheNodeStops() throws Exception {
        try (Pop3Fixture it = new Pop3Fixture(node, directory);
                RawClient client = delivered(it, "A: 1\r\n\r\n");
                RawClient quitting = RawClient.loggedIn(it.port)) {
            quitting.ask("DELE 1");
            it.host.storage.holdAppends();
            quitting.send("QUIT\r\n");
            until("the mark waits", () -> it.host.storage.heldAppends() == 1);
            Future<Void> stopped = it.stop(Duration.ofSeconds(10));
            assertThat(client.line())
                    .isEqualTo("-ERR [SYS/TEMP] The server is stopping, come back soon");
            assertThat(client.atEnd()).isTrue();
            // What is under way comes to its end.
            until("the mark is written", it.host.storage::release);
            until("the removal is written", it.host.storage::release);
            assertThat(quitting.line()).isEqualTo("+OK Goodbye");
            node.await(stopped);
        }
    }

    @Test
    void takesNoPasswordInClearFromElsewhere() throws Exception {
        Optional<InetAddress> outside = outsideAddress();
        // A machine without a network has nobody elsewhere.
        assumeTrue(outside.isPresent(), "no network interface");
        try (Pop3Fixture it = new Pop3Fixture(node, directory);
                RawClient client = new RawClient(outside.get(), it.port)) {
            client.line();
            client.ask("CAPA");
            assertThat(client.multiLine())
                    .contains("SASL SCRAM-SHA-256\r\n", "STLS\r\n")
                    .doesNotContain("USER\r\nSASL", "PLAIN");
            String refused =
                    "-ERR [AUTH] Start TLS first: the password would cross the network in clear";
            assertThat(client.ask("USER anna")).isEqualTo(refused);
            assertThat(client.ask("PASS geheim ist es")).isEqualTo(refused);
            assertThat(client.ask("AUTH PLAIN AGFubmEAZ2VoZWltIGlzdCBlcw=="))
                    .isEqualTo("-ERR This mechanism is not offered here");
            assertThat(client.ask("APOP mrose c4c9334bac560ecc979e58001b3e22fb")).startsWith("+OK");
        }
    }

    @Test
    void logsInByScramBoundToItsTls() throws Exception {
        try (Pop3Fixture it = new Pop3Fixture(node, directory);
                TryoutClient client = new TryoutClient(it.tlsPort)) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(client.tls().getEncoded());
            client.line();
            ClientSide side =
                    new ClientSide("p=tls-server-end-point,,", "anna", "geheim ist es", hash);
            client.send("AUTH SCRAM-SHA-256-PLUS " + base64(side.first()) + "\r\n");
            client.send(base64(side.answer(challenge(client))) + "\r\n");
            assertThat(challenge(client)).startsWith("v=");
            assertThat(client.send("\r\n").line()).isEqualTo("+OK 0 messages (0 octets)");
        }
    }

    @Test
    void breaksOffRatherThanShowHalfAMessageAsAWhole() throws Exception {
        try (Pop3Fixture it = new Pop3Fixture(node, directory)) {
            deliverStaged(it, mail(20_000_000));
            try (RawClient client = RawClient.loggedIn(it.port)) {
                client.ask("RETR 1");
                expunge(it, 1);
                assertThatThrownBy(client::multiLine)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("the end in the middle");
            }
            try (RawClient client = RawClient.loggedIn(it.port)) {
                assertThat(client.ask("STAT")).isEqualTo("+OK 0 0");
            }
        }
    }

    private RawClient delivered(Pop3Fixture it, String message) throws Exception {
        it.deliver(it.anna, message);
        return RawClient.loggedIn(it.port);
    }

    private static List<FetchedMessage> inbox(Pop3Fixture it) throws Exception {
        MailboxOpened opened =
                (MailboxOpened) it.host.perform(it.anna, new ExamineMailbox(MailboxName.INBOX));
        MessageSet all = new MessageSet.Uids(NumberSet.range(1, NumberSet.STAR));
        FetchMessages query =
                new FetchMessages(opened.view(), all, FetchItems.FLAGS, 0, FetchCursor.START);
        List<FetchedMessage> found = new ArrayList<>();
        while (true) {
            MessagesFetched page = (MessagesFetched) it.host.perform(it.anna, query);
            found.addAll(page.messages());
            if (page.next().isEnd()) {
                return found;
            }
            query = new FetchMessages(opened.view(), all, FetchItems.FLAGS, 0, page.next());
        }
    }

    private static StoreFlags store(Pop3Fixture it, StoreMode mode, int uid) throws Exception {
        MailboxOpened opened =
                (MailboxOpened) it.host.perform(it.anna, new ExamineMailbox(MailboxName.INBOX));
        return new StoreFlags(
                opened.view(),
                new MessageSet.Uids(NumberSet.of(uid)),
                mode,
                MailFlags.of(SystemFlag.DELETED),
                StoreFlags.ALWAYS);
    }

    private static void expunge(Pop3Fixture it, int uid) throws Exception {
        StoreFlags mark = store(it, StoreMode.ADD, uid);
        it.host.perform(it.anna, mark);
        it.host.perform(
                it.anna,
                new ExpungeMessages(mark.view().mailboxId(), Optional.of(NumberSet.of(uid))));
    }

    private void deliverStaged(Pop3Fixture it, String message) throws Exception {
        byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
        MimeScanner scanner = new MimeScanner(MimeLimits.DEFAULT);
        scanner.write(bytes, 0, bytes.length);
        BodyStage stage = it.host.client.stage();
        node.await(stage.write(Buffer.buffer(bytes)));
        String name = node.await(stage.finish());
        it.host.perform(
                it.anna,
                new DeliverMessage(
                        "",
                        "anna@x.example",
                        new MessageContent.Staged(name, bytes.length, scanner.finish().encode())));
        stage.discard();
    }

    /** A mail of about so many bytes with dots in bad places. */
    private static String mail(int bytes) {
        Random random = new Random(bytes);
        StringBuilder mail = new StringBuilder("Subject: large\r\n\r\n");
        while (mail.length() < bytes) {
            mail.append(".".repeat(random.nextInt(3)))
                    .append("x".repeat(random.nextInt(76)))
                    .append(".".repeat(random.nextInt(2)))
                    .append("\r\n");
        }
        return mail.toString();
    }

    /** Index after the header, the empty line and so many lines. */
    private static int endOfLines(String message, int bodyLines) {
        int end = message.indexOf("\r\n\r\n") + 4;
        for (int i = 0; i < bodyLines; i++) {
            end = message.indexOf('\n', end) + 1;
        }
        return end;
    }

    private static Optional<InetAddress> outsideAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
                .findFirst();
    }

    private static String challenge(TryoutClient client) throws IOException {
        String line = String.valueOf(client.line());
        assertThat(line).startsWith("+ ");
        return new String(Base64.getDecoder().decode(line.substring(2)), StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
