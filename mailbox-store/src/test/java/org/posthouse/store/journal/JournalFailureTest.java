package org.posthouse.store.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.posthouse.store.journal.JournalAppendTest.awaitLatch;
import static org.posthouse.store.journal.Journals.append;
import static org.posthouse.store.journal.Journals.appendAndWait;
import static org.posthouse.store.journal.Journals.bytes;
import static org.posthouse.store.journal.Journals.failure;
import static org.posthouse.store.journal.Journals.record;
import static org.posthouse.store.journal.Journals.scan;
import static org.posthouse.store.journal.Journals.small;
import static org.posthouse.store.journal.Journals.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.store.journal.JournalFailed.Reason;
import org.posthouse.store.journal.Journals.TestDisk;

class JournalFailureTest {
    @TempDir Path base;

    private final TestDisk disk = new TestDisk();

    @Test
    void acknowledgesOnlyAfterTheForce() throws Exception {
        var forcing = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        disk.beforeForce =
                () -> {
                    forcing.countDown();
                    awaitLatch(goOn);
                };
        try (Journal journal = Journal.start(small(base), 1, disk)) {
            var one = append(journal, record(1));
            awaitLatch(forcing);
            assertThat(one).isNotDone();
            assertThat(disk.renames).hasValue(0);
            goOn.countDown();
            Journals.await(one);
            assertThat(disk.forces).hasValue(1);
            assertThat(disk.renames).hasValue(1);
            assertThat(journal.directory().resolve("owner.1")).exists();
        }
    }

    @Test
    void acknowledgesNothingMoreAfterAFailedForceAndNeverTriesItAgain() throws Exception {
        var heard = new ArrayList<JournalFailed>();
        var attempts = new AtomicInteger();
        try (Journal journal = Journal.start(withListener(heard), 1, disk)) {
            appendAndWait(journal, record(1));
            var forcing = new CountDownLatch(1);
            var goOn = new CountDownLatch(1);
            disk.beforeForce =
                    () -> {
                        attempts.incrementAndGet();
                        forcing.countDown();
                        awaitLatch(goOn);
                        throw new IOException("No space left on device");
                    };
            var lost = append(journal, record(2));
            awaitLatch(forcing);
            List<CompletableFuture<JournalPosition>> waiting =
                    List.of(append(journal, record(3)), append(journal, record(4)));
            goOn.countDown();

            JournalException cause = failure(lost);
            assertThat(cause)
                    .asInstanceOf(type(JournalFailed.class))
                    .returns(Reason.FORCE, JournalFailed::reason);
            assertThat(cause)
                    .hasMessageContaining("node-a")
                    .hasMessageContaining("19700101F.cq4")
                    .hasMessageContaining("No space left on device")
                    .hasMessageContaining("Next step");
            for (var one : waiting) {
                assertThat(failure(one)).isSameAs(cause);
            }
            disk.beforeForce = attempts::incrementAndGet;
            assertThat(failure(append(journal, record(5)))).isSameAs(cause);
            until("the listener has heard", () -> !heard.isEmpty());
            assertThat(heard).containsExactly((JournalFailed) cause);
            assertThat(journal.failure()).isSameAs(cause);
            assertThat(attempts).hasValue(1);
            assertThat(journal.counters().records()).isEqualTo(1);
            until("the queue is empty", () -> journal.counters().queuedBytes() == 0);
        }
        assertThat(attempts).hasValue(1);
    }

    @Test
    void treatsAPageThatTheDiskCouldNotGiveAsTheEnd() throws Exception {
        disk.beforeForce =
                () -> {
                    throw new InternalError(
                            "a fault occurred in an unsafe memory access operation");
                };
        try (Journal journal = Journal.start(small(base), 1, disk)) {
            assertThat(failure(append(journal, record(1))))
                    .hasRootCauseInstanceOf(InternalError.class);
            assertThat(failure(append(journal, record(2)))).isSameAs(journal.failure());
        }
    }

    @Test
    void rollsARecordBackWhoseBodyCannotBeWritten() throws Exception {
        try (Journal journal = Journal.start(small(base), 1, disk)) {
            appendAndWait(journal, record(1));
            // A slice that lies about its array throws in the middle of the excerpt.
            JournalBody torn = JournalBody.of(bytes(1, 1000), bytes(2, 1000));
            var field = JournalBody.class.getDeclaredField("slices");
            field.setAccessible(true);
            var slices = new ArrayList<JournalBody.Slice>(torn.slices());
            slices.add(null);
            field.set(torn, slices);
            assertThat(failure(append(journal, record(2, new byte[10], torn))))
                    .asInstanceOf(type(JournalFailed.class))
                    .returns(Reason.WRITE, JournalFailed::reason);
            assertThat(failure(append(journal, record(3)))).isSameAs(journal.failure());
        }
        var scanned = scan(small(base).directory().resolve("1"));
        assertThat(scanned.accountSequences()).containsExactly(1L);
        assertThat(scanned.end().reason()).isEqualTo(JournalEnd.Reason.NO_MORE_RECORDS);
    }

    @Test
    void acknowledgesNothingOnceItWasFenced() throws Exception {
        try (Journal journal = Journal.start(small(base), 1, disk)) {
            appendAndWait(journal, record(1));
            JournalRecovery.fence(journal.directory());
            assertThat(failure(append(journal, record(2))))
                    .asInstanceOf(type(JournalFailed.class))
                    .returns(Reason.FENCED, JournalFailed::reason);
            assertThat(failure(append(journal, record(3)))).isSameAs(journal.failure());
            assertThat(journal.directory().resolve("fenced-owner.1")).exists();
            assertThat(journal.counters().records()).isEqualTo(1);
        }
    }

    @Test
    void acknowledgesNothingWhenTheRenameFailsForAnotherReason() throws Exception {
        disk.beforeRename =
                () -> {
                    throw new IOException("Input/output error");
                };
        try (Journal journal = Journal.start(small(base), 1, disk)) {
            assertThat(failure(append(journal, record(1))))
                    .asInstanceOf(type(JournalFailed.class))
                    .returns(Reason.FENCE, JournalFailed::reason);
        }
    }

    @Test
    void fencingALiveWriterLosesNoAcknowledgedRecord() throws Exception {
        var acknowledged = java.util.Collections.synchronizedList(new ArrayList<Long>());
        try (Journal journal = Journal.start(small(base), 1)) {
            var writer =
                    Thread.ofPlatform()
                            .start(() -> {
                                for (long i = 1; journal.failure() == null; i++) {
                                    try {
                                        appendAndWait(journal, record(i));
                                        acknowledged.add(i);
                                    } catch (Exception fenced) {
                                        return;
                                    }
                                }
                            });
            until("some are acknowledged", () -> acknowledged.size() > 20);
            JournalRecovery.fence(journal.directory());
            var scanned = scan(journal.directory());
            writer.join();
            assertThat(scanned.accountSequences()).containsAll(acknowledged);
        }
    }

    @Test
    void acknowledgesNothingWhenTheOwnershipIsLostAfterTheAppend() throws Exception {
        var valid = new AtomicBoolean(true);
        disk.beforeForce = () -> valid.set(false);
        try (Journal journal = Journal.start(small(base, Fence.NONE, valid::get), 1, disk)) {
            assertThat(failure(append(journal, record(1))))
                    .asInstanceOf(type(JournalFailed.class))
                    .returns(Reason.OWNERSHIP_LOST, JournalFailed::reason);
            valid.set(true);
            assertThat(failure(append(journal, record(2)))).isSameAs(journal.failure());
            assertThat(disk.renames).hasValue(0);
            // Durable and never acknowledged: recovery may find it, that is no harm.
            assertThat(scan(journal.directory()).records()).hasSize(1);
        }
    }

    @Test
    void refusesWhenTooMuchWaitsAndTakesMoreAfterwards() throws Exception {
        var goOn = new CountDownLatch(1);
        disk.beforeForce = () -> awaitLatch(goOn);
        try (Journal journal = Journal.start(small(base), 1, disk)) {
            var taken = new ArrayList<CompletableFuture<JournalPosition>>();
            JournalException refusal = null;
            for (long i = 1; refusal == null && i < 1000; i++) {
                var one = append(journal, record(i, bytes(i, 100_000), null));
                if (one.isCompletedExceptionally()) {
                    refusal = failure(one);
                } else {
                    taken.add(one);
                }
            }
            assertThat(refusal).isInstanceOf(JournalBusy.class);
            assertThat(taken).hasSizeBetween(80, 84);
            assertThat(journal.counters().queuedBytes()).isLessThanOrEqualTo(8L << 20);
            goOn.countDown();
            for (var one : taken) {
                Journals.await(one);
            }
            until("the queue is empty", () -> journal.counters().queuedBytes() == 0);
            appendAndWait(journal, record(1001));
            assertThat(scan(journal.directory()).records()).hasSize(taken.size() + 1);
        }
    }

    @Test
    void countsABodyForManyRecipientsOnce() throws Exception {
        var goOn = new CountDownLatch(1);
        disk.beforeForce = () -> awaitLatch(goOn);
        try (Journal journal = Journal.start(small(base), 1, disk)) {
            JournalBody body = JournalBody.of(bytes(1, 200_000));
            var all = new ArrayList<CompletableFuture<JournalPosition>>();
            for (long i = 1; i <= 100; i++) {
                all.add(append(journal, record(i, new byte[100], body)));
            }
            assertThat(journal.counters().queuedBytes()).isLessThan(300_000);
            goOn.countDown();
            for (var one : all) {
                Journals.await(one);
            }
            assertThat(journal.counters().bytes()).isLessThan(300_000);
        }
    }

    @Test
    void refusesOnAFullDiskBeforeAnythingIsHalfDoneAndHealsByItself() throws Exception {
        try (Journal journal = Journal.start(small(base), 1, disk)) {
            JournalPosition position =
                    appendAndWait(journal, record(1, new byte[0], JournalBody.of(bytes(1, 10))));
            disk.usableBytes = 1000;
            until("it is noticed", journal::storageFull);
            assertThat(failure(append(journal, record(2))))
                    .isInstanceOf(StorageFull.class)
                    .hasMessageContaining(journal.directory().toString());
            assertThat(Journals.readBody(journal, position)).isEqualTo(bytes(1, 10));
            assertThat(journal.failure()).isNull();
            disk.usableBytes = Long.MAX_VALUE;
            until("it heals", () -> !journal.storageFull());
            appendAndWait(journal, record(3));
            assertThat(scan(journal.directory()).accountSequences()).containsExactly(1L, 3L);
        }
    }

    @Test
    void startsOnAFullDiskAndServesWhenThereIsSpace() throws Exception {
        disk.usableBytes = 0;
        try (Journal journal = Journal.start(small(base), 1, disk)) {
            assertThat(failure(append(journal, record(1)))).isInstanceOf(StorageFull.class);
            disk.usableBytes = Long.MAX_VALUE;
            until("it heals", () -> !journal.storageFull());
            appendAndWait(journal, record(2));
        }
    }

    @Test
    void refusesWhatWaitsWhenThereIsNoSpaceForTheNextSegment() throws Exception {
        var goOn = new CountDownLatch(1);
        var forcing = new CountDownLatch(1);
        disk.beforeForce =
                () -> {
                    forcing.countDown();
                    awaitLatch(goOn);
                };
        JournalOptions options = small(base).withSegmentBytes(1 << 20);
        try (Journal journal = Journal.start(options, 1, disk)) {
            var all = new ArrayList<CompletableFuture<JournalPosition>>();
            all.add(append(journal, record(1, bytes(1, 100_000), null)));
            awaitLatch(forcing);
            for (long i = 2; i <= 40; i++) {
                all.add(append(journal, record(i, bytes(i, 100_000), null)));
            }
            disk.usableBytes = 1000;
            until("it is noticed", journal::storageFull);
            goOn.countDown();
            int durable = 0;
            boolean refused = false;
            for (var one : all) {
                try {
                    Journals.await(one);
                    durable++;
                    assertThat(refused).as("one was refused before").isFalse();
                } catch (StorageFull full) {
                    refused = true;
                }
            }
            // What fits into the segment in use, and into the next one if that was ready already.
            assertThat(durable).isBetween(8, 22);
            assertThat(journal.failure()).isNull();
            until("the queue is empty", () -> journal.counters().queuedBytes() == 0);
            disk.usableBytes = Long.MAX_VALUE;
            until("it heals", () -> !journal.storageFull());
            appendAndWait(journal, record(41));
            assertThat(scan(journal.directory()).records()).hasSize(durable + 1);
        }
    }

    @Test
    void setsAsideWhatIsInTheWayOfASegment() throws Exception {
        try (Journal journal = Journal.start(small(base).withSegmentBytes(1 << 20), 1, disk)) {
            Files.createFile(JournalFiles.segment(journal.directory(), 2));
            Files.createFile(JournalFiles.segment(journal.directory(), 3));
            for (long i = 1; i < 60; i++) {
                appendAndWait(journal, record(i, bytes(i, 100_000), null));
            }
            assertThat(scan(journal.directory()).records()).hasSize(59);
        }
    }

    @Test
    void stopsWhenNoSegmentCanBeMade() throws Exception {
        JournalOptions options = small(base).withSegmentBytes(1 << 20);
        try (Journal journal = Journal.start(options, 1, disk)) {
            appendAndWait(journal, record(0));
            disk.beforeLook =
                    () -> {
                        throw new IOException("Stale file handle");
                    };
            JournalException failed = null;
            for (long i = 1; i < 60 && failed == null; i++) {
                try {
                    appendAndWait(journal, record(i, bytes(i, 100_000), null));
                } catch (JournalException cause) {
                    failed = cause;
                }
            }
            assertThat(failed)
                    .asInstanceOf(type(JournalFailed.class))
                    .returns(Reason.SEGMENT, JournalFailed::reason);
            assertThat(failed).hasRootCauseMessage("Stale file handle");
        }
    }

    private JournalOptions withListener(List<JournalFailed> heard) {
        JournalOptions options = small(base);
        return new JournalOptions(
                options.directory(),
                options.segmentBytes(),
                options.blockBytes(),
                options.batchRecordsMax(),
                options.batchBytesMax(),
                options.queuedBytesMax(),
                options.reserveBytes(),
                options.recheckMillis(),
                options.fence(),
                options.ownershipValid(),
                heard::add);
    }
}
