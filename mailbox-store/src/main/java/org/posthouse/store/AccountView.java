package org.posthouse.store;

import java.util.NavigableMap;
import org.posthouse.core.account.Account;
import org.posthouse.core.account.MailboxStatus;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.settings.Dictionary;

/**
 * What can be told of an account without opening it.
 *
 * @param sequence the transaction up to which it tells
 */
public record AccountView(
        long sequence, Dictionary settings, NavigableMap<MailboxName, MailboxStatus> statuses) {
    /** The view of a state; called by the state's owner. */
    public static AccountView of(Account account) {
        return new AccountView(account.sequence(), account.settings(), account.statuses());
    }
}
