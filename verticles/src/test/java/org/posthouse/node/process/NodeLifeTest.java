package org.posthouse.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a node starts and ends, as an operator sees it. */
class NodeLifeTest {
    private static final int SMTP = 2525;
    private static final int SUBMISSION = 2587;
    private static final int IMAP = 2143;
    private static final int PWD = 8106;

    @TempDir Path base;

    @Test
    void tellsWhereItListensAndWhereTheDataLies() throws Exception {
        try (ChildNode node = ChildNode.start(base)) {
            assertThat(node.output())
                    .contains(
                            "smtp: 127.0.0.1:" + node.port(SMTP),
                            "imap: 127.0.0.1:" + node.port(IMAP),
                            "data: " + base.toRealPath(),
                            "ready");
            assertThat(node.output()).noneMatch(line -> line.contains(ChildNode.PASSWORD));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalIsACleanEndAndSessionsAreTold(String signal) throws Exception {
        try (ChildNode node = ChildNode.start(base);
                MailClient imap = new MailClient(node.port(IMAP))) {
            imap.imap("LOGIN postmaster " + ChildNode.PASSWORD);
            assertThat(node.end(signal)).isZero();
            assertThat(imap.line()).startsWith("* BYE");
        }
    }

    @Test
    void theShutdownCommandIsACleanEnd() throws Exception {
        try (ChildNode node = ChildNode.start(base);
                MailClient pwd = new MailClient(node.port(PWD))) {
            MailClient.need("300", pwd.ask("USER postmaster"));
            MailClient.need("200", pwd.ask("PASS " + ChildNode.PASSWORD));
            MailClient.need("200", pwd.ask("SHUTDOWN"));
            assertThat(node.exitCode()).isZero();
        }
    }

    @Test
    void refusesABaseDirectoryThatAnotherProcessHas() throws Exception {
        try (ChildNode node = ChildNode.start(base)) {
            assertThatThrownBy(() -> ChildNode.start(base, node.portOffset() + 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("posthouse.lock");
        }
    }

    @Test
    void namesThePortThatItCannotHave(@TempDir Path other) throws Exception {
        try (ChildNode node = ChildNode.start(base)) {
            assertThatThrownBy(() -> ChildNode.start(other, node.portOffset()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("smtp cannot listen on 127.0.0.1:" + node.port(SMTP));
        }
    }

    @Test
    void keepsItsDomainAndAccountsOverAStart() throws Exception {
        try (ChildNode node = ChildNode.start(base)) {
            send(node, "postmaster@" + ChildNode.DOMAIN);
            assertThat(node.terminate()).isZero();
        }
        try (ChildNode node = ChildNode.start(base);
                MailClient imap = new MailClient(node.port(IMAP))) {
            imap.imap("LOGIN postmaster@" + ChildNode.DOMAIN + " " + ChildNode.PASSWORD);
            assertThat(imap.imap("SELECT INBOX")).contains("* 1 EXISTS");
        }
    }

    @Test
    void neverRelaysForStrangers() throws Exception {
        try (ChildNode node = ChildNode.start(base)) {
            assertThatThrownBy(() -> send(node, "somebody@else.test"))
                    .hasMessageContaining("550 5.7.1");
            assertThatThrownBy(() -> send(node, "nobody@" + ChildNode.DOMAIN))
                    .hasMessageContaining("550 5.1.1");
        }
    }

    @Test
    void keepsMailForElsewhereOverAKill() throws Exception {
        ChildNode node = ChildNode.start(base);
        try (MailClient submission = new MailClient(node.port(SUBMISSION))) {
            MailClient.need("250", submission.ask("EHLO client.test"));
            String plain = "\0postmaster\0" + ChildNode.PASSWORD;
            String response =
                    Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
            MailClient.need("235", submission.ask("AUTH PLAIN " + response));
            byte[] text = "Subject: far\r\n\r\naway\r\n".getBytes(StandardCharsets.US_ASCII);
            List<String> recipients = List.of("a@else.test", "b@else.test");
            MailClient.need(
                    "250", submission.mail("postmaster@" + ChildNode.DOMAIN, recipients, text));
        }
        String before = queue(node);
        assertThat(before).contains("Recipients=2;Waiting=2;");
        node.kill();
        try (ChildNode again = ChildNode.start(base)) {
            assertThat(queue(again)).isEqualTo(before);
        }
    }

    private static String queue(ChildNode node) throws IOException {
        try (MailClient pwd = new MailClient(node.port(PWD))) {
            MailClient.need("300", pwd.ask("USER postmaster"));
            MailClient.need("200", pwd.ask("PASS " + ChildNode.PASSWORD));
            MailClient.need("200", pwd.ask("INLINE"));
            return pwd.ask("ListQueue");
        }
    }

    private static void send(ChildNode node, String recipient) throws IOException {
        try (MailClient smtp = new MailClient(node.port(SMTP))) {
            MailClient.need("250", smtp.ask("EHLO client.test"));
            byte[] text = "Subject: a\r\n\r\nb\r\n".getBytes(StandardCharsets.US_ASCII);
            MailClient.need("250", smtp.mail("a@else.test", List.of(recipient), text));
        }
    }
}
