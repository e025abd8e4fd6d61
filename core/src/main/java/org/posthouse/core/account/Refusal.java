package org.posthouse.core.account;

import org.posthouse.core.bytes.MalformedBytes;

/**
 * Why a command was not carried out. Nothing has changed when one of these is answered; only after
 * {@link #UNAVAILABLE} nobody knows, as when the answer itself is lost.
 */
public enum Refusal {
    NO_SUCH_ACCOUNT,
    ACCOUNT_EXISTS,
    NO_SUCH_MAILBOX,
    MAILBOX_EXISTS,
    /** INBOX can't be deleted. */
    INBOX_STAYS,
    TOO_MANY_MAILBOXES,
    /** The mailbox's table of keywords is full. */
    TOO_MANY_KEYWORDS,
    TOO_MANY_SUBSCRIPTIONS,
    OVER_QUOTA,
    MESSAGE_TOO_LARGE,
    /** A sequence number beyond the last message of the session's view. */
    NO_SUCH_MESSAGE,
    /** The command names messages that are expunged, which its session has not been told yet. */
    EXPUNGED_MEANWHILE,
    /**
     * The view is older than what the mailbox remembers of expunged messages: the session has to
     * select again.
     */
    VIEW_TOO_OLD,
    /** The mailbox has given out its last UID. */
    UIDS_EXHAUSTED,
    /** No room on the disk; nothing is half done. */
    STORAGE_FULL,
    /** More work is waiting than may wait; try again. */
    BUSY,
    /**
     * The answer can't be given now: the account's files are unreadable, or its owner is stopping.
     */
    UNAVAILABLE;

    /** The number that stands for this refusal on the wire. */
    public int number() {
        return switch (this) {
            case NO_SUCH_ACCOUNT -> 1;
            case ACCOUNT_EXISTS -> 2;
            case NO_SUCH_MAILBOX -> 3;
            case MAILBOX_EXISTS -> 4;
            case INBOX_STAYS -> 5;
            case TOO_MANY_MAILBOXES -> 6;
            case TOO_MANY_KEYWORDS -> 7;
            case TOO_MANY_SUBSCRIPTIONS -> 8;
            case OVER_QUOTA -> 9;
            case MESSAGE_TOO_LARGE -> 10;
            case NO_SUCH_MESSAGE -> 11;
            case EXPUNGED_MEANWHILE -> 12;
            case VIEW_TOO_OLD -> 13;
            case UIDS_EXHAUSTED -> 14;
            case STORAGE_FULL -> 15;
            case BUSY -> 16;
            case UNAVAILABLE -> 17;
        };
    }

    /** The refusal with this number; throws {@link MalformedBytes} when there is none. */
    public static Refusal byNumber(int number) {
        for (Refusal refusal : values()) {
            if (refusal.number() == number) {
                return refusal;
            }
        }
        throw new MalformedBytes("refusal " + number);
    }

    /** Whether the same command may succeed a little later without anybody's doing. */
    public boolean isTemporary() {
        return switch (this) {
            case STORAGE_FULL, BUSY, UNAVAILABLE -> true;
            case NO_SUCH_ACCOUNT,
                    ACCOUNT_EXISTS,
                    NO_SUCH_MAILBOX,
                    MAILBOX_EXISTS,
                    INBOX_STAYS,
                    TOO_MANY_MAILBOXES,
                    TOO_MANY_KEYWORDS,
                    TOO_MANY_SUBSCRIPTIONS,
                    OVER_QUOTA,
                    MESSAGE_TOO_LARGE,
                    NO_SUCH_MESSAGE,
                    EXPUNGED_MEANWHILE,
                    VIEW_TOO_OLD,
                    UIDS_EXHAUSTED ->
                    false;
        };
    }
}
