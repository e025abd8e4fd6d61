package org.posthouse.store.journal;

/**
 * What the journal has done since it started, and what waits now.
 *
 * @param commits groups of records that were acknowledged after one force
 * @param records acknowledged records
 * @param bytes bytes of them in the segments
 * @param forceNanos time spent in forces
 * @param fenceNanos time spent proving the ownership
 * @param queuedRecords records that wait now, those in the running commit included
 * @param queuedBytes bytes that they hold in memory
 * @param segments segments on disk, the prepared one not counted
 */
public record JournalCounters(
        long commits,
        long records,
        long bytes,
        long forceNanos,
        long fenceNanos,
        long queuedRecords,
        long queuedBytes,
        int segments) {}
