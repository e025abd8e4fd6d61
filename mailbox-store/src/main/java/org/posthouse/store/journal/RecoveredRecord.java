package org.posthouse.store.journal;

import org.jspecify.annotations.Nullable;

/**
 * A record as the scan found it.
 *
 * @param incarnation whose journal it is
 * @param sequence its place in the journal, from 1
 * @param record what was appended, without the body
 * @param body where the body lies, null when there was none
 */
public record RecoveredRecord(
        long incarnation, long sequence, JournalRecord record, @Nullable BodyLocation body) {}
