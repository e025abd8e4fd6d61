package org.posthouse.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.node.console.Console;
import picocli.CommandLine;

@Timeout(30)
final class CliClientTest {
    private static final Login POSTMASTER = new Login("postmaster", "secret");

    private final AtomicLong nanos = new AtomicLong();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console =
            new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));

    @Test
    void logsInAndAsksForAnswersOnOneLine() throws IOException {
        try (ScriptedServer server = ScriptedServer.withLogin(_ -> "201 (a.org, bücher.example)")) {
            try (CliClient client = connect(server)) {
                assertThat(client.execute("ListDomains"))
                        .isEqualTo(new Reply(201, "(a.org, bücher.example)"));
            }
            assertThat(server.heard())
                    .containsExactly(
                            "USER postmaster", "PASS secret", "INLINE", "ListDomains", "QUIT");
        }
    }

    @Test
    void saysWhatTheServerSaidWhenItRefuses() throws IOException {
        try (ScriptedServer server = ScriptedServer.withLogin(_ -> "200 OK")) {
            Login wrong = new Login("postmaster", "guess");
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(
                            () -> CliClient.connect("127.0.0.1", server.port(), wrong, nanos::get))
                    .withMessageContaining("500 unknown user or wrong password")
                    .withMessageNotContaining("guess");
        }
        try (ScriptedServer full = new ScriptedServer("500 access denied", _ -> "200 OK")) {
            assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> connect(full));
        }
    }

    @Test
    void noticesThatItTalksToSomethingElse() throws IOException {
        try (ScriptedServer imap = new ScriptedServer("* OK IMAP4rev1 ready", _ -> "* BAD")) {
            assertThatIOException()
                    .isThrownBy(() -> connect(imap))
                    .withMessageContaining("no PWD server");
        }
    }

    @Test
    void neverSendsACommandTwice() throws IOException {
        try (ScriptedServer server = ScriptedServer.withLogin(_ -> ScriptedServer.HANG_UP);
                CliClient client = connect(server)) {
            assertThatIOException().isThrownBy(() -> client.execute("DeleteAccount jane"));
            assertThat(server.heard()).containsOnlyOnce("DeleteAccount jane");
        }
    }

    @Test
    void connectsAgainAfterALongSilence() throws IOException {
        try (ScriptedServer server = ScriptedServer.withLogin(_ -> "200 OK");
                CliClient client = connect(server)) {
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(CliClient.IDLE_MILLIS_MAX));
            assertThat(client.execute("SHUTDOWN").code()).isEqualTo(200);
            assertThat(server.heard().stream().filter("INLINE"::equals)).hasSize(2);
        }
    }

    @Test
    void refusesToSmuggleASecondLine() throws IOException {
        try (ScriptedServer server = ScriptedServer.withLogin(_ -> "200 OK");
                CliClient client = connect(server)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.execute("ListDomains\r\nSHUTDOWN"));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Login("a\nSHUTDOWN", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Login("a", "x\r\nSHUTDOWN"));
        assertThat(POSTMASTER.toString()).doesNotContain("secret");
    }

    @Test
    void aScriptGoesOnAfterAnErrorButTellsOfIt() throws IOException {
        try (ScriptedServer server =
                        ScriptedServer.withLogin(l -> l.equals("bad") ? "501 no such" : "200 OK");
                CliClient client = connect(server)) {
            CliShell shell = new CliShell(client, console);
            BufferedReader script = new BufferedReader(new StringReader("bad\n\ngood\nquit\nlate"));
            assertThat(shell.runAll(script)).isFalse();
            assertThat(server.heard()).contains("bad", "good").doesNotContain("late");
            assertThat(err.toString(UTF_8)).isEqualTo("posthouse: 501 no such\n");
        }
    }

    @Test
    void oneCommandTakesItsPasswordFromAFileAndEndsWithTheServersVerdict(@TempDir Path directory)
            throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "secret\n");
        try (ScriptedServer server =
                ScriptedServer.withLogin(
                        l -> l.equals("ListDomains") ? "201 (a.org,b.org)" : "501 no")) {
            assertThat(cli(server.port(), password, "ListDomains")).isZero();
            assertThat(out.toString(UTF_8)).isEqualTo("(\n  a.org,\n  b.org\n)\n");
            assertThat(cli(server.port(), password, "DeleteDomain", "x.org")).isEqualTo(1);
            assertThat(server.heard()).contains("DeleteDomain x.org");
            assertThat(cli(server.port(), directory.resolve("none"), "ListDomains")).isEqualTo(2);
        }
    }

    @Test
    void nobodyListeningIsOneLineAndOne(@TempDir Path directory) throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "secret\n");
        int port;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = listener.getLocalPort();
        }
        assertThat(cli(port, password, "ListDomains")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).startsWith("posthouse: 127.0.0.1:").hasLineCount(1);
    }

    @Test
    void passwordsStayOutOfTheHistory() {
        assertThat(CommandHistory.isSecret("setaccountPASSWORD a PASSWORD \"x\"")).isTrue();
        assertThat(CommandHistory.isSecret("CreateAccount a {Password=x;}")).isTrue();
        assertThat(CommandHistory.isSecret("ListDomains")).isFalse();
    }

    private CliClient connect(ScriptedServer server) throws IOException {
        return CliClient.connect("127.0.0.1", server.port(), POSTMASTER, nanos::get);
    }

    private int cli(int port, Path passwordFile, String... words) {
        CommandLine line = new CommandLine(new CliCommand(console)).setStopAtPositional(true);
        String[] arguments = new String[words.length + 4];
        arguments[0] = "--port";
        arguments[1] = Integer.toString(port);
        arguments[2] = "--password-file";
        arguments[3] = passwordFile.toString();
        System.arraycopy(words, 0, arguments, 4, words.length);
        return line.execute(arguments);
    }
}
