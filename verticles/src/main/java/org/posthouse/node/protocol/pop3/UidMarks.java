package org.posthouse.node.protocol.pop3;

import java.util.NavigableSet;
import java.util.TreeSet;
import org.posthouse.core.mailbox.NumberSet;

/**
 * UIDs that a session has marked, as ranges. The latest wait to be merged many at a time, or
 * thousands of DELE commands would copy the ranges thousands of times.
 */
final class UidMarks {
    private static final int WAITING_MAX = 512;

    private final NavigableSet<Integer> waiting = new TreeSet<>();
    private NumberSet merged = NumberSet.empty();

    /** Marks a UID; false when it was marked before. */
    boolean add(int uid) {
        if (contains(uid)) {
            return false;
        }
        waiting.add(uid);
        if (waiting.size() == WAITING_MAX) {
            merge();
        }
        return true;
    }

    boolean contains(int uid) {
        return waiting.contains(uid) || merged.contains(uid);
    }

    boolean isEmpty() {
        return waiting.isEmpty() && merged.isEmpty();
    }

    /** All that are marked. */
    NumberSet all() {
        merge();
        return merged;
    }

    void clear() {
        waiting.clear();
        merged = NumberSet.empty();
    }

    private void merge() {
        NumberSet.Builder latest = NumberSet.builder();
        waiting.forEach(latest::add);
        waiting.clear();
        merged = merged.union(latest.build());
    }
}
