package org.posthouse.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.posthouse.node.console.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code posthouse serve}: one node until it is told to stop. */
@Command(
        name = "serve",
        description = "Runs a node until SIGTERM, SIGINT or the SHUTDOWN command.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ServeCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--base",
            paramLabel = "DIR",
            description = "Where all data lies (default: ./var).")
    private Path base = NodeOptions.defaults().base();

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            description = "Address of all listeners (default: 127.0.0.1).")
    private String listen = NodeOptions.defaults().listen();

    @Option(
            names = "--portOffset",
            paramLabel = "N",
            description = "Added to all ports (default: 0).")
    private int portOffset = NodeOptions.defaults().portOffset();

    @Option(
            names = "--set",
            paramLabel = "Module.Key=value",
            arity = "1..*",
            description = "Settings, as many as you like: --set Main.Domain=example.org")
    private List<String> settings = new ArrayList<>();

    ServeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        NodeOptions options;
        try {
            options = options();
        } catch (IllegalArgumentException e) {
            console.error(String.valueOf(e.getMessage()));
            return ExitCode.USAGE;
        }
        return new NodeProcess(new Node(options, console), console, NodeProcess.STOP_MILLIS_MAX)
                .run();
    }

    /**
     * What the command line said.
     *
     * @throws IllegalArgumentException with a message for the operator
     */
    NodeOptions options() {
        return new NodeOptions(base, listen, portOffset, NodeOptions.settingsOf(settings));
    }
}
