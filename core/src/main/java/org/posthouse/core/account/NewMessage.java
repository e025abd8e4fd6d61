package org.posthouse.core.account;

import org.posthouse.core.mailbox.MailFlags;

/**
 * A message to be added to a mailbox.
 *
 * @param internalDateMillis when it arrived, in milliseconds since 1970; a negative value stands
 *     for now
 */
public record NewMessage(MailFlags flags, long internalDateMillis, MessageContent content) {}
