package org.posthouse.node.protocol.smtp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.address.ReversePath;
import org.posthouse.store.queue.QueueEnvelope;
import org.posthouse.store.queue.QueueEnvelope.BodyType;
import org.posthouse.store.queue.QueueRecipient;
import org.posthouse.store.queue.QueueRecipient.Destination;

/** A message between MAIL and its end: its envelope grows with each RCPT. */
final class MailTransaction {
    private final String id;
    private final ReversePath reversePath;
    private final MailParameters parameters;
    private final Optional<String> user;
    private final List<Recipient> recipients = new ArrayList<>();

    /**
     * @param id what the message is called in replies, logs and its Received line
     * @param user the account that sends it, if it has logged in
     */
    MailTransaction(
            String id, ReversePath reversePath, MailParameters parameters, Optional<String> user) {
        this.id = id;
        this.reversePath = reversePath;
        this.parameters = parameters;
        this.user = user;
    }

    String id() {
        return id;
    }

    ReversePath reversePath() {
        return reversePath;
    }

    /** As commands to accounts have it: empty for the null path. */
    String sender() {
        return switch (reversePath) {
            case ReversePath.Null _ -> "";
            case ReversePath.Sender sender -> sender.address().wire();
        };
    }

    boolean isBinary() {
        return parameters.bodyType() == BodyType.BINARY_MIME;
    }

    boolean isSmtpUtf8() {
        return parameters.smtpUtf8();
    }

    List<Recipient> recipients() {
        return recipients;
    }

    void add(Recipient recipient) {
        recipients.add(recipient);
    }

    /** Every account that gets the message, once, and the address that leads there first. */
    Map<AccountName, MailAddress> accounts() {
        Map<AccountName, MailAddress> accounts = new LinkedHashMap<>();
        for (Recipient recipient : recipients) {
            recipient.accounts().forEach(a -> accounts.putIfAbsent(a, recipient.address()));
        }
        return accounts;
    }

    boolean hasRemotes() {
        return recipients.stream().anyMatch(recipient -> !recipient.remotes().isEmpty());
    }

    /** What goes to other hosts; empty when nothing does. */
    List<QueueRecipient> remoteRecipients() {
        Map<MailAddress, QueueRecipient> queued = new LinkedHashMap<>();
        for (Recipient recipient : recipients) {
            for (MailAddress remote : recipient.remotes()) {
                queued.putIfAbsent(remote, queued(remote, Destination.REMOTE, recipient));
            }
        }
        return List.copyOf(queued.values());
    }

    /** What is to be tried again at these accounts. */
    List<QueueRecipient> localRecipients(Set<AccountName> waiting) {
        Map<AccountName, QueueRecipient> queued = new LinkedHashMap<>();
        for (Recipient recipient : recipients) {
            for (AccountName account : recipient.accounts()) {
                if (waiting.contains(account)) {
                    MailAddress address = new MailAddress(account.user(), account.domain());
                    queued.putIfAbsent(account, queued(address, Destination.LOCAL, recipient));
                }
            }
        }
        return List.copyOf(queued.values());
    }

    private static QueueRecipient queued(
            MailAddress address, Destination destination, Recipient recipient) {
        return new QueueRecipient(
                address,
                destination,
                recipient.parameters().notifyOn(),
                recipient.parameters().originalRecipient());
    }

    QueueEnvelope envelope(List<QueueRecipient> to) {
        return new QueueEnvelope(
                reversePath,
                user,
                parameters.submitter(),
                parameters.envelopeId(),
                parameters.ret(),
                parameters.bodyType(),
                parameters.smtpUtf8(),
                to);
    }
}
