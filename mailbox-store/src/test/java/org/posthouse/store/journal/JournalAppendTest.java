package org.posthouse.store.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthouse.store.journal.Journals.append;
import static org.posthouse.store.journal.Journals.appendAndWait;
import static org.posthouse.store.journal.Journals.await;
import static org.posthouse.store.journal.Journals.bytes;
import static org.posthouse.store.journal.Journals.readBody;
import static org.posthouse.store.journal.Journals.record;
import static org.posthouse.store.journal.Journals.scan;
import static org.posthouse.store.journal.Journals.small;
import static org.posthouse.store.journal.Journals.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.store.journal.Journals.TestDisk;

class JournalAppendTest {
    @TempDir Path base;

    @Test
    void readsBackWhatWasAppendedInEverySize() throws Exception {
        var sizes = new ArrayList<Integer>();
        for (int size = 0; size < 40; size++) {
            sizes.add(size);
        }
        for (int size : new int[] {255, 256, 4095, 4096, 4097, 65_535, 65_536, 100_003, 200_001}) {
            sizes.add(size);
        }
        // With 1 MiB blocks this walks over several chunk borders, at every alignment.
        try (Journal journal = Journal.start(small(base), 1)) {
            var positions = new ArrayList<JournalPosition>();
            for (int size : sizes) {
                JournalBody body =
                        JournalBody.of(bytes(size, size / 3), bytes(size + 1, size - size / 3));
                positions.add(
                        appendAndWait(journal, record(size, bytes(size + 2, size / 7), body)));
            }
            for (int i = 0; i < sizes.size(); i++) {
                assertThat(readBody(journal, positions.get(i))).isEqualTo(body(sizes.get(i)));
            }
        }
        var scanned = scan(small(base).directory().resolve("1"));
        assertThat(scanned.records()).hasSameSizeAs(sizes);
        for (int i = 0; i < sizes.size(); i++) {
            int size = sizes.get(i);
            RecoveredRecord found = scanned.records().get(i);
            assertThat(found.sequence()).isEqualTo(i + 1);
            assertThat(found.record().payload()).isEqualTo(bytes(size + 2, size / 7));
            assertThat(found.record())
                    .usingRecursiveComparison()
                    .ignoringFields("payload")
                    .isEqualTo(record(size));
            assertThat(readBody(found.body())).isEqualTo(body(size));
        }
    }

    private static byte[] body(int size) {
        ByteBuffer whole = ByteBuffer.allocate(size);
        whole.put(bytes(size, size / 3)).put(bytes(size + 1, size - size / 3));
        return whole.array();
    }

    @Test
    void takesTheLongestRecordAndRefusesALongerOne() throws Exception {
        JournalOptions options = JournalOptions.of(base.resolve("j/n"), () -> true, _ -> {});
        byte[] empty = {};
        int fixed = ExcerptFormat.head(record(1, empty, null), 1).length;
        byte[] longest = bytes(1, options.excerptBytesMax() - fixed);
        try (Journal journal = Journal.start(options, 1)) {
            for (int i = 0; i < 6; i++) { // over the border of a 16 MiB block
                JournalPosition position =
                        appendAndWait(journal, record(i, empty, JournalBody.of(longest)));
                assertThat(readBody(journal, position)).isEqualTo(longest);
            }
            JournalBody longer = JournalBody.of(longest, new byte[1]);
            assertThatThrownBy(() -> append(journal, record(9, empty, longer)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the limit is " + options.excerptBytesMax());
        }
        assertThat(scan(options.directory().resolve("1")).records()).hasSize(6);
    }

    @Test
    void acknowledgesABatchInTheOrderOfItsAppends() throws Exception {
        var disk = new TestDisk();
        var forcing = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        disk.beforeForce =
                () -> {
                    forcing.countDown();
                    awaitLatch(goOn);
                };
        List<Long> acknowledged = Collections.synchronizedList(new ArrayList<>());
        try (Journal journal = Journal.start(small(base), 1, disk)) {
            var all = new ArrayList<CompletableFuture<?>>();
            all.add(append(journal, record(0)).thenRun(() -> acknowledged.add(0L)));
            awaitLatch(forcing);
            for (long i = 1; i <= 200; i++) {
                long number = i;
                all.add(append(journal, record(i)).thenRun(() -> acknowledged.add(number)));
            }
            assertThat(acknowledged).isEmpty();
            assertThat(journal.counters().queuedRecords()).isEqualTo(201);
            goOn.countDown();
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                    .get(Journals.WAIT_SECONDS, TimeUnit.SECONDS);
            assertThat(acknowledged).isSorted().hasSize(201);
            assertThat(journal.counters().commits()).isEqualTo(2);
            assertThat(journal.counters().records()).isEqualTo(201);
            until("the queue is empty", () -> journal.counters().queuedBytes() == 0);
        }
    }

    @Test
    void writesABodyOncePerSegmentAndRefersToItAfterwards() throws Exception {
        JournalBody shared = JournalBody.of(bytes(9, 100_000));
        byte[] filler = bytes(8, 100_000);
        long firstSegment;
        long lastSegment;
        try (Journal journal = Journal.start(small(base), 1)) {
            JournalPosition first = appendAndWait(journal, record(1, filler, shared));
            JournalPosition second = appendAndWait(journal, record(2, filler, shared));
            assertThat(second.bodyOffset()).isEqualTo(first.bodyOffset());
            assertThat(second.recordOffset()).isGreaterThan(first.recordOffset());
            assertThat(readBody(journal, second)).isEqualTo(bytes(9, 100_000));
            assertThat(journal.counters().bytes()).isLessThan(3 * 100_000 + 1000);

            long number = 3;
            while (journal.segments().size() == 1) {
                appendAndWait(journal, record(number++, filler, null));
            }
            JournalPosition anew = appendAndWait(journal, record(number++, filler, shared));
            JournalPosition again = appendAndWait(journal, record(number, filler, shared));
            assertThat(anew.segment()).isEqualTo(first.segment() + 1);
            assertThat(anew.bodyOffset()).isGreaterThan(anew.recordOffset());
            assertThat(again.bodyOffset()).isEqualTo(anew.bodyOffset());
            firstSegment = first.segment();
            lastSegment = again.segment();
        }
        assertThat(lastSegment).isGreaterThan(firstSegment);
        var scanned = scan(small(base).directory().resolve("1"));
        assertThat(scanned.records().stream().filter(found -> found.body() != null))
                .hasSize(4)
                .allSatisfy(
                        found -> assertThat(readBody(found.body())).isEqualTo(bytes(9, 100_000)));
    }

    @Test
    void goesOnInFurtherSegmentsAndRetiresOldOnes() throws Exception {
        byte[] payload = bytes(3, 100_000);
        Path directory;
        try (Journal journal = Journal.start(small(base), 1)) {
            directory = journal.directory();
            long number = 0;
            while (journal.segments().size() < 4) {
                appendAndWait(journal, record(++number, payload, null));
            }
            assertThat(journal.segments())
                    .extracting(SegmentInfo::number)
                    .containsExactly(0L, 1L, 2L, 3L);
            assertThat(journal.segments())
                    .extracting(SegmentInfo::current)
                    .containsExactly(false, false, false, true);
            assertThat(journal.segments().get(0).bytes()).isBetween(3L << 20, 4L << 20);

            journal.retire(1);
            assertThat(journal.segments()).extracting(SegmentInfo::number).containsExactly(2L, 3L);
            try (var left = Files.list(directory)) {
                assertThat(left.map(JournalFiles::name))
                        .noneMatch(name -> name.startsWith("retired-"));
            }
            assertThat(JournalFiles.segment(directory, 1)).doesNotExist();

            journal.retire(Long.MAX_VALUE);
            assertThat(journal.segments()).singleElement().matches(SegmentInfo::current);
            appendAndWait(journal, record(++number, payload, null));
            long last = number;
            assertThat(scan(directory).accountSequences()).endsWith(last);
        }
    }

    @Test
    void triesLaterToDeleteWhatAnNfsClientStillHolds() throws Exception {
        try (Journal journal = Journal.start(small(base), 1)) {
            for (long i = 1; journal.segments().size() < 2; i++) {
                appendAndWait(journal, record(i, bytes(i, 200_000), null));
            }
            Files.createFile(JournalFiles.segment(journal.directory(), 0).resolve(".nfs0001"));
            journal.retire(0);
            assertThat(journal.segments()).hasSize(1);
            Path left = retired(journal).getFirst();
            try (var files = Files.list(left)) {
                assertThat(files.map(JournalFiles::name)).containsExactly(".nfs0001");
            }
            Files.delete(left.resolve(".nfs0001"));
            until("the rest is gone", () -> retired(journal).isEmpty());
        }
    }

    private static List<Path> retired(Journal journal) {
        try {
            return JournalFiles.list(journal.directory()).stream()
                    .filter(path -> JournalFiles.name(path).startsWith(JournalFiles.RETIRED))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void letsAReaderFinishWhileItsSegmentIsRetired() throws Exception {
        byte[] message = bytes(4, 300);
        try (Journal journal = Journal.start(small(base), 1)) {
            JournalPosition position =
                    appendAndWait(journal, record(1, new byte[0], JournalBody.of(message)));
            long number = 2;
            while (journal.segments().size() == 1) {
                appendAndWait(journal, record(number++, bytes(1, 200_000), null));
            }
            var reading = new Thread[4];
            var wrong = Collections.synchronizedList(new ArrayList<Throwable>());
            var refused = new CountDownLatch(reading.length);
            for (int i = 0; i < reading.length; i++) {
                reading[i] =
                        Thread.ofPlatform()
                                .start(() -> {
                                    try {
                                        while (true) {
                                            assertThat(readBody(journal, position))
                                                    .isEqualTo(message);
                                        }
                                    } catch (NoSuchFileException retired) {
                                        refused.countDown();
                                    } catch (Throwable failure) {
                                        wrong.add(failure);
                                    }
                                });
            }
            journal.retire(0);
            awaitLatch(refused);
            for (Thread thread : reading) {
                thread.join();
            }
            assertThat(wrong).isEmpty();
        }
    }

    @Test
    void keepsWritingWhenAReaderIsInterrupted() throws Exception {
        try (Journal journal = Journal.start(small(base), 1)) {
            JournalPosition position =
                    appendAndWait(journal, record(1, new byte[0], JournalBody.of(bytes(1, 500))));
            Thread.currentThread().interrupt();
            byte[] read = readBody(journal, position);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(read).isEqualTo(bytes(1, 500));
            assertThat(appendAndWait(journal, record(2)).recordOffset()).isPositive();
            assertThat(readBody(journal, position)).isEqualTo(bytes(1, 500));
        }
    }

    @Test
    void readsPartsOfABody() throws Exception {
        try (Journal journal = Journal.start(small(base), 1)) {
            byte[] message = bytes(1, 1000);
            JournalPosition position =
                    appendAndWait(journal, record(1, new byte[0], JournalBody.of(message)));
            ByteBuffer into = ByteBuffer.allocate(300);
            assertThat(journal.readBody(position, 900, into)).isEqualTo(100);
            assertThat(into.position()).isEqualTo(100);
            assertThat(into.limit()).isEqualTo(300);
            assertThat(java.util.Arrays.copyOf(into.array(), 100))
                    .isEqualTo(java.util.Arrays.copyOfRange(message, 900, 1000));
            assertThat(journal.readBody(position, 1000, into)).isZero();
            assertThatThrownBy(() -> journal.readBody(position, 1001, into))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void neverUsesAnIncarnationTwice() throws Exception {
        JournalOptions options = small(base);
        assertThat(Journal.nextIncarnation(options.directory())).isEqualTo(1);
        Journal.start(options, 1).close();
        assertThat(Journal.nextIncarnation(options.directory())).isEqualTo(2);
        assertThatThrownBy(() -> Journal.start(options, 1))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(JournalRecovery.delete(options.directory().resolve("1"))).isTrue();
        assertThat(Journal.nextIncarnation(options.directory())).isEqualTo(2);
        assertThatThrownBy(() -> Journal.start(options, 1))
                .isInstanceOf(FileAlreadyExistsException.class);
        Journal.start(options, 2).close();
        assertThat(JournalRecovery.incarnations(options.directory()))
                .containsExactly(options.directory().resolve("2"));
    }

    @Test
    void bringsWhatWaitsToTheDiskBeforeItCloses() throws Exception {
        var waiting = new ArrayList<CompletableFuture<JournalPosition>>();
        Journal journal = Journal.start(small(base), 1);
        for (long i = 1; i <= 500; i++) {
            waiting.add(append(journal, record(i)));
        }
        journal.close();
        journal.close();
        for (var one : waiting) {
            assertThat(await(one).recordOffset()).isPositive();
        }
        assertThat(Journals.failure(append(journal, record(501))))
                .isInstanceOfSatisfying(
                        JournalFailed.class,
                        failed ->
                                assertThat(failed.reason()).isEqualTo(JournalFailed.Reason.CLOSED));
        assertThat(scan(journal.directory()).records()).hasSize(500);
    }

    static void awaitLatch(CountDownLatch latch) {
        try {
            if (!latch.await(Journals.WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("waited too long");
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
