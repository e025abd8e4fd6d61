package org.posthouse.node.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;

/**
 * The lines that are meant for the person who started the program, apart from the log.
 *
 * <p>Always UTF-8: under {@code LANG=C} the JDK's own streams would turn account names into
 * question marks.
 */
public final class Console {
    private final PrintStream out;
    private final PrintStream err;

    /**
     * Writes answers to {@code out} and complaints to {@code err}. Both are flushed at each line.
     */
    public Console(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** The console of this process: its standard output and its standard error. */
    public static Console ofProcess() {
        return new Console(
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8));
    }

    /** Tells one line on standard output. */
    public void line(String text) {
        out.println(text);
        out.flush();
    }

    /** Complains in one line on standard error, with the program's name in front. */
    public void error(String text) {
        err.println("posthouse: " + text.replaceAll("\\s*[\\r\\n]+\\s*", " | "));
        err.flush();
    }
}
