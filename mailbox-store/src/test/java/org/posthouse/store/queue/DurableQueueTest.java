package org.posthouse.store.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthouse.store.queue.Queues.await;
import static org.posthouse.store.queue.Queues.body;
import static org.posthouse.store.queue.Queues.envelope;
import static org.posthouse.store.queue.Queues.open;
import static org.posthouse.store.queue.Queues.small;
import static org.posthouse.store.queue.Queues.text;
import static org.posthouse.store.queue.Queues.until;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.store.journal.JournalRecovery;

class DurableQueueTest {
    @TempDir Path base;

    @Test
    void showsWhatItWasGiven() throws Exception {
        try (DurableQueue queue = open(small(base))) {
            QueueId id = await(queue.submit(envelope(3), body("Subject: x\r\n\r\nhello\r\n"), 42));
            QueueEntry entry = queue.show(id).orElseThrow();
            assertThat(entry.envelope()).isEqualTo(envelope(3));
            assertThat(entry.summary()).isEqualTo(new QueueSummary(id, 42, 21, 3, 3, 2));
            assertThat(entry.waiting()).containsExactly(0, 1, 2);
            assertThat(text(queue, id)).isEqualTo("Subject: x\r\n\r\nhello\r\n");
            assertThat(queue.show(new QueueId(1))).isEmpty();
            assertThatThrownBy(() -> queue.read(new QueueId(1), 0, 1))
                    .isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> queue.read(id, 20, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void carriesEverythingOverManyStarts() throws Exception {
        List<QueueId> ids = new ArrayList<>();
        for (int start = 0; start < 4; start++) {
            try (DurableQueue queue = open(small(base))) {
                assertThat(queue.list(QueueId.FIRST, 100))
                        .extracting(QueueSummary::id)
                        .containsExactlyElementsOf(ids);
                for (int i = 0; i < ids.size(); i++) {
                    assertThat(text(queue, ids.get(i))).isEqualTo("message " + i);
                    assertThat(queue.show(ids.get(i)).orElseThrow().envelope())
                            .isEqualTo(envelope(i + 1));
                }
                ids.add(
                        await(
                                queue.submit(
                                        envelope(ids.size() + 1),
                                        body("message " + ids.size()),
                                        start)));
            }
            assertThat(JournalRecovery.incarnations(small(base).journal().directory())).hasSize(1);
        }
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void remembersWhoIsServed() throws Exception {
        QueueId id;
        try (DurableQueue queue = open(small(base))) {
            id = await(queue.submit(envelope(3), body("x"), 0));
            assertThat(await(queue.recipientDone(id, 1))).isTrue();
            assertThat(await(queue.recipientDone(id, 1))).isFalse();
            assertThat(await(queue.recipientDone(id, 3))).isFalse();
        }
        for (int start = 0; start < 2; start++) {
            try (DurableQueue queue = open(small(base))) {
                assertThat(queue.show(id).orElseThrow().waiting()).containsExactly(0, 2);
            }
        }
        try (DurableQueue queue = open(small(base))) {
            await(queue.recipientDone(id, 0));
            await(queue.recipientDone(id, 2));
            assertThat(queue.size()).isZero();
        }
        try (DurableQueue queue = open(small(base))) {
            assertThat(queue.size()).isZero();
        }
    }

    @Test
    void forgetsWhatWasRemoved() throws Exception {
        try (DurableQueue queue = open(small(base))) {
            QueueId one = await(queue.submit(envelope(1), body("1"), 0));
            QueueId two = await(queue.submit(envelope(1), body("2"), 0));
            assertThat(await(queue.remove(one))).isTrue();
            assertThat(await(queue.remove(one))).isFalse();
            assertThat(queue.list(QueueId.FIRST, 10)).hasSize(1);
            assertThat(queue.list(two, 10)).isEmpty();
        }
        try (DurableQueue queue = open(small(base))) {
            assertThat(queue.list(QueueId.FIRST, 10)).hasSize(1);
        }
    }

    @Test
    void keepsLargeMessagesInFiles() throws Exception {
        QueueId id;
        String part = "line of a large message\r\n".repeat(10_000);
        try (DurableQueue queue = open(small(base))) {
            QueueStage stage = queue.stage();
            await(stage.write(part.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            await(stage.write(part.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            String name = await(stage.finish());
            QueueBody body = new QueueBody.Staged(name, 2L * part.length());
            id = await(queue.submit(envelope(2), body, 0));
            stage.discard();
            assertThatThrownBy(() -> queue.submit(envelope(2), body, 0))
                    .isInstanceOf(IllegalArgumentException.class);
            QueueStage unused = queue.stage();
            await(unused.write(new byte[10]));
            await(unused.finish());
            unused.discard();
            await(queue.stage().write(new byte[10]));
            assertThat(files()).hasSize(2);
        }
        try (DurableQueue queue = open(small(base))) {
            assertThat(text(queue, id)).isEqualTo(part + part);
            assertThat(files()).as("the unfinished one is gone").hasSize(1);
            await(queue.remove(id));
            until("the file is gone", () -> files().isEmpty());
        }
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(base.resolve("Queue/bodies"))) {
            return files.toList();
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void refusesWhenItIsFull() throws Exception {
        try (DurableQueue queue = open(Queues.options(base, 2, 0, 3_600_000))) {
            QueueId one = await(queue.submit(envelope(1), body("1"), 0));
            await(queue.submit(envelope(1), body("2"), 0));
            assertRefused(queue, QueueRefusal.TOO_MANY_ENTRIES);
            await(queue.remove(one));
            await(queue.submit(envelope(1), body("3"), 0));
            assertRefused(queue, QueueRefusal.TOO_MANY_ENTRIES);
        }
    }

    @Test
    void refusesOnAFullDiskAndKeepsWhatItHas() throws Exception {
        QueueId id;
        try (DurableQueue queue = open(small(base))) {
            id = await(queue.submit(envelope(2), body("kept"), 0));
        }
        // A reserve that no disk has: nothing may be written, not even to carry over.
        QueueOptions full = Queues.options(base, 1000, Long.MAX_VALUE / 2, 10);
        for (int start = 0; start < 2; start++) {
            try (DurableQueue queue = open(full)) {
                assertThat(text(queue, id)).isEqualTo("kept");
                assertRefused(queue, QueueRefusal.STORAGE_FULL);
                assertThatThrownBy(() -> await(queue.stage().write(new byte[1])))
                        .isInstanceOfSatisfying(
                                QueueException.class,
                                e -> assertThat(e.reason()).isEqualTo(QueueRefusal.STORAGE_FULL));
            }
        }
        try (DurableQueue queue = open(small(base))) {
            assertThat(text(queue, id)).isEqualTo("kept");
            assertThat(JournalRecovery.incarnations(small(base).journal().directory())).hasSize(1);
        }
    }

    private static void assertRefused(DurableQueue queue, QueueRefusal reason) {
        assertThatThrownBy(() -> await(queue.submit(envelope(1), body("no"), 0)))
                .isInstanceOfSatisfying(
                        QueueException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void takesNoMoreDiskThanWhatWaitsNeeds() throws Exception {
        try (DurableQueue queue = open(Queues.options(base, 1000, 0, 5))) {
            QueueId straggler = await(queue.submit(envelope(2), body("straggler"), 0));
            String large = "x".repeat(100_000);
            for (int i = 0; i < 150; i++) {
                await(queue.remove(await(queue.submit(envelope(1), body(large), 0))));
            }
            until("segments go", () -> segments() <= 4);
            assertThat(text(queue, straggler)).isEqualTo("straggler");
            await(queue.recipientDone(straggler, 0));
        }
        try (DurableQueue queue = open(small(base))) {
            assertThat(queue.list(QueueId.FIRST, 10)).hasSize(1);
            assertThat(queue.list(QueueId.FIRST, 10).getFirst().waiting()).isEqualTo(1);
        }
    }

    private long segments() {
        try (Stream<Path> all = Files.walk(small(base).journal().directory())) {
            return all.filter(path -> path.getFileName().toString().startsWith("seg-")).count();
        } catch (java.io.IOException | java.io.UncheckedIOException failure) {
            return Long.MAX_VALUE; // something was deleted while we looked
        }
    }

    @Test
    void namesReadBack() {
        QueueId id = QueueId.of(7, 99);
        assertThat(QueueId.parse(id.toString())).contains(id);
        assertThat(QueueId.parse("x")).isEmpty();
        assertThat(QueueId.parse("zzzzzzzzzzzzzzzz")).isEmpty();
    }
}
