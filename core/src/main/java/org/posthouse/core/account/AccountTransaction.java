package org.posthouse.core.account;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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

    /** The mailboxes that look different afterwards to whoever watches them. */
    public Set<Integer> mailboxIds() {
        Set<Integer> ids = new TreeSet<>();
        for (AccountEvent event : events) {
            switch (event) {
                case AccountEvent.MailboxDeleted e -> ids.add(e.mailboxId());
                case AccountEvent.MessageAppended e -> ids.add(e.mailboxId());
                case AccountEvent.FlagsStored e -> ids.add(e.mailboxId());
                case AccountEvent.MessagesExpunged e -> ids.add(e.mailboxId());
                case AccountEvent.MessagesCopied e -> ids.add(e.targetId());
                case AccountEvent.SettingsReplaced _,
                        AccountEvent.MailboxCreated _,
                        AccountEvent.MailboxRenamed _,
                        AccountEvent.SubscriptionChanged _,
                        AccountEvent.KeywordDefined _,
                        AccountEvent.RecentClaimed _ -> {}
            }
        }
        return ids;
    }
}
