package org.posthouse.node.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A real node in a process of its own, to be talked to over its ports and to be killed. */
public final class ChildNode implements AutoCloseable {
    public static final String PASSWORD = "correct-horse-battery";
    public static final String DOMAIN = "post.test";
    private static final int START_SECONDS_MAX = 60;
    private static final int TRIES_MAX = 5;

    private final Process process;
    private final List<String> output;
    private final int portOffset;

    private ChildNode(Process process, List<String> output, int portOffset) {
        this.process = process;
        this.output = output;
        this.portOffset = portOffset;
    }

    /** Starts a node on ports that are free, and waits until it says that it is ready. */
    public static ChildNode start(Path base, String... more)
            throws IOException, InterruptedException {
        IOException last = new IOException("never tried");
        for (int i = 0; i < TRIES_MAX; i++) {
            try {
                return start(base, ThreadLocalRandom.current().nextInt(10_000, 50_000), more);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    /** Starts a node on the ports that it had before. */
    public static ChildNode start(Path base, int portOffset, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("posthouse.test.flags", "").split(" ")));
        command.removeIf(String::isEmpty);
        command.addAll(
                List.of(
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.posthouse.node.Main",
                        "serve",
                        "--base",
                        base.toString(),
                        "--portOffset",
                        Integer.toString(portOffset),
                        "--set",
                        "Main.Domain=" + DOMAIN,
                        "Main.PostmasterPassword=" + PASSWORD));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> output = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch ready = new CountDownLatch(1);
        Thread.ofVirtual()
                .start(() -> {
                    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                        String line;
                        while ((line = lines.readLine()) != null) {
                            output.add(line);
                            if (line.equals("ready")) {
                                ready.countDown();
                            }
                        }
                    } catch (IOException e) {
                        output.add(e.toString());
                    } finally {
                        ready.countDown();
                    }
                });
        boolean told = ready.await(START_SECONDS_MAX, TimeUnit.SECONDS);
        if (!told || !output.contains("ready")) {
            process.destroyForcibly().waitFor();
            throw new IOException("the node did not start: " + String.join("\n", output));
        }
        return new ChildNode(process, output, portOffset);
    }

    public int portOffset() {
        return portOffset;
    }

    /** The port that has this number when there is no offset. */
    public int port(int usual) {
        return usual + portOffset;
    }

    /** What it has printed. */
    public List<String> output() {
        return List.copyOf(output);
    }

    public long pid() {
        return process.pid();
    }

    /** SIGKILL: no hook runs, nothing is flushed. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM; returns the exit code. */
    public int terminate() throws IOException, InterruptedException {
        return end("TERM");
    }

    /** Sends a signal that is to end it, and returns the exit code. */
    public int end(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
        return exitCode();
    }

    /** Waits for its end; fails when it takes longer than an operator would wait. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("did not stop: " + String.join("\n", output));
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
