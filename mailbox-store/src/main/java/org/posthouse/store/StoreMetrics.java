package org.posthouse.store;

import org.posthouse.store.journal.JournalCounters;

/**
 * What the store has done since it started, and what waits now.
 *
 * @param openAccounts accounts that are open
 * @param unsettledAccounts of them, those with transactions in the journal only
 * @param unsettledTransactions how many those are
 * @param unsettledBytes bytes of them in the journal: the distance that a recovery has to make
 * @param settledTransactions transactions written to accounts' files
 * @param settledBytes bytes written to accounts' files by settling
 * @param settleNanos time that settling took, threads added up
 * @param bodiesNeverWritten messages that were deleted before they settled
 * @param maintained merges and snapshots made
 * @param damages things that were found not to be as they were written
 * @param failedAccounts accounts out of service
 * @param openChannels body segments open for reading
 * @param stagedMessages large messages on their way
 * @param journal the journal's own counters
 */
public record StoreMetrics(
        int openAccounts,
        int unsettledAccounts,
        long unsettledTransactions,
        long unsettledBytes,
        long settledTransactions,
        long settledBytes,
        long settleNanos,
        long bodiesNeverWritten,
        long maintained,
        long damages,
        int failedAccounts,
        int openChannels,
        int stagedMessages,
        JournalCounters journal) {}
