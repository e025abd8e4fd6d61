/**
 * The words of mailboxes that commands, events and protocols share: names, flags, sets of messages,
 * views, search keys.
 */
@NullMarked
package org.posthouse.core.mailbox;

import org.jspecify.annotations.NullMarked;
