package org.posthouse.store.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;

/** What runs in another process: a writer to be killed, and somebody who tries a lock. */
final class ChildJvm {
    /** Begins a line that tells of an acknowledged record; others are of the log. */
    static final String DURABLE = "durable ";

    static final int WRITERS = 4;
    private static final int WAITING_PER_WRITER = 8;

    private ChildJvm() {}

    static Process start(String... arguments) throws IOException {
        var command = new ArrayList<String>();
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
                        ChildJvm.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "append" -> append(Path.of(arguments[1]), Long.parseLong(arguments[2]));
            case "lock" -> lock(Path.of(arguments[1]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Says whether another process holds a lock on the file. */
    private static void lock(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            say(lock == null ? "held" : "free");
        }
    }

    /** Appends until it is killed and says what was acknowledged: writer and sequence. */
    private static void append(Path base, long incarnation) throws Exception {
        JournalOptions options = Journals.small(base).withSegmentBytes(2 << 20);
        Journal journal = Journal.start(options, incarnation);
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            Thread.ofPlatform().start(() -> append(journal, writer));
        }
    }

    private static void append(Journal journal, int writer) {
        var waiting = new Semaphore(WAITING_PER_WRITER);
        for (long sequence = 1; ; sequence++) {
            long number = sequence;
            waiting.acquireUninterruptibly();
            journal.append(
                    record(journal.incarnation(), writer, sequence),
                    new Acknowledgement() {
                        @Override
                        public void durable(JournalPosition position) {
                            say(DURABLE + writer + " " + number);
                            waiting.release();
                        }

                        @Override
                        public void failed(JournalException cause) {
                            Runtime.getRuntime().halt(3); // the test sees the end of the pipe
                        }
                    });
        }
    }

    /**
     * The record that this writer appends with this sequence, made anew by whoever wants to
     * compare.
     */
    static JournalRecord record(long incarnation, int writer, long sequence) {
        long seed = incarnation * 1_000_003 + writer * 7919L + sequence;
        var random = new SplittableRandom(seed);
        byte[] payload = Journals.bytes(seed, random.nextInt(200));
        JournalBody body = JournalBody.of(body(incarnation, writer, sequence));
        return new JournalRecord(
                writer, 0, "account-" + writer, 1, sequence, seed, 0, 1, 1, payload, body);
    }

    static byte[] body(long incarnation, int writer, long sequence) {
        long seed = ~(incarnation * 1_000_003 + writer * 7919L + sequence);
        int length = (int) Math.exp(new SplittableRandom(seed).nextDouble(11));
        return Journals.bytes(seed, length);
    }

    @SuppressWarnings("SystemOut") // the pipe to the test
    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
