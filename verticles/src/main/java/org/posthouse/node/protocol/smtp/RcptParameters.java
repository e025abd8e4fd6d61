package org.posthouse.node.protocol.smtp;

import java.util.Optional;
import java.util.Set;
import org.posthouse.store.queue.QueueRecipient.Notify;

/**
 * The parameters of RCPT.
 *
 * @param notifyOn NOTIFY (RFC 3461, 4.1); empty when it was not given
 * @param originalRecipient ORCPT, decoded, {@code type;address} (RFC 3461, 4.2)
 */
record RcptParameters(Set<Notify> notifyOn, Optional<String> originalRecipient) {
    RcptParameters {
        notifyOn = Set.copyOf(notifyOn);
    }
}
