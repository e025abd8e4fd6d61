package org.posthouse.store.queue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.address.ReversePath;
import org.posthouse.store.journal.Fence;
import org.posthouse.store.journal.JournalOptions;
import org.posthouse.store.queue.QueueEnvelope.BodyType;
import org.posthouse.store.queue.QueueEnvelope.Ret;
import org.posthouse.store.queue.QueueRecipient.Destination;
import org.posthouse.store.queue.QueueRecipient.Notify;

/** What the tests of this package share. */
final class Queues {
    private Queues() {}

    static QueueOptions small(Path base) {
        return options(base, 1000, 0, 3_600_000);
    }

    static QueueOptions options(Path base, int entriesMax, long reserveBytes, long keepMillis) {
        return new QueueOptions(
                base.resolve("Queue"),
                entriesMax,
                keepMillis,
                new JournalOptions(
                        base.resolve("Queue").resolve("journal"),
                        2L << 20,
                        1 << 20,
                        256,
                        1 << 20,
                        8L << 20,
                        reserveBytes,
                        10,
                        Fence.NONE,
                        () -> true,
                        _ -> {}));
    }

    static DurableQueue open(QueueOptions options) throws Exception {
        return DurableQueue.open(options, Runnable::run);
    }

    static QueueEnvelope envelope(int recipients) {
        List<QueueRecipient> to =
                IntStream.range(0, recipients)
                        .mapToObj(i ->
                                new QueueRecipient(
                                        address("user" + i + "@example.com"),
                                        i % 2 == 0 ? Destination.LOCAL : Destination.REMOTE,
                                        i == 0 ? Set.of() : Set.of(Notify.DELAY, Notify.FAILURE),
                                        i == 0
                                                ? Optional.empty()
                                                : Optional.of("rfc822;user" + i + "@old.example")))
                        .toList();
        return new QueueEnvelope(
                new ReversePath.Sender(address("sender@example.com")),
                Optional.of("sender@example.com"),
                Optional.of("<>"),
                Optional.of("env 1"),
                Ret.HEADERS,
                BodyType.EIGHT_BIT_MIME,
                true,
                to);
    }

    static MailAddress address(String text) {
        return MailAddress.parse(text).accepted().orElseThrow();
    }

    static QueueBody body(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int middle = bytes.length / 2;
        return new QueueBody.Inline(
                List.of(
                        Arrays.copyOf(bytes, middle),
                        Arrays.copyOfRange(bytes, middle, bytes.length)));
    }

    static <T> T await(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof QueueException refused) {
                throw refused;
            }
            throw failure;
        }
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    static String text(DurableQueue queue, QueueId id) throws Exception {
        QueueEntry entry = queue.show(id).orElseThrow();
        return new String(
                queue.read(id, 0, (int) entry.summary().sizeBytes()), StandardCharsets.UTF_8);
    }
}
