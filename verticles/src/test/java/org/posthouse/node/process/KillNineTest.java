package org.posthouse.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mail is sent over several connections while the node is killed again and again. What was
 * acknowledged is there once, byte for byte, by IMAP and by POP3, and no UID ever names two
 * messages.
 *
 * <p>{@code -Dposthouse.kill.messages=N -Dposthouse.kill.kills=K} make it longer, {@code
 * -Dposthouse.corpus=DIR} takes the messages from the {@code .eml} files of a directory.
 */
class KillNineTest {
    private static final int MESSAGES = Integer.getInteger("posthouse.kill.messages", 400);
    private static final int KILLS = Integer.getInteger("posthouse.kill.kills", 3);
    private static final int CONNECTIONS = 8;
    private static final int ACCOUNTS = 20;
    private static final int SMTP = 2525;
    private static final int IMAP = 2143;
    private static final int POP = 2110;
    private static final int PWD = 8106;

    @TempDir Path base;

    private final Queue<Mail> unsent = new ConcurrentLinkedQueue<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Map<String, String> uidsSeen = new HashMap<>();

    @Test
    void losesNothingThatItAcknowledged() throws Exception {
        List<Mail> mails = mails();
        unsent.addAll(mails);
        ChildNode node = ChildNode.start(base);
        createAccounts(node);
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int port = node.port(SMTP);
            senders.add(Thread.ofPlatform().start(() -> sendAll(port)));
        }
        Random random = new Random();
        for (int kill = 1; kill <= KILLS; kill++) {
            int wanted =
                    MESSAGES * kill / (KILLS + 1)
                            + random.nextInt(MESSAGES / (2 * (KILLS + 1)) + 1);
            while (acknowledged.get() < wanted && !unsent.isEmpty()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1, 10)));
            }
            node.kill();
            node = ChildNode.start(base, node.portOffset());
            rememberUids(node);
        }
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(acknowledged).hasValue(mails.size());
        verify(node, mails);
        assertThat(node.terminate()).isZero();
        node = ChildNode.start(base, node.portOffset());
        verify(node, mails);
        node.kill();
    }

    private void sendAll(int port) {
        while (!unsent.isEmpty()) {
            try (MailClient client = new MailClient(port)) {
                MailClient.need("250", client.ask("EHLO client.test"));
                for (Mail mail = unsent.poll(); mail != null; mail = unsent.poll()) {
                    send(client, mail);
                }
            } catch (IOException down) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    /** Sends one mail; when that fails, it is sent again over the next connection. */
    private void send(MailClient client, Mail mail) throws IOException {
        try {
            MailClient.need(
                    "250", client.mail("sender@else.test", List.of(mail.recipient), mail.bytes));
            acknowledged.incrementAndGet();
        } catch (IOException inDoubt) {
            mail.attemptsInDoubt.incrementAndGet();
            unsent.add(mail);
            throw inDoubt;
        }
    }

    private static void createAccounts(ChildNode node) throws IOException {
        try (MailClient pwd = new MailClient(node.port(PWD))) {
            MailClient.need("300", pwd.ask("USER postmaster"));
            MailClient.need("200", pwd.ask("PASS " + ChildNode.PASSWORD));
            for (int i = 0; i < ACCOUNTS; i++) {
                MailClient.need(
                        "200",
                        pwd.ask("CreateAccount \"" + user(i) + "\" {Password=secret" + i + ";}"));
            }
        }
    }

    /** A UID that once named a message names no other one later. */
    private void rememberUids(ChildNode node) throws IOException {
        int account = new Random().nextInt(ACCOUNTS);
        try (MailClient imap = login(node, account)) {
            imap.imapBodies().forEach((uid, body) -> remember(account, uid, id(body)));
        }
    }

    private void remember(int account, int uid, String id) {
        String before = uidsSeen.putIfAbsent(account + "/" + uid, id);
        assertThat(before == null ? id : before)
                .as("UID %d of account %d", uid, account)
                .isEqualTo(id);
    }

    private void verify(ChildNode node, List<Mail> mails) throws IOException {
        Map<String, Integer> copies = new HashMap<>();
        Map<String, Mail> byId = new HashMap<>();
        mails.forEach(mail -> byId.put(mail.id, mail));
        for (int account = 0; account < ACCOUNTS; account++) {
            int number = account;
            List<byte[]> byImap = new ArrayList<>();
            try (MailClient imap = login(node, account)) {
                imap.imapBodies()
                        .forEach((uid, body) -> {
                            byImap.add(body);
                            remember(number, uid, id(body));
                        });
            }
            try (MailClient pop = new MailClient(node.port(POP))) {
                List<byte[]> byPop = pop.popBodies(user(account), "secret" + account);
                assertThat(byPop).hasSameSizeAs(byImap);
                for (int i = 0; i < byPop.size(); i++) {
                    assertThat(byPop.get(i)).isEqualTo(byImap.get(i));
                }
            }
            for (byte[] body : byImap) {
                Mail mail = byId.get(id(body));
                assertThat(mail).isNotNull();
                assertThat(afterTrace(body))
                        .isEqualTo(new String(mail.bytes, StandardCharsets.ISO_8859_1));
                assertThat(mail.recipient).startsWith(user(account) + "@");
                copies.merge(mail.id, 1, Integer::sum);
            }
        }
        for (Mail mail : mails) {
            assertThat(copies.getOrDefault(mail.id, 0))
                    .as("copies of %s, in doubt %s", mail.id, mail.attemptsInDoubt)
                    .isBetween(1, 1 + mail.attemptsInDoubt.get());
        }
    }

    private static MailClient login(ChildNode node, int account) throws IOException {
        MailClient imap = new MailClient(node.port(IMAP));
        imap.imap("LOGIN " + user(account) + " secret" + account);
        imap.imap("EXAMINE INBOX");
        return imap;
    }

    private static String user(int account) {
        return "user" + account;
    }

    /** The message without the Return-Path and Received lines that the node put before it. */
    private static String afterTrace(byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        return text.substring(text.indexOf("X-Kill-Id: "));
    }

    private static String id(byte[] body) {
        String text = afterTrace(body);
        return text.substring("X-Kill-Id: ".length(), text.indexOf("\r\n"));
    }

    private static List<Mail> mails() throws IOException {
        List<byte[]> texts = texts();
        Random random = new Random(7);
        return IntStream.range(0, MESSAGES)
                .mapToObj(i -> {
                    String head = "X-Kill-Id: " + i + "\r\n";
                    byte[] text = texts.get(i % texts.size());
                    byte[] bytes = new byte[head.length() + text.length];
                    System.arraycopy(
                            head.getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, head.length());
                    System.arraycopy(text, 0, bytes, head.length(), text.length);
                    String recipient = user(random.nextInt(ACCOUNTS)) + "@" + ChildNode.DOMAIN;
                    return new Mail(Integer.toString(i), recipient, bytes, new AtomicInteger());
                })
                .toList();
    }

    private static List<byte[]> texts() throws IOException {
        String corpus = System.getProperty("posthouse.corpus");
        if (corpus == null) {
            Random random = new Random(42);
            return IntStream.range(0, 50).mapToObj(_ -> generated(random)).toList();
        }
        try (Stream<Path> files = Files.list(Path.of(corpus))) {
            List<byte[]> texts = new ArrayList<>();
            for (Path file : files.filter(f -> f.toString().endsWith(".eml")).sorted().toList()) {
                texts.add(canonical(Files.readAllBytes(file)));
            }
            return texts;
        }
    }

    /** With CRLF at the end of every line, as SMTP carries it. */
    private static byte[] canonical(byte[] text) {
        String lines =
                new String(text, StandardCharsets.ISO_8859_1)
                        .replace("\r\n", "\n")
                        .replace('\r', '\n');
        String whole = lines.endsWith("\n") ? lines : lines + "\n";
        return whole.replace("\n", "\r\n").replace("\0", "").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] generated(Random random) {
        StringBuilder text = new StringBuilder("From: a@else.test\r\nSubject: generated\r\n\r\n");
        int lines = random.nextInt(1, 400);
        for (int i = 0; i < lines; i++) {
            text.append(random.nextInt(10) == 0 ? "." : "")
                    .append("line ")
                    .append(random.nextLong())
                    .append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private record Mail(String id, String recipient, byte[] bytes, AtomicInteger attemptsInDoubt) {}
}
