package org.posthouse.store.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With real processes. */
class QueueKillTest {
    private static final int KILLS = 3;

    @TempDir Path base;

    @Test
    @Timeout(120)
    void keepsEverythingAcceptedExactlyOnceThroughKills() throws Exception {
        Map<String, String> kept = new HashMap<>();
        Set<String> inDoubt = new HashSet<>();
        Set<String> removed = new HashSet<>();
        for (int round = 0; round < KILLS; round++) {
            int killAfter = 50 + new SplittableRandom(round).nextInt(400);
            Process child = QueueChild.start(base, round);
            try (BufferedReader said =
                    new BufferedReader(child.inputReader(StandardCharsets.UTF_8))) {
                int lines = 0;
                for (String line = said.readLine(); line != null; line = said.readLine()) {
                    String[] words = line.split(" ", 3);
                    switch (words[0]) {
                        case "kept" -> kept.put(words[1], words[2]);
                        case "removing" -> inDoubt.add(words[1]);
                        case "removed" -> removed.add(words[1]);
                        default -> {} // the log
                    }
                    if (++lines == killAfter) {
                        // Not through Process, which would close the pipe that we still read.
                        child.toHandle().destroyForcibly();
                    }
                }
            } finally {
                child.destroyForcibly().waitFor();
            }
        }
        try (DurableQueue queue = Queues.open(Queues.options(base, 100_000, 0, 3_600_000))) {
            Map<String, String> found = new HashMap<>();
            Set<String> texts = new HashSet<>();
            for (QueueSummary entry : queue.list(QueueId.FIRST, Integer.MAX_VALUE)) {
                String text = Queues.text(queue, entry.id());
                found.put(entry.id().toString(), text);
                assertThat(texts.add(text)).as("only once: " + text).isTrue();
            }
            assertThat(found.keySet()).doesNotContainAnyElementsOf(removed);
            kept.keySet().removeAll(inDoubt);
            assertThat(kept).isNotEmpty();
            assertThat(found).containsAllEntriesOf(kept);
        }
    }
}
