package org.posthouse.store.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of several logs in the order of their sequence. Where more than one log has a
 * transaction, that of the greatest file counts. Holds one record per log in memory.
 */
final class EventMerge implements AutoCloseable {
    /** A transaction and the log that it comes from. */
    record Found(StoredTransaction transaction, FileName log) {}

    private record Head(EventLogReader reader, StoredTransaction transaction) {}

    private final List<EventLogReader> readers = new ArrayList<>();
    private final PriorityQueue<Head> heads =
            new PriorityQueue<>(
                    Comparator.comparingLong((Head head) -> head.transaction.sequence())
                            .thenComparing(head -> head.reader.name(), Comparator.reverseOrder()));

    /** Adds a log, which is closed together with this. */
    void add(EventLogReader reader) throws IOException {
        readers.add(reader);
        advance(reader);
    }

    @Nullable Found next() throws IOException {
        Head best = heads.poll();
        if (best == null) {
            return null;
        }
        advance(best.reader);
        Head same = heads.peek();
        while (same != null && same.transaction.sequence() == best.transaction.sequence()) {
            advance(heads.remove().reader);
            same = heads.peek();
        }
        return new Found(best.transaction, best.reader.name());
    }

    List<EventLogReader> readers() {
        return readers;
    }

    private void advance(EventLogReader reader) throws IOException {
        StoredTransaction next = reader.next();
        if (next != null) {
            heads.add(new Head(reader, next));
        }
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (EventLogReader reader : readers) {
            try {
                reader.close();
            } catch (IOException broken) {
                failure = broken;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
