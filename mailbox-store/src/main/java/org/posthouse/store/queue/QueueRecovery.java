package org.posthouse.store.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.posthouse.core.bytes.MalformedBytes;
import org.posthouse.store.journal.BodyLocation;
import org.posthouse.store.journal.JournalRecovery;
import org.posthouse.store.journal.RecoveredRecord;
import org.posthouse.store.queue.LiveEntry.Place.InOldJournal;

/**
 * Finds what earlier starts have left. Journals are read oldest first, and what a later record says
 * of an entry counts: a carry-over that was interrupted ends the same when it is done again.
 */
final class QueueRecovery {
    private QueueRecovery() {}

    static SortedMap<QueueId, LiveEntry> read(List<Path> journals) throws IOException {
        SortedMap<QueueId, LiveEntry> live = new TreeMap<>();
        for (Path journal : journals) {
            JournalRecovery.fence(journal);
            JournalRecovery.scan(journal, found -> apply(live, found));
        }
        live.values().removeIf(LiveEntry::allDone);
        return live;
    }

    private static void apply(SortedMap<QueueId, LiveEntry> live, RecoveredRecord found)
            throws IOException {
        QueueEvent event;
        try {
            event = QueueEvent.read(found.record());
        } catch (MalformedBytes damaged) {
            throw new IOException("the queue can't be read: " + damaged.getMessage(), damaged);
        }
        switch (event) {
            case QueueEvent.QueueAccepted accepted -> {
                BodyLocation body = found.body();
                if (body == null) {
                    throw new IOException("queue entry " + accepted.id() + " has no envelope");
                }
                live.put(accepted.id(), new LiveEntry(accepted, new InOldJournal(body)));
            }
            case QueueEvent.RecipientDone done -> {
                LiveEntry entry = live.get(done.id());
                if (entry != null) {
                    entry.done(done.index());
                }
            }
            case QueueEvent.QueueRemoved removed -> live.remove(removed.id());
        }
    }
}
