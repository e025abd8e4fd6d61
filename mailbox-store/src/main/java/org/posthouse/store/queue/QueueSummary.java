package org.posthouse.store.queue;

/**
 * What the queue knows of an entry without reading its disk.
 *
 * @param acceptedMillis when it was taken, in milliseconds since 1970
 * @param sizeBytes of the message
 * @param recipients how many it had
 * @param waiting how many are not served yet
 * @param waitingLocal how many of these are accounts that are served here
 */
public record QueueSummary(
        QueueId id,
        long acceptedMillis,
        long sizeBytes,
        int recipients,
        int waiting,
        int waitingLocal) {}
