package org.posthouse.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A durable transaction that its account's files don't have yet. Its events are in memory, the
 * bytes of its messages are not.
 *
 * @param segment number of the journal's segment that must stay until it has settled
 * @param bytes of the record in the journal
 */
record Unsettled(TransactionRecord record, JournalBytes journalBytes, long segment, long bytes) {
    /** Reads the body of a journal record back. */
    @FunctionalInterface
    interface JournalBytes {
        /** No body. */
        JournalBytes NONE = () -> ByteBuffer.allocate(0);

        /** All of it, checked. */
        ByteBuffer read() throws IOException;
    }

    long sequence() {
        return record.transaction().sequence();
    }
}
