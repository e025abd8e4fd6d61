package org.posthouse.store.queue;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.posthouse.store.journal.BodyLocation;
import org.posthouse.store.journal.JournalPosition;
import org.posthouse.store.queue.QueueEvent.QueueAccepted;

/** What is kept in memory of an entry: where it lies, no envelope and no message. */
final class LiveEntry {
    /** Where the envelope and a small message are. */
    sealed interface Place {
        /** In the journal of this start. */
        record InJournal(JournalPosition position) implements Place {}

        /** In the journal of an earlier start, from which it has to be carried over. */
        record InOldJournal(BodyLocation location) implements Place {}
    }

    private final QueueAccepted accepted;
    private final BitSet done;
    private volatile Place place;

    LiveEntry(QueueAccepted accepted, Place place) {
        this.accepted = accepted;
        this.done = (BitSet) accepted.done().clone();
        this.place = place;
    }

    QueueId id() {
        return accepted.id();
    }

    Place place() {
        return place;
    }

    void moved(Place to) {
        place = to;
    }

    int envelopeBytes() {
        return accepted.envelopeBytes();
    }

    long messageBytes() {
        return accepted.messageBytes();
    }

    /** The message's own file, if it has one. */
    @Nullable String file() {
        return accepted.file();
    }

    /** Bytes in the journal. */
    long journalBytes() {
        return envelopeBytes() + (file() == null ? messageBytes() : 0);
    }

    /** Notes that a recipient is served; false when it was before or is none. */
    synchronized boolean done(int index) {
        if (index < 0 || index >= accepted.recipients() || done.get(index)) {
            return false;
        }
        done.set(index);
        return true;
    }

    synchronized boolean allDone() {
        return done.cardinality() == accepted.recipients();
    }

    synchronized BitSet waiting() {
        BitSet waiting = new BitSet();
        waiting.set(0, accepted.recipients());
        waiting.andNot(done);
        return waiting;
    }

    /** The record that tells of this entry as it is now. */
    synchronized QueueAccepted asAccepted() {
        return new QueueAccepted(
                accepted.id(),
                accepted.acceptedMillis(),
                accepted.envelopeBytes(),
                accepted.messageBytes(),
                accepted.file(),
                accepted.recipients(),
                accepted.local(),
                (BitSet) done.clone());
    }

    QueueSummary summary() {
        BitSet waiting = waiting();
        int count = waiting.cardinality();
        waiting.and(accepted.local());
        return new QueueSummary(
                id(),
                accepted.acceptedMillis(),
                accepted.messageBytes(),
                accepted.recipients(),
                count,
                waiting.cardinality());
    }
}
