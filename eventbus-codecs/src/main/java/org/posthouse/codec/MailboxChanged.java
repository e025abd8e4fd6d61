package org.posthouse.codec;

import org.posthouse.core.address.AccountName;

/**
 * Tells those who watch a mailbox that it has changed. It may be lost, come twice or come late: it
 * is a hint to ask, and what has changed, SyncView tells.
 *
 * @param account whose mailbox
 * @param mailboxId which one, never reused within the account
 * @param uidNext the mailbox's next UID after the change
 * @param highestModSeq the mailbox's modification sequence after the change
 */
public record MailboxChanged(AccountName account, int mailboxId, int uidNext, long highestModSeq) {}
