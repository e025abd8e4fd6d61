package org.posthouse.node.protocol.pop3;

import org.posthouse.core.account.AccountReply.MailboxOpened;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.SystemFlag;

/**
 * The INBOX as it was at login, and what the session has marked in it. Does not grow with the
 * number of messages.
 */
final class Maildrop {
    private final AccountName account;
    private final MailboxView view;
    private final int uidValidity;
    private final int messages;
    private final long sizeBytes;
    private final UidMarks deleted = new UidMarks();
    private final UidMarks read = new UidMarks();
    private long deletedCount;
    private long deletedBytes;

    Maildrop(AccountName account, MailboxOpened opened) {
        this.account = account;
        this.view = opened.view();
        this.uidValidity = opened.status().uidValidity();
        this.messages = opened.status().messages();
        this.sizeBytes = opened.status().sizeBytes();
    }

    AccountName account() {
        return account;
    }

    /** What the message numbers of this session count. */
    MailboxView view() {
        return view;
    }

    /** The highest message number. */
    int messages() {
        return messages;
    }

    boolean has(int number) {
        return number >= 1 && number <= messages;
    }

    /** Whether a mailbox that was opened later is the same, with the same UIDs. */
    boolean isSameAs(MailboxOpened later) {
        return later.status().mailboxId() == view.mailboxId()
                && later.status().uidValidity() == uidValidity;
    }

    /** Messages that are not marked deleted. */
    long count() {
        return messages - deletedCount;
    }

    /** Their size. */
    long octets() {
        return sizeBytes - deletedBytes;
    }

    /**
     * What UIDL shows: it stays the message's in all sessions, and no other message gets it (RFC
     * 1939, 7), because UIDs are never used twice under one UIDVALIDITY.
     */
    String uniqueId(FetchedMessage message) {
        return uidValidity + "-" + message.uid();
    }

    boolean isDeleted(FetchedMessage message) {
        return deleted.contains(message.uid());
    }

    /** Marks a message deleted; false when it is already. */
    boolean delete(FetchedMessage message) {
        if (!deleted.add(message.uid())) {
            return false;
        }
        deletedCount++;
        deletedBytes += message.sizeBytes();
        return true;
    }

    /** Takes back all marks of deletion. */
    void reset() {
        deleted.clear();
        deletedCount = 0;
        deletedBytes = 0;
    }

    /** The client has all of this message. */
    void retrieved(FetchedMessage message) {
        if ((message.flags() & SystemFlag.SEEN.bit()) == 0) {
            read.add(message.uid());
        }
    }

    /** What QUIT removes. */
    UidMarks deleted() {
        return deleted;
    }

    /** What QUIT marks as seen. */
    UidMarks read() {
        return read;
    }
}
