package org.posthouse.store.queue;

import java.util.List;

/**
 * An entry with its envelope.
 *
 * @param waiting indexes into the envelope's recipients of those that are not served yet
 */
public record QueueEntry(QueueSummary summary, QueueEnvelope envelope, List<Integer> waiting) {
    public QueueEntry {
        waiting = List.copyOf(waiting);
    }
}
