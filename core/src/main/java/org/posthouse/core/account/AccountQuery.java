package org.posthouse.core.account;

import java.util.Optional;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchItems;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.SearchKey;
import org.posthouse.core.mailbox.SyncCursor;

/**
 * What may be asked of an account. Answers are pages of bounded size; a cursor asks for the next.
 */
public sealed interface AccountQuery extends AccountWork {
    /** The account's own settings; answered without opening its mailboxes. */
    record ReadSettings() implements AccountQuery {}

    /**
     * Mailboxes and subscriptions by name.
     *
     * @param after the last name of the page before
     */
    record ListMailboxes(Optional<MailboxName> after) implements AccountQuery {}

    record ReadStatus(MailboxName name) implements AccountQuery {}

    /** Opens a mailbox for reading only. */
    record ExamineMailbox(MailboxName name) implements AccountQuery {}

    /**
     * What has happened to the mailbox since the view.
     *
     * @param withExpunges false while a command is in progress that forbids EXPUNGE (RFC 3501,
     *     7.4.1)
     * @param exceptModSeq changes of flags with just this modification sequence are the session's
     *     own and already told; 0 for none
     * @param cursor where the page before ended
     */
    record SyncView(MailboxView view, boolean withExpunges, long exceptModSeq, SyncCursor cursor)
            implements AccountQuery {}

    /**
     * Data of messages, in ascending order.
     *
     * @param changedSince only messages with a higher modification sequence; 0 for all
     */
    record FetchMessages(
            MailboxView view,
            MessageSet messages,
            FetchItems items,
            long changedSince,
            FetchCursor cursor)
            implements AccountQuery {}

    /**
     * Messages that match, in ascending order.
     *
     * @param afterUid where the page before ended; 0 for the first page
     */
    record SearchMessages(MailboxView view, SearchKey key, int afterUid) implements AccountQuery {}

    /**
     * Asks to be told of changes to a mailbox. A watch lasts for a bounded time and is asked for
     * again while it is wanted; the account stays open as long.
     *
     * @param watcher the bus address to be told at
     * @param wanted false ends the watch
     */
    record WatchMailbox(int mailboxId, String watcher, boolean wanted) implements AccountQuery {}
}
