package org.posthouse.core.account;

import java.util.List;

/**
 * The events of one command: one record of the journal, so that all of them happen or none.
 *
 * @param sequence counts the account's transactions from 1 without a gap
 * @param commandId the command that caused them
 * @param atMillis when it was decided, in milliseconds since 1970
 */
public record AccountTransaction(
        long sequence, CommandId commandId, long atMillis, List<AccountEvent> events) {
    public AccountTransaction {
        events = List.copyOf(events);
    }
}
