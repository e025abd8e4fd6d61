package org.posthouse.store.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the tests of this package share: small journals, records, and futures instead of callbacks.
 */
final class Journals {
    static final long WAIT_SECONDS = 30;
    static final int SMALL_BLOCK = 1 << 20;

    private Journals() {}

    static JournalOptions small(Path base) {
        return small(base, Fence.EVERY_COMMIT, () -> true);
    }

    static JournalOptions small(Path base, Fence fence, BooleanSupplier ownershipValid) {
        return new JournalOptions(
                base.resolve("journals").resolve("node-a"),
                4L << 20,
                SMALL_BLOCK,
                256,
                1 << 20,
                8L << 20,
                8L << 20,
                10,
                fence,
                ownershipValid,
                _ -> {});
    }

    static JournalRecord record(long sequence, byte[] payload, @Nullable JournalBody body) {
        return new JournalRecord(
                1,
                2,
                "company.com/a.sub/älbert.macnt",
                77,
                sequence,
                3,
                sequence * 31,
                5,
                1,
                payload,
                body);
    }

    static JournalRecord record(long sequence) {
        return record(sequence, ("event " + sequence).getBytes(StandardCharsets.UTF_8), null);
    }

    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static CompletableFuture<JournalPosition> append(Journal journal, JournalRecord record) {
        var future = new CompletableFuture<JournalPosition>();
        journal.append(
                record,
                new Acknowledgement() {
                    @Override
                    public void durable(JournalPosition position) {
                        future.complete(position);
                    }

                    @Override
                    public void failed(JournalException cause) {
                        future.completeExceptionally(cause);
                    }
                });
        return future;
    }

    static JournalPosition await(CompletableFuture<JournalPosition> future)
            throws InterruptedException, TimeoutException, JournalException {
        try {
            return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof JournalException refused) {
                throw refused;
            }
            throw new AssertionError(failure);
        }
    }

    static JournalPosition appendAndWait(Journal journal, JournalRecord record)
            throws InterruptedException, TimeoutException, JournalException {
        return await(append(journal, record));
    }

    static JournalException failure(CompletableFuture<JournalPosition> future)
            throws InterruptedException, TimeoutException {
        try {
            throw new AssertionError("acknowledged at " + await(future));
        } catch (JournalException refused) {
            return refused;
        }
    }

    static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + WAIT_SECONDS + " s: " + what);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException(what);
            }
            LockSupport.parkNanos(100_000);
        }
    }

    static byte[] readBody(Journal journal, JournalPosition position) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(position.bodyLength());
        int got = journal.readBody(position, 0, into);
        if (got != position.bodyLength()) {
            throw new AssertionError("read " + got + " of " + position);
        }
        return into.array();
    }

    static byte[] readBody(@Nullable BodyLocation body) {
        if (body == null) {
            throw new AssertionError("no body");
        }
        try (FileChannel channel = FileChannel.open(body.file(), StandardOpenOption.READ)) {
            ByteBuffer into = ByteBuffer.allocate(body.length());
            while (into.hasRemaining()
                    && channel.read(into, body.offset() + into.position()) >= 0) {}
            return into.array();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Records and the end of a journal. */
    record Scanned(List<RecoveredRecord> records, JournalEnd end) {
        List<Long> accountSequences() {
            return records.stream().map(found -> found.record().accountSequence()).toList();
        }
    }

    static Scanned scan(Path incarnation) throws IOException {
        var records = new ArrayList<RecoveredRecord>();
        JournalEnd end = JournalRecovery.scan(incarnation, records::add);
        return new Scanned(records, end);
    }

    /** A disk of which each call can be made to fail or to wait. */
    static class TestDisk implements Disk {
        /** Something that may throw instead of the real call. */
        @FunctionalInterface
        interface Step {
            void run() throws IOException;
        }

        volatile Step beforeForce = () -> {};
        volatile Step beforeRename = () -> {};
        volatile Step beforeLook = () -> {};
        volatile long usableBytes = Long.MAX_VALUE;
        final AtomicInteger forces = new AtomicInteger();
        final AtomicInteger renames = new AtomicInteger();

        @Override
        public void force(FileChannel segment) throws IOException {
            beforeForce.run();
            Disk.REAL.force(segment);
            forces.incrementAndGet();
        }

        @Override
        public void renameToken(Path from, Path to) throws IOException {
            beforeRename.run();
            Disk.REAL.renameToken(from, to);
            renames.incrementAndGet();
        }

        @Override
        public long usableBytes(Path directory) throws IOException {
            beforeLook.run();
            return usableBytes;
        }
    }
}
