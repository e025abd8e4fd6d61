package org.posthouse.core.account;

import java.util.List;
import java.util.Optional;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SpecialUse;
import org.posthouse.core.mailbox.StoreMode;
import org.posthouse.core.settings.Dictionary;

/** What may change an account. Every one is all or nothing. */
public sealed interface AccountCommand extends AccountWork {
    /**
     * The first command of an account's life: its settings and the mailboxes that everybody has.
     */
    record InitializeAccount(Dictionary settings) implements AccountCommand {}

    /**
     * Sets the keys of {@code changes}; a key whose value is {@code default} returns to the
     * inherited one.
     */
    record UpdateSettings(Dictionary changes) implements AccountCommand {}

    /** Replaces all settings. */
    record ReplaceSettings(Dictionary settings) implements AccountCommand {}

    record CreateMailbox(MailboxName name, Optional<SpecialUse> use) implements AccountCommand {}

    /** Deletes one mailbox and its messages; mailboxes below it stay. */
    record DeleteMailbox(MailboxName name) implements AccountCommand {}

    /** Renames a mailbox and all below it; renaming INBOX moves its messages (RFC 3501, 6.3.5). */
    record RenameMailbox(MailboxName from, MailboxName to) implements AccountCommand {}

    record ChangeSubscription(MailboxName name, boolean subscribed) implements AccountCommand {}

    /**
     * Opens a mailbox for reading and writing; its recent messages are from now on this session's.
     */
    record SelectMailbox(MailboxName name) implements AccountCommand {}

    /** The messages with a UID below {@code uidNext} have been shown to a session as recent. */
    record ClaimRecent(int mailboxId, int uidNext) implements AccountCommand {}

    /** Adds messages, all of them or none. */
    record AppendMessages(MailboxName mailbox, List<NewMessage> messages)
            implements AccountCommand {
        public AppendMessages {
            messages = List.copyOf(messages);
        }
    }

    /**
     * Mail has arrived for the account.
     *
     * @param reversePath where it came from, empty for a bounce
     * @param recipient the address that it was sent to
     */
    record DeliverMessage(String reversePath, String recipient, MessageContent content)
            implements AccountCommand {}

    /**
     * Changes flags.
     *
     * @param unchangedSince messages with a higher modification sequence are left alone (RFC 7162,
     *     3.1.3); {@link #ALWAYS} for all
     */
    record StoreFlags(
            MailboxView view,
            MessageSet messages,
            StoreMode mode,
            MailFlags flags,
            long unchangedSince)
            implements AccountCommand {
        /** No condition. */
        public static final long ALWAYS = Long.MAX_VALUE;
    }

    record CopyMessages(MailboxView view, MessageSet messages, MailboxName target)
            implements AccountCommand {}

    record MoveMessages(MailboxView view, MessageSet messages, MailboxName target)
            implements AccountCommand {}

    /** Removes the messages that are marked deleted, of {@code uids} only where given. */
    record ExpungeMessages(int mailboxId, Optional<NumberSet> uids) implements AccountCommand {}
}
