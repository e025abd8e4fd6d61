package org.posthouse.store.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthouse.store.journal.Journals.appendAndWait;
import static org.posthouse.store.journal.Journals.bytes;
import static org.posthouse.store.journal.Journals.record;
import static org.posthouse.store.journal.Journals.scan;
import static org.posthouse.store.journal.Journals.small;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.store.journal.JournalEnd.Reason;

class JournalRecoveryTest {
    private static final int RECORDS = 60;

    @TempDir Path base;

    private final List<JournalPosition> positions = new ArrayList<>();
    private Path directory;
    private Path file;

    /**
     * A closed journal with one segment: records of all kinds of sizes, every third with a body.
     */
    @BeforeEach
    void writeAJournal() throws Exception {
        try (Journal journal = Journal.start(small(base), 1)) {
            JournalBody shared = JournalBody.of(bytes(1, 5000));
            for (int i = 1; i <= RECORDS; i++) {
                positions.add(
                        appendAndWait(
                                journal, record(i, bytes(i, i * 97), i % 3 == 0 ? shared : null)));
            }
            directory = journal.directory();
        }
        file = JournalFiles.segment(directory, 0).resolve(JournalFiles.QUEUE_FILE);
    }

    @Test
    void agreesWithChroniclesOwnTailer() throws Exception {
        // Without the dead one's metadata, which nobody ever forces.
        Path copy = Files.createDirectory(base.resolve("copy"));
        Files.createLink(copy.resolve(JournalFiles.QUEUE_FILE), file);
        var offsets = new ArrayList<Long>();
        try (var queue =
                        SingleChronicleQueueBuilder.binary(copy.toFile())
                                .rollCycle(RollCycles.FAST_DAILY)
                                .blockSize(Journals.SMALL_BLOCK)
                                .timeProvider(() -> 0L)
                                .readOnly(true)
                                .build();
                ExcerptTailer tailer = queue.createTailer()) {
            while (true) {
                try (DocumentContext document = tailer.readingDocument()) {
                    if (!document.isPresent()) {
                        break;
                    }
                    Wire wire = Objects.requireNonNull(document.wire());
                    offsets.add(wire.bytes().readPosition());
                }
            }
        }
        assertThat(offsets.removeFirst()).isLessThan(positions.getFirst().recordOffset());
        assertThat(offsets)
                .containsExactlyElementsOf(
                        positions.stream().map(JournalPosition::recordOffset).toList());
        assertThat(scan(directory).records()).hasSize(RECORDS);
        assertThat(scan(directory).end())
                .returns(Reason.NO_MORE_RECORDS, JournalEnd::reason)
                .returns((long) RECORDS, JournalEnd::sequence)
                .returns(0L, JournalEnd::segment);
    }

    @Test
    void stopsAtAnyDamageAndHasEverythingBeforeIt() throws Exception {
        byte[] whole = firstBytes();
        var random = new SplittableRandom(42);
        for (int round = 0; round < 300; round++) {
            byte[] damaged = whole.clone();
            int from = (int) positions.getFirst().recordOffset() + random.nextInt(endOfRecords());
            from = Math.min(from, endOfRecords() - 1);
            switch (random.nextInt(3)) {
                case 0 -> damaged[from] ^= (byte) (1 << random.nextInt(8));
                case 1 ->
                        Arrays.fill(damaged, from, Math.min(from + 4096, damaged.length), (byte) 0);
                default -> random.nextBytes(damaged); // replaced below, up to the damage
            }
            if (!Arrays.equals(whole, 0, from, damaged, 0, from)) {
                System.arraycopy(whole, 0, damaged, 0, from);
            }
            overwrite(damaged);
            checkPrefix(from, round);
        }
    }

    @Test
    void stopsWhereTheFileWasCutOff() throws Exception {
        byte[] whole = firstBytes();
        var random = new SplittableRandom(43);
        for (int round = 0; round < 60; round++) {
            int length = random.nextInt(endOfRecords());
            overwrite(whole);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            }
            checkPrefix(length, round);
        }
    }

    @Test
    void refusesARecordOfANewerProgramInsteadOfLosingIt() throws Exception {
        int at = (int) positions.getLast().recordOffset();
        byte[] whole = firstBytes();
        ByteBuffer bytes = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort(at + ExcerptFormat.VERSION_AT, (short) 2);
        var checksum = new CRC32C();
        checksum.update(whole, at, ExcerptFormat.CRC_AT);
        int checked = bytes.getInt(at + ExcerptFormat.CHECKED_AT);
        checksum.update(
                whole, at + ExcerptFormat.PREFIX_BYTES, checked - ExcerptFormat.PREFIX_BYTES);
        bytes.putInt(at + ExcerptFormat.CRC_AT, (int) checksum.getValue());
        overwrite(whole);
        assertThatThrownBy(() -> scan(directory))
                .isInstanceOf(JournalFormatTooNew.class)
                .hasMessageContaining("version 2");

        // The same without the checksum is damage, and ends the journal.
        bytes.putInt(at + ExcerptFormat.CRC_AT, 1);
        overwrite(whole);
        assertThat(scan(directory).end())
                .returns(Reason.BAD_RECORD, JournalEnd::reason)
                .returns(RECORDS - 1L, JournalEnd::sequence);
    }

    @Test
    void takesNoSegmentOfAnotherIncarnation() throws Exception {
        Path other = base.resolve("journals/node-a/2");
        Files.createDirectories(JournalFiles.segment(other, 0));
        Files.copy(file, JournalFiles.segment(other, 0).resolve(JournalFiles.QUEUE_FILE));
        assertThat(scan(other).records()).isEmpty();
        assertThat(scan(other).end().reason()).isEqualTo(Reason.BAD_SEGMENT);
    }

    @Test
    void readsOverSegmentsAndStopsWhereOneIsMissingOrDamaged() throws Exception {
        Path many = severalSegments(2);
        var all = scan(many);
        assertThat(all.end()).returns(Reason.NO_MORE_RECORDS, JournalEnd::reason);
        long total = all.end().sequence();
        assertThat(all.accountSequences()).hasSize((int) total).isSorted();

        // The first are retired: what is left is read from there.
        JournalFiles.deleteTree(JournalFiles.segment(many, 0));
        var rest = scan(many);
        assertThat(rest.records().size()).isLessThan((int) total).isPositive();
        assertThat(rest.end().sequence()).isEqualTo(total);

        // A hole at the end of one: the next one does not follow it.
        Path second = JournalFiles.segment(many, 1).resolve(JournalFiles.QUEUE_FILE);
        byte[] saved = Files.readAllBytes(second);
        byte[] hole = saved.clone();
        Arrays.fill(hole, 600_000, 3_000_000, (byte) 0);
        Files.write(second, hole);
        var broken = scan(many);
        assertThat(broken.records()).hasSizeBetween(1, rest.records().size() - 1);
        assertThat(broken.end().reason()).isNotEqualTo(Reason.NO_MORE_RECORDS);
        Files.write(second, saved);

        JournalFiles.deleteTree(JournalFiles.segment(many, 2));
        var gap = scan(many);
        assertThat(gap.end().reason()).isEqualTo(Reason.SEGMENT_MISSING);
        assertThat(gap.end().segment()).isEqualTo(1);
    }

    @Test
    void goesOnBehindSegmentsThatAreRetiredWhileItReads() throws Exception {
        Path many = severalSegments(2);
        var all = scan(many);
        var found = new ArrayList<RecoveredRecord>();
        JournalEnd end =
                JournalRecovery.scan(
                        many,
                        record -> {
                            if (found.isEmpty()) {
                                JournalFiles.deleteTree(JournalFiles.segment(many, 0));
                                JournalFiles.deleteTree(JournalFiles.segment(many, 1));
                            }
                            found.add(record);
                        });
        assertThat(end.sameRecord(all.end())).isTrue();
        assertThat(found).extracting(RecoveredRecord::sequence).isSorted();
        assertThat(found).hasSizeLessThan(all.records().size());
    }

    @Test
    void endsTheSameWhenItIsInterruptedAndDoneAgain() throws Exception {
        JournalRecovery.fence(directory);
        assertThatThrownBy(() ->
                        JournalRecovery.scan(
                                directory,
                                found -> {
                                    if (found.sequence() == 20) {
                                        throw new IOException("the node dies here");
                                    }
                                }))
                .hasMessage("the node dies here");
        Files.writeString(directory.resolve("sealing-interrupted"), "posthouse-jour");
        JournalRecovery.fence(directory);
        var first = scan(directory);
        JournalRecovery.seal(directory, first.end());
        JournalRecovery.fence(directory);
        var second = scan(directory);
        assertThat(second.end()).returns(Reason.SEALED, JournalEnd::reason);
        assertThat(second.end().sameRecord(first.end())).isTrue();
        assertThat(second.accountSequences()).isEqualTo(first.accountSequences());
        JournalRecovery.seal(directory, second.end());

        Path journals = JournalFiles.parent(directory);
        assertThat(JournalRecovery.delete(directory)).isTrue();
        assertThat(JournalRecovery.delete(directory)).isTrue();
        assertThat(JournalRecovery.incarnations(journals)).isEmpty();
        try (var left = Files.list(journals)) {
            assertThat(left.map(JournalFiles::name)).containsExactly("claimed-1");
        }
    }

    @Test
    void finishesADeletionThatWasInterrupted() throws Exception {
        Path journals = JournalFiles.parent(directory);
        Files.move(directory, journals.resolve("deleted-1"));
        assertThat(JournalRecovery.incarnations(journals)).isEmpty();
        assertThat(JournalRecovery.delete(directory)).isTrue();
        assertThat(journals.resolve("deleted-1")).doesNotExist();
        assertThat(Journal.nextIncarnation(journals)).isEqualTo(2);
    }

    @Test
    void doesNotSealTwoEnds() throws Exception {
        JournalEnd end = scan(directory).end();
        JournalRecovery.seal(directory, end);
        var other = new JournalEnd(0, 7, 8, Reason.NO_MORE_RECORDS, "");
        assertThatThrownBy(() -> JournalRecovery.seal(directory, other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sequence=7");
        assertThat(scan(directory).end().sameRecord(end)).isTrue();
    }

    @Test
    void ignoresWhatAZombieWritesBehindTheSeal() throws Exception {
        // Its fence is off, so it goes on writing into its own files as a thawed host does.
        try (Journal zombie = Journal.start(small(base, Fence.NONE, () -> true), 2)) {
            for (long i = 1; i <= 10; i++) {
                appendAndWait(zombie, record(i));
            }
            JournalRecovery.fence(zombie.directory());
            JournalEnd end = scan(zombie.directory()).end();
            JournalRecovery.seal(zombie.directory(), end);
            for (long i = 11; i <= 20; i++) {
                appendAndWait(zombie, record(i));
            }
            var again = scan(zombie.directory());
            assertThat(again.records()).hasSize(10);
            assertThat(again.end().reason()).isEqualTo(Reason.SEALED);
        }
    }

    @Test
    void saysWhenThereIsNothingToFence() throws Exception {
        Path nothing = Files.createDirectory(base.resolve("99"));
        assertThatThrownBy(() -> JournalRecovery.fence(nothing))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be fenced");
    }

    private Path severalSegments(long incarnation) throws Exception {
        try (Journal journal = Journal.start(small(base), incarnation)) {
            for (long i = 1; journal.segments().size() < 4; i++) {
                appendAndWait(journal, record(i, bytes(i, 150_000), null));
            }
            return journal.directory();
        }
    }

    private int endOfRecords() {
        JournalPosition last = positions.getLast();
        return (int) last.recordOffset() + ExcerptFormat.HEADER_BYTES + RECORDS * 97;
    }

    private byte[] firstBytes() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(endOfRecords() + 8192);
            while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {}
            return bytes.array();
        }
    }

    private void overwrite(byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer from = ByteBuffer.wrap(bytes);
            while (from.hasRemaining()) {
                channel.write(from, from.position());
            }
        }
    }

    /**
     * All records that end before the damage are found, and nothing is found that was not appended.
     */
    private void checkPrefix(int damage, int round) throws IOException {
        int whole = 0;
        while (whole + 1 < RECORDS && positions.get(whole + 1).recordOffset() - 4 <= damage) {
            whole++;
        }
        var scanned = scan(directory);
        assertThat(scanned.records())
                .as("round %d, damage at %d, %s", round, damage, scanned.end())
                .hasSizeBetween(whole, RECORDS);
        for (int i = 0; i < scanned.records().size(); i++) {
            RecoveredRecord found = scanned.records().get(i);
            assertThat(found.record().payload()).isEqualTo(bytes(i + 1, (i + 1) * 97));
            assertThat(found.body() != null).isEqualTo((i + 1) % 3 == 0);
        }
        assertThat(scanned.end().sequence()).isEqualTo(scanned.records().size());
    }
}
