package org.posthouse.core.account;

import java.util.List;
import java.util.Optional;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SpecialUse;
import org.posthouse.core.mailbox.SyncCursor;
import org.posthouse.core.settings.Dictionary;

/**
 * What an account host answers. Everything but {@link Refused} means that the change is durable.
 */
public sealed interface AccountReply {
    /** Done, and there is nothing to tell. */
    record Done() implements AccountReply {}

    /**
     * Not done.
     *
     * @param detail for people: names and limits
     */
    record Refused(Refusal reason, String detail) implements AccountReply {}

    record SettingsTold(AccountId accountId, Dictionary settings) implements AccountReply {}

    /**
     * A page of names in ascending order.
     *
     * @param more whether there are names after the last of this page
     */
    record MailboxesListed(List<ListedMailbox> mailboxes, boolean more) implements AccountReply {
        public MailboxesListed {
            mailboxes = List.copyOf(mailboxes);
        }
    }

    /**
     * A name that is a mailbox, a subscription, or both.
     *
     * @param exists whether there is a mailbox of this name
     */
    record ListedMailbox(
            MailboxName name, boolean exists, boolean subscribed, Optional<SpecialUse> use) {}

    record StatusTold(MailboxStatus status) implements AccountReply {}

    /**
     * A mailbox was opened.
     *
     * @param view where the session starts
     * @param status the mailbox as the view sees it
     * @param recentFrom messages with this UID or a higher one are recent in this session
     * @param firstUnseen sequence number of the first message that is not seen; 0 when all are
     * @param keywords the mailbox's table of keywords, by bit
     */
    record MailboxOpened(
            MailboxView view,
            MailboxStatus status,
            int recentFrom,
            int firstUnseen,
            List<String> keywords)
            implements AccountReply {
        public MailboxOpened {
            keywords = List.copyOf(keywords);
        }
    }

    /** Messages were added; their UIDs are ascending, in the order of the command. */
    record MessagesAppended(int uidValidity, NumberSet uids) implements AccountReply {}

    /**
     * Flags were stored.
     *
     * @param modSeq of this change; 0 when no message changed
     * @param changed the UIDs of messages whose flags are now different
     * @param conflicting those that were left alone since they had changed meanwhile
     * @param unseenBefore those of {@code changed} that somebody else had changed without this view
     *     being told
     */
    record FlagsStored(
            long modSeq, NumberSet changed, NumberSet conflicting, NumberSet unseenBefore)
            implements AccountReply {}

    /**
     * Messages were copied or moved; the n-th of {@code sources} became the n-th of {@code
     * targets}.
     *
     * @param expungeModSeq of the removal from the source when they were moved, otherwise 0
     */
    record MessagesCopied(int uidValidity, NumberSet sources, NumberSet targets, long expungeModSeq)
            implements AccountReply {}

    record MessagesExpunged(NumberSet uids, long modSeq) implements AccountReply {}

    /**
     * What has happened since the view.
     *
     * @param view the view once the session has told its client all of this; the numbering of
     *     {@code expunged} is that of the old view
     * @param expunged sequence numbers in the old view, to be told from the last to the first
     * @param expungedUids the same messages by UID
     * @param exists how many messages the new view has
     * @param recentFrom messages that are new to the view are recent from this UID on
     * @param flags messages whose flags have changed, numbered as in the new view
     * @param keywords the mailbox's table of keywords, by bit
     * @param next asks for further changes of flags; {@link SyncCursor#END} when this is all
     * @param deleted whether the mailbox is no more
     */
    record Synced(
            MailboxView view,
            NumberSet expunged,
            NumberSet expungedUids,
            int exists,
            int recentFrom,
            List<FetchedMessage> flags,
            List<String> keywords,
            SyncCursor next,
            boolean deleted)
            implements AccountReply {
        public Synced {
            flags = List.copyOf(flags);
            keywords = List.copyOf(keywords);
        }
    }

    /**
     * A page of messages.
     *
     * @param next asks for what follows; {@link FetchCursor#END} when this is all
     * @param expunged whether the set names messages that are gone, which the view has not been
     *     told
     */
    record MessagesFetched(
            List<FetchedMessage> messages,
            List<String> keywords,
            FetchCursor next,
            boolean expunged)
            implements AccountReply {
        public MessagesFetched {
            messages = List.copyOf(messages);
            keywords = List.copyOf(keywords);
        }
    }

    /**
     * A page of matches.
     *
     * @param uids of the messages that match
     * @param sequenceNumbers of the same messages, in the view
     * @param highestModSeq of the messages that match; 0 when none does
     * @param moreAfterUid ask again from here; 0 when this is all
     */
    record MessagesFound(
            NumberSet uids, NumberSet sequenceNumbers, long highestModSeq, int moreAfterUid)
            implements AccountReply {}
}
