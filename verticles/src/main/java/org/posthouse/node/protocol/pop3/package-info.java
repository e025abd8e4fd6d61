/**
 * POP3 (RFC 1939 and extensions): reads commands, shows the INBOX as it was at login, and asks the
 * account's owner through {@link org.posthouse.node.account.AccountClient}. Knows nothing of
 * journals, files or cluster members.
 *
 * <p>The maildrop is not locked: RFC 1939, 3, wants an exclusive lock, but an INBOX that POP3, IMAP
 * and deliveries use at the same time can't have one, and most servers take none. Message numbers
 * stay those of the login, whatever happens meanwhile; a message that somebody else has removed is
 * answered with {@code -ERR}, and mail that arrives is seen at the next login.
 */
@NullMarked
package org.posthouse.node.protocol.pop3;

import org.jspecify.annotations.NullMarked;
