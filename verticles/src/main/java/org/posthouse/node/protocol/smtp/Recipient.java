package org.posthouse.node.protocol.smtp;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.MailAddress;

/**
 * A recipient that was accepted.
 *
 * @param address as the client gave it
 * @param parameters of its RCPT
 * @param accounts that are served here and get the message for it
 * @param remotes addresses elsewhere that get it
 */
record Recipient(
        MailAddress address,
        RcptParameters parameters,
        Set<AccountName> accounts,
        List<MailAddress> remotes) {
    Recipient {
        accounts = new LinkedHashSet<>(accounts);
        remotes = List.copyOf(remotes);
    }
}
