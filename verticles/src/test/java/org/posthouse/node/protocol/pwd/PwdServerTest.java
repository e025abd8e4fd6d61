package org.posthouse.node.protocol.pwd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.directory.DirectoryWork;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.node.StandaloneUnderTest;
import org.posthouse.node.VertxUnderTest;
import org.posthouse.node.net.TryoutClient;
import org.posthouse.node.tls.SelfSigned;
import org.posthouse.node.tls.ServerTls;

final class PwdServerTest {

    @RegisterExtension final VertxUnderTest node = new VertxUnderTest();
    @TempDir Path base;

    @Test
    void logsInByApopWhereTheClearPasswordIsStored() throws Exception {
        try (PwdUnderTest pwd = new PwdUnderTest(node, base)) {
            try (TryoutClient admin = loggedIn(pwd)) {
                exchange(
                        admin,
                        "CreateAccount c {Password=clear1;PasswordEncryption=clear;}",
                        "200 OK");
            }
            try (TryoutClient client = new TryoutClient(pwd.port())) {
                String challenge = challenge(client);
                exchange(client, "APOP c " + md5(challenge + "wrong"), "501 .*incorrect");
                exchange(client, "APOP c " + md5(challenge + "clear1"), "200 login OK, proceed");
            }
        }
    }

    @Test
    void takesNoClearPasswordFromAfarBeforeTls() throws Exception {
        Optional<InetAddress> ours = otherAddress();
        assumeThat(ours).as("an address beside the loopback ones").isPresent();
        ServerTls tls =
                new ServerTls(
                        SelfSigned.create("host.example", base.resolve("tls"), Instant.now())
                                .load());
        try (PwdUnderTest pwd = new PwdUnderTest(node, base, "0.0.0.0", tls);
                TryoutClient client = new TryoutClient(ours.orElseThrow(), pwd.port())) {
            assertThat(client.line()).startsWith("200 ");
            exchange(client, "USER postmaster", "501 a password in clear needs TLS.*");
            exchange(client, "AUTH PLAIN", "501 .*not offered");
            exchange(client, "STLS", "200 please start TLS");
            client.tls();
            exchange(client, "USER postmaster", "300 .*");
            exchange(client, "PASS " + StandaloneUnderTest.PASSWORD, "200 login OK, proceed");
            exchange(client, "STLS", "501 TLS can't be started");
        }
    }

    @Test
    void asksTheNodeToStopOnceForAMaster() throws Exception {
        try (PwdUnderTest pwd = new PwdUnderTest(node, base);
                TryoutClient admin = loggedIn(pwd)) {
            exchange(admin, "SHUTDOWN", "200 OK");
            VertxUnderTest.until("asked", () -> pwd.shutdowns() == 1);
        }
    }

    @Test
    void listsMoreAccountsThanFitIntoAPage() throws Exception {
        try (PwdUnderTest pwd = new PwdUnderTest(node, base)) {
            StandaloneUnderTest standalone = pwd.standalone();
            Path accounts = base.resolve("Accounts");
            int count = 10_001;
            for (int i = 0; i < count; i++) {
                java.nio.file.Files.createDirectory(accounts.resolve("u%05d.macnt".formatted(i)));
            }
            try (TryoutClient admin = loggedIn(pwd)) {
                exchange(admin, "INLINE", "200 OK");
                admin.send("ListAccounts\r\n");
                String line = String.valueOf(admin.line());
                assertThat(line).startsWith("201 {postmaster=macnt;u00000=macnt;").endsWith(";}");
                assertThat(line.chars().filter(c -> c == '=').count()).isEqualTo(count + 1L);
            }
            assertThat(standalone.catalog().base()).isEqualTo(base);
        }
    }

    @Test
    void keepsWhatWasDoneOverAStart() throws Exception {
        AccountName account = new AccountName("u", StandaloneUnderTest.MAIN);
        try (PwdUnderTest pwd = new PwdUnderTest(node, base);
                TryoutClient admin = loggedIn(pwd)) {
            exchange(admin, "CreateAccount u {Password=first1;RealName=U;}", "200 OK");
            exchange(admin, "CreateMailbox u MAILBOX Kept", "200 OK");
            exchange(admin, "SetAccountPassword u PASSWORD second2", "200 OK");
        }
        try (PwdUnderTest pwd = new PwdUnderTest(node, base)) {
            try (TryoutClient client = new TryoutClient(pwd.port())) {
                assertThat(client.line()).startsWith("200 ");
                exchange(client, "USER u", "300 .*");
                exchange(client, "PASS second2", "200 login OK, proceed");
                exchange(client, "INLINE", "200 OK");
                exchange(client, "GetMailboxInfo u MAILBOX Kept", "201 \\{Messages=0;.*");
                exchange(client, "GetAccountSettings u", "201 \\{.*RealName=U;.*");
            }
            assertThat(
                            pwd.standalone()
                                    .perform(new DirectoryWork.ListAccounts(account.domain(), "")))
                    .hasToString("NamesListed[names=[postmaster, u], more=false]");
        }
    }

    @Test
    void answersALineThatIsTooLongAndGoesOn() throws Exception {
        try (PwdUnderTest pwd = new PwdUnderTest(node, base);
                TryoutClient admin = loggedIn(pwd)) {
            exchange(admin, "x".repeat(300_000), "501 line is too long");
            exchange(admin, "NOOP", "200 OK");
        }
    }

    @Test
    void answersPipelinedCommandsInOrder() throws Exception {
        try (PwdUnderTest pwd = new PwdUnderTest(node, base);
                TryoutClient admin = loggedIn(pwd)) {
            StringBuilder many = new StringBuilder("INLINE\n");
            for (int i = 0; i < 1000; i++) {
                many.append("MainDomainName\n").append("Nonsense\r\n");
            }
            admin.send(many.toString());
            assertThat(admin.line()).isEqualTo("200 OK");
            for (int i = 0; i < 1000; i++) {
                assertThat(admin.line()).isEqualTo("201 main.example");
                assertThat(admin.line()).isEqualTo("500 unknown command");
            }
        }
    }

    @Test
    void neverShowsOrStoresAPasswordInClear() throws Exception {
        try (PwdUnderTest pwd = new PwdUnderTest(node, base);
                TryoutClient admin = loggedIn(pwd)) {
            exchange(admin, "CreateAccount u {Password=TopSecret1;}", "200 OK");
            Path settings = base.resolve("Accounts/u.macnt/account.settings");
            assertThat(java.nio.file.Files.readString(settings))
                    .contains("argon2id")
                    .doesNotContain("TopSecret1");
            PwdCommand command =
                    new PwdCommand.CreateAccount(
                            new AccountName("u", StandaloneUnderTest.MAIN),
                            Dictionary.EMPTY.with("Password", "TopSecret1"));
            assertThat(command.toString()).doesNotContain("TopSecret1");
        }
    }

    private static TryoutClient loggedIn(PwdUnderTest pwd) throws IOException {
        TryoutClient client = new TryoutClient(pwd.port());
        challenge(client);
        exchange(client, "USER postmaster", "300 .*");
        exchange(client, "PASS " + StandaloneUnderTest.PASSWORD, "200 login OK, proceed");
        return client;
    }

    private static String challenge(TryoutClient client) throws IOException {
        String greeting = String.valueOf(client.line());
        assertThat(greeting).matches("200 .*PWD Server.*ready <.*@.*>");
        return greeting.substring(greeting.indexOf('<'));
    }

    private static void exchange(TryoutClient client, String command, String answer)
            throws IOException {
        client.send(command + "\r\n");
        assertThat(client.line()).as(command).matches(answer);
    }

    private static String md5(String text) throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("MD5")
                                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Optional<InetAddress> otherAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address ->
                        address instanceof java.net.Inet4Address && !address.isLoopbackAddress())
                .findFirst();
    }
}
