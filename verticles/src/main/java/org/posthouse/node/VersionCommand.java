package org.posthouse.node;

import java.util.concurrent.Callable;
import org.posthouse.node.console.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code posthouse version}: what this is and what it runs on. */
@Command(
        name = "version",
        description = "Prints the versions of Posthouse and of Java.",
        mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
    private final Console console;

    VersionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.line("Posthouse %s, Java %s".formatted(Version.current(), Runtime.version()));
        return ExitCode.OK;
    }
}
