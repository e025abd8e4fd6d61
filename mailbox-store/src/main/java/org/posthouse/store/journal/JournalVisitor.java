package org.posthouse.store.journal;

import java.io.IOException;

/** Gets the records of a dead journal in their order. */
@FunctionalInterface
public interface JournalVisitor {
    /** One record. An exception ends the scan and comes out of it. */
    void record(RecoveredRecord record) throws IOException;
}
