/**
 * IMAP4rev1 (RFC 3501 and extensions): reads commands, keeps what a session must know, asks account
 * owners through {@link org.posthouse.node.account.AccountClient} and writes the answers. Knows
 * nothing of journals, files or cluster members; a mailbox is to it a {@code MailboxView}.
 */
@NullMarked
package org.posthouse.node.protocol.imap;

import org.jspecify.annotations.NullMarked;
