package org.posthouse.codec;

import org.posthouse.core.address.AccountName;

/** A mailbox has changed. */
public record MailboxChanged(AccountName account, int mailboxId, int uidNext, long highestModSeq) {}
