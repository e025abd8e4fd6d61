/**
 * SMTP (RFC 5321), submission (RFC 6409) and LMTP (RFC 2033): one session in three dialects. Takes
 * mail in, stores it at the accounts before it says 250, and gives the queue what can't be stored
 * now or is for elsewhere. May touch the network kit, logins, accounts, the router and the queue.
 */
@NullMarked
package org.posthouse.node.protocol.smtp;

import org.jspecify.annotations.NullMarked;
