package org.posthouse.core.account;

import java.util.Optional;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SpecialUse;
import org.posthouse.core.mailbox.StoreMode;
import org.posthouse.core.settings.Dictionary;

/**
 * What has happened to an account. Events are journaled and kept; {@link #type} numbers are the
 * disk format's and never change their meaning.
 */
public sealed interface AccountEvent {
    /** The number of this kind of event on disk. */
    default int type() {
        return switch (this) {
            case SettingsReplaced _ -> 1;
            case MailboxCreated _ -> 2;
            case MailboxDeleted _ -> 3;
            case MailboxRenamed _ -> 4;
            case SubscriptionChanged _ -> 5;
            case KeywordDefined _ -> 6;
            case MessageAppended _ -> 7;
            case FlagsStored _ -> 8;
            case MessagesExpunged _ -> 9;
            case MessagesCopied _ -> 10;
            case RecentClaimed _ -> 11;
        };
    }

    record SettingsReplaced(Dictionary settings) implements AccountEvent {}

    record MailboxCreated(
            int mailboxId, MailboxName name, int uidValidity, Optional<SpecialUse> use)
            implements AccountEvent {}

    record MailboxDeleted(int mailboxId) implements AccountEvent {}

    record MailboxRenamed(int mailboxId, MailboxName name) implements AccountEvent {}

    record SubscriptionChanged(MailboxName name, boolean subscribed) implements AccountEvent {}

    /** The next free place of the mailbox's table of keywords has been given to a keyword. */
    record KeywordDefined(int mailboxId, int index, String keyword) implements AccountEvent {}

    /**
     * A message was added.
     *
     * @param bodyId where its bytes are; unique in the account, shared by copies
     */
    record MessageAppended(
            int mailboxId,
            int uid,
            long modSeq,
            long flags,
            long internalDateMillis,
            long sizeBytes,
            long bodyId)
            implements AccountEvent {}

    record FlagsStored(int mailboxId, long modSeq, NumberSet uids, StoreMode mode, long flags)
            implements AccountEvent {}

    record MessagesExpunged(int mailboxId, long modSeq, NumberSet uids) implements AccountEvent {}

    /**
     * Copies got the UIDs from {@code firstUid} on, in the order of {@code uids}; keywords are
     * matched by name.
     */
    record MessagesCopied(int sourceId, NumberSet uids, int targetId, int firstUid, long modSeq)
            implements AccountEvent {}

    record RecentClaimed(int mailboxId, int uidNext) implements AccountEvent {}
}
