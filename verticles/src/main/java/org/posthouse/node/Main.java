package org.posthouse.node;

import java.util.Map;
import org.posthouse.node.cli.CliCommand;
import org.posthouse.node.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** The one entry point of the fat jar: {@code posthouse COMMAND [options]}. */
@Command(
        name = "posthouse",
        description = "A clustered mail and unified-communications server.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main {
    // Libraries read these in static initialisers: they must be set before the first of their
    // classes loads.
    private static final Map<String, String> LIBRARY_PROPERTIES =
            Map.of(
                    "chronicle.analytics.disable", "true",
                    "chronicle.announcer.disable", "true",
                    "chronicle.disk.monitor.disable", "true",
                    "vertx.logger-delegate-factory-class-name",
                            "io.vertx.core.logging.SLF4JLogDelegateFactory");

    private Main() {}

    /** Runs one command and ends the process with its exit code: 0 done, 1 failed, 2 misused. */
    public static void main(String... arguments) {
        LIBRARY_PROPERTIES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        System.exit(run(Console.ofProcess(), arguments));
    }

    /** Runs one command and returns its exit code. */
    static int run(Console console, String... arguments) {
        CommandLine commandLine = commandLine(console);
        if (arguments.length == 0) {
            console.line(commandLine.getUsageMessage(Ansi.OFF));
            return ExitCode.USAGE;
        }
        return commandLine.execute(arguments);
    }

    static CommandLine commandLine(Console console) {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.addSubcommand(new ServeCommand(console));
        commandLine.addSubcommand(
                new CommandLine(new CliCommand(console)).setStopAtPositional(true));
        commandLine.addSubcommand(new VersionCommand(console));
        commandLine.setOptionsCaseInsensitive(true);
        commandLine.setSubcommandsCaseInsensitive(true);
        commandLine.setParameterExceptionHandler((e, _) -> misused(console, e));
        commandLine.setExecutionExceptionHandler((e, _, _) -> {
            console.error(e.toString());
            return ExitCode.SOFTWARE;
        });
        return commandLine;
    }

    private static int misused(Console console, ParameterException e) {
        console.error(String.valueOf(e.getMessage()));
        console.error(
                "'%s --help' shows what there is"
                        .formatted(e.getCommandLine().getCommandSpec().qualifiedName()));
        return ExitCode.USAGE;
    }
}
