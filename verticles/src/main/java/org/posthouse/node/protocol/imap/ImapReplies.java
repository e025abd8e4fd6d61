package org.posthouse.node.protocol.imap;

import org.posthouse.core.account.Refusal;

/** What clients are told of refusals: the one table, with the response codes of RFC 5530. */
final class ImapReplies {
    private ImapReplies() {}

    /** What a command is answered when the account's owner refused it. */
    static TaggedReply of(Refusal refusal) {
        return switch (refusal) {
            case NO_SUCH_ACCOUNT -> TaggedReply.no("UNAVAILABLE", "The account is not there");
            case ACCOUNT_EXISTS -> TaggedReply.no("ALREADYEXISTS", "The account exists already");
            case NO_SUCH_MAILBOX -> TaggedReply.no("NONEXISTENT", "No such mailbox");
            case MAILBOX_EXISTS ->
                    TaggedReply.no("ALREADYEXISTS", "A mailbox of this name exists already");
            case INBOX_STAYS -> TaggedReply.no("CANNOT", "INBOX can't be deleted");
            case TOO_MANY_MAILBOXES -> TaggedReply.no("LIMIT", "Too many mailboxes");
            case TOO_MANY_KEYWORDS -> TaggedReply.no("LIMIT", "Too many keywords in the mailbox");
            case TOO_MANY_SUBSCRIPTIONS -> TaggedReply.no("LIMIT", "Too many subscriptions");
            case OVER_QUOTA -> TaggedReply.no("OVERQUOTA", "The account is full");
            case MESSAGE_TOO_LARGE -> TaggedReply.no("TOOBIG", "The message is too large");
            // RFC 3501, 9: a number beyond the last message breaks the syntax of sequence-set.
            case NO_SUCH_MESSAGE -> TaggedReply.bad("Message number beyond the last message");
            case EXPUNGED_MEANWHILE ->
                    TaggedReply.no("EXPUNGEISSUED", "Some of the messages no longer exist");
            case VIEW_TOO_OLD ->
                    TaggedReply.no("EXPUNGEISSUED", "The mailbox has to be selected again");
            case UIDS_EXHAUSTED -> TaggedReply.no("LIMIT", "The mailbox has no UIDs left");
            case STORAGE_FULL ->
                    TaggedReply.no("UNAVAILABLE", "The server is out of space, try again later");
            case BUSY -> TaggedReply.no("INUSE", "The account is busy, try again");
            case UNAVAILABLE ->
                    TaggedReply.no("UNAVAILABLE", "The account is not available, try again later");
        };
    }

    /** The same for a command that puts messages into another mailbox (RFC 3501, 6.3.11). */
    static TaggedReply ofTarget(Refusal refusal) {
        return refusal == Refusal.NO_SUCH_MAILBOX
                ? TaggedReply.no("TRYCREATE", "No such mailbox")
                : of(refusal);
    }
}
