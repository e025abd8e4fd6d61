package org.posthouse.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import org.posthouse.node.console.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code posthouse cli}: one administrative command, or a prompt for many. */
@Command(
        name = "cli",
        description = {
            "Sends administrative commands to a node.",
            "Without a COMMAND it prompts, or reads them from standard input, one to a line.",
            "The password comes from --password-file, from the environment variable",
            "POSTHOUSE_PASSWORD, or is asked for."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class CliCommand implements Callable<Integer> {
    private static final String PASSWORD_VARIABLE = "POSTHOUSE_PASSWORD";

    private final Console console;

    @Option(
            names = "--host",
            paramLabel = "H",
            description = "Where the node listens (default: 127.0.0.1).")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "P", description = "Its PWD port (default: 8106).")
    private int port = 8106;

    @Option(
            names = "--user",
            paramLabel = "U",
            description = "Whose rights to use (default: postmaster).")
    private String user = "postmaster";

    @Option(
            names = "--password-file",
            paramLabel = "F",
            description = "The first line of this file is the password.")
    private @Nullable Path passwordFile;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "For example: CreateAccount jane@example.org")
    private List<String> words = new ArrayList<>();

    /** A client that prints to the given console. */
    public CliCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try {
            return connectAndRun() ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (IllegalArgumentException e) {
            console.error(String.valueOf(e.getMessage()));
            return ExitCode.USAGE;
        } catch (IOException e) {
            console.error("%s:%d: %s".formatted(host, port, e.getMessage()));
            return ExitCode.SOFTWARE;
        } catch (UserInterruptException e) {
            return ExitCode.SOFTWARE;
        }
    }

    private boolean connectAndRun() throws IOException {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("--port must lie between 1 and 65535, not " + port);
        }
        Login login = new Login(user, password());
        warnOfClearText();
        try (CliClient client = CliClient.connect(host, port, login, System::nanoTime)) {
            CliShell shell = new CliShell(client, console);
            if (!words.isEmpty()) {
                return shell.run(String.join(" ", words));
            }
            if (!isTerminal()) {
                return shell.runAll(new BufferedReader(new InputStreamReader(System.in, UTF_8)));
            }
            try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
                return shell.prompt(terminal, historyFile());
            }
        }
    }

    private String password() throws IOException {
        Path file = passwordFile;
        if (file != null) {
            return firstLine(file);
        }
        String variable = System.getenv(PASSWORD_VARIABLE);
        if (variable != null) {
            return variable;
        }
        if (!isTerminal()) {
            throw new IllegalArgumentException(
                    "no password: use --password-file or set " + PASSWORD_VARIABLE);
        }
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            LineReader reader = LineReaderBuilder.builder().terminal(terminal).build();
            return reader.readLine("password of " + user + ": ", '*');
        }
    }

    private static String firstLine(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            String line = reader.readLine();
            if (line == null) {
                throw new IllegalArgumentException("--password-file " + file + " is empty");
            }
            return line;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("--password-file " + file + " does not exist", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("--password-file " + file + " is not UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("--password-file " + file + " cannot be read", e);
        }
    }

    private void warnOfClearText() {
        try {
            if (!InetAddress.getByName(host).isLoopbackAddress()) {
                console.error("note: password and commands go to " + host + " unencrypted");
            }
        } catch (UnknownHostException _) {
            // The attempt to connect says so.
        }
    }

    // JDK 25 does return null without a terminal, as it did before 22; jdk.console may change that.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        java.io.Console terminal = System.console();
        return terminal != null && terminal.isTerminal();
    }

    private static Path historyFile() {
        return Path.of(System.getProperty("user.home"), ".posthouse_history");
    }
}
