package org.posthouse.node.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.node.process.ChildNode;
import org.posthouse.node.process.MailClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients that people use, against a real node in a process of its own. A client that is not
 * installed is named in the report and not run; one that is installed must do.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
final class RealClientsTest {
    private static final Logger log = LoggerFactory.getLogger(RealClientsTest.class);
    private static final String PASSWORD = "relative-42";
    private static final int SMTP = 2525;
    private static final int SUBMISSION = 2587;
    private static final int SUBMISSIONS = 2465;
    private static final int LMTP = 2424;
    private static final int IMAP = 2143;
    private static final int IMAPS = 2993;
    private static final int POP3 = 2110;
    private static final int POP3S = 2995;
    private static final int PWD = 8106;

    @TempDir Path directory;
    private ChildNode node;

    @BeforeAll
    void startTheNode() throws Exception {
        node = ChildNode.start(directory.resolve("var"));
    }

    @AfterAll
    void stopTheNode() throws Exception {
        if (node != null) {
            assertThat(node.terminate()).isZero();
        }
    }

    @TestFactory
    Stream<DynamicNode> clients(TestReporter reporter) throws Exception {
        List<Client> clients =
                List.of(
                        new Client("curl", "curl", this::curl),
                        new Client("swaks", "swaks", this::swaks),
                        new Client("mbsync", "mbsync", this::mbsync),
                        new Client("mutt", "mutt", this::mutt),
                        new Client("Python", "python3", this::python));
        List<DynamicNode> nodes = new ArrayList<>();
        for (Client client : clients) {
            if (Program.isInstalled(client.program())) {
                reporter.publishEntry("run", client.name());
                nodes.add(dynamicContainer(client.name(), client.tests().tests()));
            } else {
                reporter.publishEntry("not installed, not run", client.name());
                log.warn("{} is not installed and was not tried", client.name());
            }
        }
        return nodes.stream();
    }

    // curl

    private Stream<DynamicTest> curl() {
        return Stream.of(
                test("sends, and reads the same bytes by IMAP and POP3", "curl1", this::curlReads),
                test("sends over TLS with a login", "curl2", this::curlSubmits),
                test("is told of a wrong password", "curl3", this::curlIsRefused));
    }

    private void curlReads(Home home) throws Exception {
        String mail = mail(1);
        Path file = home.file("mail.eml", mail);
        curl(
                home,
                0,
                "--url",
                "smtp://127.0.0.1:" + node.port(SMTP) + "/client.test",
                "--mail-from",
                "sender@else.test",
                "--mail-rcpt",
                home.address(),
                "--upload-file",
                file.toString());
        for (String url :
                List.of(
                        "imap://127.0.0.1:" + node.port(IMAP) + "/INBOX;UID=1",
                        "imaps://127.0.0.1:" + node.port(IMAPS) + "/INBOX;UID=1",
                        "pop3://127.0.0.1:" + node.port(POP3) + "/1",
                        "pop3s://127.0.0.1:" + node.port(POP3S) + "/1")) {
            String read = curl(home, 0, url, "--user", home.login()).text();
            assertThat(read).as(url).startsWith("Return-Path: <sender@else.test>\r\n");
            assertThat(read).as(url).endsWith("\r\n" + mail);
            assertThat(read).isEqualTo(home.popBodies().getFirst());
        }
        for (String url :
                List.of(
                        "imap://127.0.0.1:" + node.port(IMAP) + "/INBOX;UID=1",
                        "pop3://127.0.0.1:" + node.port(POP3) + "/1")) {
            assertThat(curl(home, 0, "--ssl-reqd", url, "--user", home.login()).text())
                    .as(url)
                    .endsWith("\r\n" + mail);
        }
        curl(
                home,
                0,
                "imap://127.0.0.1:" + node.port(IMAP) + "/Drafts",
                "--user",
                home.login(),
                "--upload-file",
                file.toString());
        assertThat(
                        curl(
                                        home,
                                        0,
                                        "imap://127.0.0.1:" + node.port(IMAP) + "/Drafts;UID=1",
                                        "--user",
                                        home.login())
                                .text())
                .isEqualTo(mail);
        curl(
                home,
                0,
                "pop3://127.0.0.1:" + node.port(POP3) + "/1",
                "--user",
                home.login(),
                "--request",
                "DELE",
                "--head");
        assertThat(home.popBodies()).isEmpty();
    }

    private void curlSubmits(Home home) throws Exception {
        Path file = home.file("mail.eml", mail(1));
        for (String url :
                List.of(
                        "smtp://127.0.0.1:" + node.port(SUBMISSION),
                        "smtps://127.0.0.1:" + node.port(SUBMISSIONS))) {
            curl(
                    home,
                    0,
                    "--ssl-reqd",
                    "--url",
                    url,
                    "--user",
                    home.login(),
                    "--mail-from",
                    home.address(),
                    "--mail-rcpt",
                    home.address(),
                    "--upload-file",
                    file.toString());
        }
        assertThat(home.popBodies()).hasSize(2).allMatch(read -> read.endsWith(mail(1)));
    }

    private void curlIsRefused(Home home) throws Exception {
        String wrong = home.address() + ":wrong";
        // 67: the login was denied.
        curl(home, 67, "imap://127.0.0.1:" + node.port(IMAP) + "/INBOX;UID=1", "--user", wrong);
        curl(home, 67, "pop3://127.0.0.1:" + node.port(POP3) + "/1", "--user", wrong);
        curl(
                home,
                67,
                "smtp://127.0.0.1:" + node.port(SUBMISSION),
                "--user",
                wrong,
                "--mail-from",
                home.address(),
                "--mail-rcpt",
                home.address(),
                "--upload-file",
                home.file("mail.eml", mail(1)).toString());
        assertThat(home.popBodies()).isEmpty();
    }

    private static Program.Outcome curl(Home home, int exit, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("curl", "-q", "--silent", "--show-error", "--insecure"));
        command.addAll(List.of(arguments));
        return Program.run(home.directory(), command.toArray(String[]::new)).exits(exit);
    }

    // swaks

    private Stream<DynamicTest> swaks() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(test("delivers by SMTP and LMTP", "swaks1", this::swaksDelivers));
        tests.add(test("submits with a login", "swaks2", this::swaksSubmits));
        tests.add(test("is told of unknown recipients and relaying", "swaks3", this::swaksRefused));
        if (Program.run(directory, "swaks", "--support").text().contains("=== TLS supported")) {
            tests.add(test("delivers over TLS", "swaks4", this::swaksOverTls));
        } else {
            log.warn("swaks has no TLS here (Net::SSLeay), so that was not tried");
        }
        return tests.stream();
    }

    private void swaksDelivers(Home home) throws Exception {
        swaks(home, 0, SMTP, "--to", home.address());
        swaks(home, 0, LMTP, "--protocol", "LMTP", "--to", home.address());
        swaks(home, 0, SMTP, "--protocol", "SMTP", "--to", home.address());
        swaks(home, 0, SMTP, "--pipeline", "--to", home.address());
        assertThat(home.popBodies()).hasSize(4).allMatch(read -> read.endsWith(mail(1)));
    }

    private void swaksSubmits(Home home) throws Exception {
        for (String mechanism : List.of("PLAIN", "LOGIN")) {
            swaks(
                    home,
                    0,
                    SUBMISSION,
                    "--to",
                    home.address(),
                    "--from",
                    home.address(),
                    "--auth",
                    mechanism,
                    "--auth-user",
                    home.address(),
                    "--auth-password",
                    PASSWORD);
        }
        // 28: the login failed.
        swaks(
                home,
                28,
                SUBMISSION,
                "--to",
                home.address(),
                "--from",
                home.address(),
                "--auth",
                "PLAIN",
                "--auth-user",
                home.address(),
                "--auth-password",
                "wrong");
        assertThat(home.popBodies()).hasSize(2).allMatch(read -> read.endsWith(mail(1)));
    }

    private void swaksRefused(Home home) throws Exception {
        // 24: no recipient was taken.
        assertThat(swaks(home, 24, SMTP, "--to", "nobody@" + ChildNode.DOMAIN).text())
                .contains("<** 550 5.1.1");
        assertThat(swaks(home, 24, SMTP, "--to", "somebody@elsewhere.test").text())
                .containsPattern("<\\*\\* 55[0-9] 5\\.7\\.");
        assertThat(
                        swaks(
                                        home,
                                        24,
                                        LMTP,
                                        "--protocol",
                                        "LMTP",
                                        "--to",
                                        "nobody@" + ChildNode.DOMAIN)
                                .text())
                .contains("<** 550 5.1.1");
    }

    private void swaksOverTls(Home home) throws Exception {
        swaks(home, 0, SMTP, "--tls", "--to", home.address());
        swaks(
                home,
                0,
                SUBMISSIONS,
                "--tls-on-connect",
                "--to",
                home.address(),
                "--from",
                home.address(),
                "--auth",
                "PLAIN",
                "--auth-user",
                home.address(),
                "--auth-password",
                PASSWORD);
        assertThat(home.popBodies()).hasSize(2).allMatch(read -> read.endsWith(mail(1)));
    }

    private Program.Outcome swaks(Home home, int exit, int port, String... arguments)
            throws Exception {
        Path file = home.file("mail.eml", mail(1));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "swaks",
                                "--server",
                                "127.0.0.1",
                                "--port",
                                Integer.toString(node.port(port)),
                                "--helo",
                                "client.test",
                                "--data",
                                "@" + file));
        command.addAll(List.of(arguments));
        if (!command.contains("--from")) {
            command.addAll(List.of("--from", "sender@else.test"));
        }
        return Program.run(home.directory(), command.toArray(String[]::new)).exits(exit);
    }

    // mbsync

    private Stream<DynamicTest> mbsync() {
        return Stream.of(test("syncs both ways", "mbsync", this::mbsyncBothWays));
    }

    private void mbsyncBothWays(Home home) throws Exception {
        int count = 300;
        home.deliver(count);
        home.template("mbsyncrc", Map.of("PORT", Integer.toString(node.port(IMAP))));
        Path inbox = Files.createDirectories(home.directory().resolve("mail")).resolve("INBOX");
        syncs(home);
        List<Path> pulled = maildir(inbox);
        assertThat(pulled).hasSize(count);
        List<String> bodies = new ArrayList<>();
        for (Path file : pulled) {
            bodies.add(Files.readString(file, StandardCharsets.ISO_8859_1).replace("\n", "\r\n"));
        }
        assertThat(bodies).containsExactlyInAnyOrderElementsOf(home.popBodies());
        // Here: 19 removed, 30 new. There: 10 removed, 5 new.
        List<Path> removed =
                pulled.stream()
                        .filter(file -> file.toString().matches(".*,U=1?[0-9]\\b.*"))
                        .toList();
        assertThat(removed).hasSize(19);
        for (Path file : removed) {
            String name = file.getFileName().toString();
            Files.move(file, inbox.resolve("cur").resolve(name.replaceAll(":2,.*", "") + ":2,T"));
        }
        for (int i = 0; i < 30; i++) {
            Files.writeString(
                    inbox.resolve("new/1700000000.M" + i + ".here"),
                    mail(1000 + i).replace("\r\n", "\n"));
        }
        try (MailClient imap = home.imap()) {
            imap.imap("SELECT INBOX");
            imap.imap("UID STORE 291:300 +FLAGS.SILENT (\\Deleted)");
            imap.imap("EXPUNGE");
        }
        home.deliver(5);
        syncs(home);
        syncs(home);
        List<String> there = home.popBodies();
        assertThat(there).hasSize(300 - 19 - 10 + 30 + 5).hasSameSizeAs(maildir(inbox));
        for (int i = 0; i < 30; i++) {
            String subject = "Subject: number " + (1000 + i) + "\r\n";
            assertThat(there.stream().filter(m -> m.contains(subject)).count()).isEqualTo(1);
        }
        assertThat(Program.run(home.directory(), "mbsync", "-c", "mbsyncrc", "-a").exits(0).text())
                .as("nothing is left to do")
                .doesNotContain("rror");
        assertThat(home.popBodies()).isEqualTo(there);
    }

    private static void syncs(Home home) throws Exception {
        Program.run(home.directory(), "mbsync", "-c", "mbsyncrc", "-a").exits(0);
    }

    private static List<Path> maildir(Path inbox) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String part : List.of("cur", "new")) {
            try (Stream<Path> found = Files.list(inbox.resolve(part))) {
                found.filter(f -> !f.getFileName().toString().startsWith(".")).forEach(files::add);
            }
        }
        files.sort(null);
        return files;
    }

    // mutt

    private Stream<DynamicTest> mutt() {
        return Stream.of(test("sends and reads", "mutt", this::muttSendsAndReads));
    }

    private void muttSendsAndReads(Home home) throws Exception {
        home.template(
                "muttrc",
                Map.of(
                        "PORT", Integer.toString(node.port(IMAP)),
                        "SUBMISSION", Integer.toString(node.port(SUBMISSION)),
                        "LOGIN", home.address().replace("@", "%40")));
        home.file("attached.bin", "\0\1\2\3 attached \377".repeat(1000));
        Program.run(
                        home.directory(),
                        "sh",
                        "-c",
                        "printf 'A first line.\\n.A line with a dot.\\n' | mutt -F muttrc"
                                + " -s 'From mutt' -a attached.bin -- "
                                + home.address())
                .exits(0);
        List<String> sent = home.popBodies();
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst())
                .contains("Subject: From mutt\r\n", "\r\n.A line with a dot.\r\n", "attached.bin");
        if (!Program.isInstalled("script")) {
            log.warn("script is not installed, so mutt could not read");
            return;
        }
        Program.run(
                        home.directory(),
                        "script",
                        "-qec",
                        "mutt -F muttrc -e 'push \"<copy-message>copied.mbox<enter><delete-message>"
                                + "<quit>\"'",
                        "/dev/null")
                .exits(0);
        assertThat(
                        Files.readString(
                                home.directory().resolve("copied.mbox"),
                                StandardCharsets.ISO_8859_1))
                .contains("Subject: From mutt\n", "\n.A line with a dot.\n");
        assertThat(home.popBodies()).as("the message was deleted").isEmpty();
    }

    // Python

    private Stream<DynamicTest> python() {
        return Stream.of(
                test("smtplib", "python1", this::smtplib),
                test("imaplib", "python2", this::imaplib),
                test("poplib", "python3", this::poplib));
    }

    private void smtplib(Home home) throws Exception {
        python(home, "smtp_client.py", SMTP, SUBMISSION, SUBMISSIONS, LMTP);
        List<String> read = home.popBodies();
        assertThat(read).hasSize(4);
        for (String subject : List.of("plain", "starttls", "tls", "lmtp")) {
            assertThat(read).filteredOn(m -> m.contains("Subject: " + subject + "\r\n")).hasSize(1);
        }
        assertThat(read).allMatch(m -> m.contains("\r\n\r\n.a line that begins with a dot\r\n"));
    }

    private void imaplib(Home home) throws Exception {
        python(home, "imap_client.py", IMAP, IMAPS);
    }

    private void poplib(Home home) throws Exception {
        home.deliver(3);
        python(home, "pop3_client.py", POP3, POP3S);
        assertThat(home.popBodies()).hasSize(2);
    }

    private void python(Home home, String script, int... ports) throws Exception {
        home.template(script, Map.of());
        List<String> command = new ArrayList<>(List.of("python3", script));
        for (int port : ports) {
            command.add(Integer.toString(node.port(port)));
        }
        command.addAll(List.of(home.address(), PASSWORD));
        assertThat(Program.run(home.directory(), command.toArray(String[]::new)).exits(0).text())
                .contains("is content");
    }

    // What all need

    private DynamicTest test(String name, String user, HomeTest test) {
        return dynamicTest(name, () -> test.run(new Home(user)));
    }

    /** A mail with what breaks careless transports. */
    private static String mail(int number) {
        return "From: sender@else.test\r\nTo: reader@post.test\r\nSubject: number "
                + number
                + "\r\nMessage-ID: <"
                + number
                + "@else.test>\r\nDate: Fri, 2 Jan 2026 03:04:05 +0000\r\n\r\n.first line "
                + number
                + "\r\n..\r\n\r\n "
                + "x".repeat(70 + number % 7)
                + " \r\nFrom here on\r\n.\r\n";
    }

    private interface HomeTest {
        void run(Home home) throws Exception;
    }

    private interface Tests {
        Stream<DynamicTest> tests() throws Exception;
    }

    private record Client(String name, String program, Tests tests) {}

    /** An account of its own for a test, and a directory for its client. */
    private final class Home {
        private final String user;
        private final Path directory;

        Home(String user) throws Exception {
            this.user = user;
            this.directory = Files.createDirectories(RealClientsTest.this.directory.resolve(user));
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(
                    List.of(
                            "-cp",
                            System.getProperty("java.class.path", ""),
                            "org.posthouse.node.Main",
                            "cli",
                            "--port",
                            Integer.toString(node.port(PWD)),
                            "CreateAccount \"" + user + "\" {Password=\"" + PASSWORD + "\";}"));
            Program.run(
                            directory,
                            Map.of("POSTHOUSE_PASSWORD", ChildNode.PASSWORD),
                            command.toArray(String[]::new))
                    .exits(0);
        }

        Path directory() {
            return directory;
        }

        String address() {
            return user + "@" + ChildNode.DOMAIN;
        }

        String login() {
            return address() + ":" + PASSWORD;
        }

        Path file(String name, String bytes) throws IOException {
            return Files.writeString(directory.resolve(name), bytes, StandardCharsets.ISO_8859_1);
        }

        /** Copies a file from beside this class and fills in what stands between {@code @}. */
        void template(String name, Map<String, String> values) throws IOException {
            try (InputStream in = RealClientsTest.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IOException("no " + name + " beside the test");
                }
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                for (Map.Entry<String, String> value : values.entrySet()) {
                    text = text.replace("@" + value.getKey() + "@", value.getValue());
                }
                text =
                        text.replace("@USER@", address())
                                .replace("@PASSWORD@", PASSWORD)
                                .replace("@HOME@", directory.toString());
                Path file = directory.resolve(name);
                Files.writeString(file, text);
            }
        }

        /** Has mails delivered, numbered from 1. */
        void deliver(int count) throws IOException {
            try (MailClient smtp = new MailClient(node.port(SMTP))) {
                smtp.ask("EHLO client.test");
                for (int i = 1; i <= count; i++) {
                    String answer =
                            smtp.mail(
                                    "sender@else.test",
                                    List.of(address()),
                                    mail(i).getBytes(StandardCharsets.ISO_8859_1));
                    assertThat(answer).startsWith("250");
                }
            }
        }

        /** What the INBOX holds, read by a client that removes nothing. */
        List<String> popBodies() throws IOException {
            try (MailClient pop = new MailClient(node.port(POP3))) {
                return pop.popBodies(address(), PASSWORD).stream()
                        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                        .toList();
            }
        }

        MailClient imap() throws IOException {
            MailClient imap = new MailClient(node.port(IMAP));
            imap.imap("LOGIN " + address() + " " + PASSWORD);
            return imap;
        }
    }
}
