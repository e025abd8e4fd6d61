package org.posthouse.node.clients;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs of this machine, run to their end. */
final class Program {
    private static final int SECONDS_MAX = 120;

    private Program() {}

    /** What a program left. */
    record Outcome(List<String> command, int exit, byte[] output) {
        /** What it printed, one character per byte. */
        String text() {
            return new String(output, StandardCharsets.ISO_8859_1);
        }

        /** This, when the program ended so; else the test fails with all that it has printed. */
        Outcome exits(int wanted) {
            if (exit != wanted) {
                throw new AssertionError(
                        "exit %d instead of %d of %s%n%s".formatted(exit, wanted, command, text()));
            }
            return this;
        }
    }

    /** Whether there is such a program. */
    static boolean isInstalled(String name) {
        for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(directory, name))) {
                return true;
            }
        }
        return false;
    }

    /** Runs a program in a directory, which is its home, too; errors are part of its output. */
    static Outcome run(Path home, String... command) throws IOException, InterruptedException {
        return run(home, Map.of("TERM", "vt100"), command);
    }

    static Outcome run(Path home, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(home, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(new ArrayList<>(List.of(command)))
                        .directory(home.toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            throw new AssertionError(
                    "no end after %d s: %s%n%s"
                            .formatted(SECONDS_MAX, List.of(command), Files.readString(output)));
        }
        return new Outcome(List.of(command), process.exitValue(), Files.readAllBytes(output));
    }
}
