package org.posthouse.core.account;

/**
 * The numbers of a mailbox.
 *
 * @param mailboxId never reused within the account
 * @param uidValidity grows when a mailbox of this name is made anew
 * @param uidNext the UID that the next message will have at least
 * @param highestModSeq of any change to the mailbox
 * @param messages how many there are
 * @param recent how many no session has been shown
 * @param unseen how many are not marked seen
 * @param deleted how many are marked deleted
 * @param sizeBytes of all messages
 */
public record MailboxStatus(
        int mailboxId,
        int uidValidity,
        int uidNext,
        long highestModSeq,
        int messages,
        int recent,
        int unseen,
        int deleted,
        long sizeBytes) {}
