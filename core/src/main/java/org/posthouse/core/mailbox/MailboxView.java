package org.posthouse.core.mailbox;

/**
 * What one session has been told of a mailbox. These few numbers are all that a sequence number
 * needs: the session's messages are those with a UID below {@code uidNext} that exist or were
 * expunged after {@code expungedModSeq}. The frontend keeps the view and sends it with every
 * command, so the backend keeps nothing per session, and another backend can go on with the session
 * where the first one died.
 *
 * @param mailboxId the mailbox, never reused within the account
 * @param uidNext new messages from this UID on have not been told (EXISTS)
 * @param expungedModSeq expunges after this have not been told (EXPUNGE)
 * @param flagsModSeq changes of flags after this have not been told (FETCH)
 */
public record MailboxView(int mailboxId, int uidNext, long expungedModSeq, long flagsModSeq) {}
