package org.posthouse.store.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthouse.store.journal.Journals.appendAndWait;
import static org.posthouse.store.journal.Journals.bytes;
import static org.posthouse.store.journal.Journals.record;
import static org.posthouse.store.journal.Journals.small;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With real child processes. */
@Timeout(120)
class JournalCrashTest {
    private static final int KILLS = 5;

    @TempDir Path base;

    @RepeatedTest(KILLS)
    void findsEveryAcknowledgedRecordAfterAKill(RepetitionInfo repetition) throws Exception {
        long incarnation = repetition.getCurrentRepetition();
        int killAfter = 1 + new SplittableRandom(incarnation).nextInt(1500);
        Process child = ChildJvm.start("append", base.toString(), Long.toString(incarnation));
        List<String> acknowledged;
        try {
            acknowledged = killAfter(child, killAfter);
        } finally {
            child.destroyForcibly();
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(killAfter);

        Path directory = small(base).directory().resolve(Long.toString(incarnation));
        JournalRecovery.fence(directory);
        var scanned = Journals.scan(directory);
        Map<String, RecoveredRecord> found = new HashMap<>();
        long[] last = new long[ChildJvm.WRITERS];
        for (RecoveredRecord one : scanned.records()) {
            int writer = (int) one.record().accountIdHigh();
            long sequence = one.record().accountSequence();
            assertThat(sequence).isEqualTo(++last[writer]);
            assertThat(one.record().payload())
                    .isEqualTo(ChildJvm.record(incarnation, writer, sequence).payload());
            assertThat(Journals.readBody(one.body()))
                    .isEqualTo(ChildJvm.body(incarnation, writer, sequence));
            found.put(writer + " " + sequence, one);
        }
        assertThat(found.keySet()).containsAll(acknowledged);
        JournalRecovery.seal(directory, scanned.end());
        assertThat(Journals.scan(directory).end().sameRecord(scanned.end())).isTrue();
    }

    @Test
    void holdsALockOnTheSegmentThatIsWrittenHoweverLongItGrowsAndWhoeverReads() throws Exception {
        try (Journal journal = Journal.start(small(base), 1)) {
            JournalPosition first =
                    appendAndWait(journal, record(0, new byte[0], JournalBody.of(bytes(1, 100))));
            assertThat(lockOf(journal, 0)).isEqualTo("held");
            // Over the borders of the 1 MiB chunks, with a reader in between.
            for (int i = 1; i < 36; i++) {
                appendAndWait(journal, record(i, bytes(i, 100_000), null));
                Journals.readBody(journal, first);
            }
            assertThat(journal.segments()).hasSize(1);
            assertThat(lockOf(journal, 0)).isEqualTo("held");
            for (int i = 36; journal.segments().size() < 2; i++) {
                appendAndWait(journal, record(i, bytes(i, 100_000), null));
            }
            Journals.readBody(journal, first);
            assertThat(lockOf(journal, 1)).isEqualTo("held");
        }
        assertThat(lockOf(small(base).directory().resolve("1"), 1)).isEqualTo("free");
    }

    private static String lockOf(Journal journal, long segment) throws Exception {
        return lockOf(journal.directory(), segment);
    }

    private static String lockOf(Path incarnation, long segment) throws Exception {
        Path file = JournalFiles.segment(incarnation, segment).resolve(JournalFiles.QUEUE_FILE);
        Process child = ChildJvm.start("lock", file.toString());
        try (BufferedReader answers = child.inputReader(StandardCharsets.UTF_8)) {
            return answers.readLine();
        } finally {
            child.destroyForcibly();
        }
    }

    /**
     * Kills the child when it has acknowledged so many, and returns all that it could still say.
     */
    private static List<String> killAfter(Process child, int records)
            throws IOException, InterruptedException {
        var lines = new ArrayList<String>();
        var text = new StringBuilder();
        char[] buffer = new char[8192];
        try (BufferedReader answers = child.inputReader(StandardCharsets.UTF_8)) {
            boolean killed = false;
            int got = answers.read(buffer);
            while (got >= 0) {
                text.append(buffer, 0, got);
                int end;
                while ((end = text.indexOf("\n")) >= 0) { // a line without its end does not count
                    String line = text.substring(0, end);
                    text.delete(0, end + 1);
                    if (line.startsWith(ChildJvm.DURABLE)) {
                        lines.add(line.substring(ChildJvm.DURABLE.length()));
                    }
                }
                if (!killed && lines.size() >= records) {
                    // Not through the process, which would close the pipe with what it said last.
                    killed = child.toHandle().destroyForcibly();
                }
                got = answers.read(buffer);
            }
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return lines;
    }
}
