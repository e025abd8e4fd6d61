package org.posthouse.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.posthouse.store.journal.JournalBody;

/**
 * The journal bodies made last. A message to many accounts of the node comes as the same arrays
 * again and again; the same body object is then written to the journal once. Safe for many threads.
 */
final class SharedBodies {
    private static final int BODIES_MAX = 4;
    private static final int SLICES_MAX = 64;

    private record Entry(List<byte[]> slices, JournalBody body) {}

    private final Deque<Entry> entries = new ArrayDeque<>();

    JournalBody of(List<byte[]> slices) {
        if (slices.size() > SLICES_MAX) {
            return JournalBody.of(slices.toArray(byte[][]::new));
        }
        synchronized (entries) {
            for (Entry entry : entries) {
                if (same(entry.slices, slices)) {
                    return entry.body;
                }
            }
        }
        JournalBody made = JournalBody.of(slices.toArray(byte[][]::new));
        synchronized (entries) {
            entries.addFirst(new Entry(List.copyOf(slices), made));
            while (entries.size() > BODIES_MAX) {
                entries.removeLast();
            }
        }
        return made;
    }

    @SuppressWarnings(
            "ReferenceEquality") // the very same arrays: comparing messages would cost more
    private static boolean same(List<byte[]> a, List<byte[]> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (a.get(i) != b.get(i)) {
                return false;
            }
        }
        return true;
    }
}
