package org.posthouse.store.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that fills and empties a queue until it is killed. */
final class QueueChild {
    private static final int SUBMITTERS = 4;

    private QueueChild() {}

    static Process start(Path base, int round) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        QueueChild.class.getName(),
                        base.toString(),
                        Integer.toString(round)));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    public static void main(String[] arguments) throws Exception {
        DurableQueue queue = Queues.open(Queues.options(Path.of(arguments[0]), 100_000, 0, 20));
        for (int i = 0; i < SUBMITTERS; i++) {
            String name = arguments[1] + "-" + i;
            Thread.ofPlatform().start(() -> submit(queue, name));
        }
    }

    /** Every third message is removed again; what was acknowledged is said. */
    private static void submit(DurableQueue queue, String name) {
        try {
            for (int i = 0; ; i++) {
                String text = name + "-" + i;
                QueueId id = Queues.await(queue.submit(Queues.envelope(2), Queues.body(text), i));
                say("kept " + id + " " + text);
                if (i % 3 == 0) {
                    say("removing " + id + " " + text);
                    Queues.await(queue.remove(id));
                    say("removed " + id + " " + text);
                }
            }
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    @SuppressWarnings("SystemOut") // the pipe to the test
    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
