package org.posthouse.node.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.posthouse.node.console.Console;

/** Takes commands one after the other, from a terminal or from a file, and prints their answers. */
final class CliShell {
    private static final String PROMPT = "posthouse> ";

    private final CliClient client;
    private final Console console;
    private boolean failed;

    CliShell(CliClient client, Console console) {
        this.client = client;
        this.console = console;
    }

    /** Runs one command; true when the server did it. */
    boolean run(String command) throws IOException {
        Reply reply = client.execute(command);
        switch (reply.code()) {
            case Reply.DATA -> console.line(DataText.pretty(reply.text()));
            case Reply.OK -> console.line(DataText.printable(reply.text()));
            default -> console.error(DataText.printable(reply.line()));
        }
        return reply.isSuccess();
    }

    /** Runs every line of a file or a pipe to the end; true when the server did them all. */
    boolean runAll(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (isQuit(line)) {
                break;
            }
            runTyped(line);
        }
        return !failed;
    }

    /**
     * Prompts until QUIT or the end of the input; true when the last word was not a lost
     * connection.
     */
    boolean prompt(Terminal terminal, Path historyFile) throws IOException {
        LineReader reader = lineReader(terminal, historyFile);
        while (true) {
            try {
                String line = reader.readLine(PROMPT);
                if (isQuit(line)) {
                    break;
                }
                promptOnce(line);
            } catch (UserInterruptException _) {
                // Ctrl-C clears the line, as in a shell.
            } catch (EndOfFileException _) {
                break;
            }
        }
        reader.getHistory().save();
        return true;
    }

    private void promptOnce(String line) {
        try {
            runTyped(line);
        } catch (IOException e) {
            // The next command connects again.
            console.error(String.valueOf(e.getMessage()));
        }
    }

    private void runTyped(String line) throws IOException {
        String command = line.strip();
        if (command.isEmpty()) {
            return;
        }
        try {
            failed |= !run(command);
        } catch (IllegalArgumentException e) {
            failed = true;
            console.error(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isQuit(String line) {
        return line.strip().equalsIgnoreCase("QUIT") || line.strip().equalsIgnoreCase("EXIT");
    }

    private static LineReader lineReader(Terminal terminal, Path historyFile) throws IOException {
        makePrivate(historyFile);
        DefaultParser parser = new DefaultParser();
        // Backslashes belong to the data syntax.
        parser.setEscapeChars(new char[0]);
        parser.setEofOnEscapedNewLine(false);
        parser.setEofOnUnclosedQuote(false);
        return LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(parser)
                .history(new CommandHistory())
                .variable(LineReader.HISTORY_FILE, historyFile)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
    }

    private static void makePrivate(Path historyFile) throws IOException {
        boolean posix = historyFile.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix && Files.notExists(historyFile) && Files.isWritable(historyFile.getParent())) {
            Files.createFile(
                    historyFile,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
    }
}
