package org.posthouse.core.account;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.posthouse.core.bytes.ByteReader;
import org.posthouse.core.bytes.ByteWriter;
import org.posthouse.core.mailbox.NumberSet;

/**
 * Which UIDs were expunged at which modification sequence, newest last, so that a session that has
 * not been told can still count its messages. Bounded: beyond {@link #RANGES_MAX} ranges the oldest
 * are forgotten, and a view from before {@link #floor} is refused.
 */
final class VanishedLog {
    /** About 1 MiB per mailbox. */
    static final int RANGES_MAX = 65_536;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private int ranges;
    private long floor;

    /** Expunges up to this modification sequence are forgotten. */
    long floor() {
        return floor;
    }

    void add(long modSeq, NumberSet uids) {
        entries.addLast(new Entry(modSeq, uids));
        ranges += uids.rangeCount();
        while (ranges > RANGES_MAX) {
            Entry oldest = entries.removeFirst();
            ranges -= oldest.uids.rangeCount();
            floor = oldest.modSeq;
        }
    }

    /**
     * Everything up to {@code modSeq} is forgotten: what a snapshot that does not keep the log
     * leaves.
     */
    void forgetUpTo(long modSeq) {
        entries.removeIf(entry -> entry.modSeq <= modSeq);
        ranges = entries.stream().mapToInt(entry -> entry.uids.rangeCount()).sum();
        floor = Math.max(floor, modSeq);
    }

    /** UIDs below {@code uidNext} that were expunged after {@code modSeq}. */
    NumberSet after(long modSeq, int uidNext) {
        if (entries.isEmpty() || entries.getLast().modSeq <= modSeq) {
            return NumberSet.empty();
        }
        NumberSet.Builder uids = NumberSet.builder();
        Iterator<Entry> newestFirst = entries.descendingIterator();
        while (newestFirst.hasNext()) {
            Entry entry = newestFirst.next();
            if (entry.modSeq <= modSeq) {
                break;
            }
            for (int i = 0; i < entry.uids.rangeCount() && entry.uids.first(i) < uidNext; i++) {
                uids.addRange(entry.uids.first(i), Math.min(entry.uids.last(i), uidNext - 1));
            }
        }
        return uids.build();
    }

    void write(ByteWriter out) {
        out.list(
                entries,
                (o, entry) -> {
                    o.varint(entry.modSeq);
                    entry.uids.write(o);
                });
    }

    void read(ByteReader in) {
        in.list(stored -> new Entry(stored.varint(), NumberSet.read(stored)))
                .forEach(e -> add(e.modSeq, e.uids));
    }

    private record Entry(long modSeq, NumberSet uids) {}
}
