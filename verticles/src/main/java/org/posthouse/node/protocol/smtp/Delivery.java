package org.posthouse.node.protocol.smtp;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthouse.core.account.AccountCommand.DeliverMessage;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.MailAddress;
import org.posthouse.node.account.AccountClient;
import org.posthouse.node.queue.MailQueue;
import org.posthouse.store.queue.QueueId;
import org.posthouse.store.queue.QueueRecipient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message on its way to its accounts and to the queue. What goes elsewhere is queued first:
 * when that fails, nothing has happened yet. One account gets one command, however many recipients
 * lead to it, and all share one content.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** Commands under way at a time: a message to thousands must not fill the bus. */
    private static final int UNDER_WAY_MAX = 64;

    private final MailTransaction mail;
    private final IncomingMessage message;
    private final AccountClient accounts;
    private final MailQueue queue;
    private final SmtpLimits limits;
    private final SmtpCounters counters;

    private final Deque<Map.Entry<AccountName, MailAddress>> todo;
    private final Map<AccountName, Refusal> refusals = new LinkedHashMap<>();
    private int underWay;
    private int delivered;

    Delivery(
            MailTransaction mail,
            IncomingMessage message,
            AccountClient accounts,
            MailQueue queue,
            SmtpLimits limits,
            SmtpCounters counters) {
        this.mail = mail;
        this.message = message;
        this.accounts = accounts;
        this.queue = queue;
        this.limits = limits;
        this.counters = counters;
        this.todo = new ArrayDeque<>(mail.accounts().entrySet());
    }

    /** One reply for all recipients (RFC 5321). The future never fails. */
    Future<SmtpReply> forAll() {
        return queueRemotes()
                .compose(
                        queued -> toAccounts().compose(_ -> settle(queued)),
                        failure -> Future.succeededFuture(SmtpReplies.of(failure, limits)));
    }

    /** One reply for each recipient, in their order (RFC 2033, 4.2). The future never fails. */
    Future<List<SmtpReply>> forEach() {
        return queueRemotes()
                .map(queued -> queued.map(_ -> queuedReply()))
                .otherwise(failure -> Optional.of(SmtpReplies.of(failure, limits)))
                .compose(remotes ->
                        toAccounts()
                                .map(_ ->
                                        mail.recipients().stream()
                                                .map(one -> reply(one, remotes))
                                                .toList()));
    }

    private SmtpReply reply(Recipient recipient, Optional<SmtpReply> remotes) {
        for (AccountName account : recipient.accounts()) {
            Refusal refusal = refusals.get(account);
            if (refusal != null) {
                return SmtpReplies.of(refusal, limits);
            }
        }
        return recipient.remotes().isEmpty()
                ? deliveredReply()
                : remotes.orElseGet(this::queuedReply);
    }

    private SmtpReply deliveredReply() {
        return SmtpReply.of(250, "2.0.0", "Ok: delivered as " + mail.id());
    }

    private SmtpReply queuedReply() {
        return SmtpReply.of(250, "2.0.0", "Ok: queued as " + mail.id());
    }

    private Future<Optional<QueueId>> queueRemotes() {
        List<QueueRecipient> remotes = mail.remoteRecipients();
        return remotes.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : submit(remotes).map(Optional::of);
    }

    private Future<QueueId> submit(List<QueueRecipient> to) {
        return message.queued()
                .map(body -> queue.submit(mail.envelope(to), body))
                .orElseGet(() -> Future.failedFuture("too large to be queued afterwards"))
                .onSuccess(id -> {
                    counters.queued.add(to.size());
                    LOG.info("{}: queued as {} for {}", mail.id(), id, to.size());
                });
    }

    // ---- accounts

    private Future<Void> toAccounts() {
        Promise<Void> done = Promise.promise();
        message.local().ifPresentOrElse(content -> send(content, done), () -> done.complete());
        return done.future();
    }

    private void send(MessageContent content, Promise<Void> done) {
        while (underWay < UNDER_WAY_MAX && !todo.isEmpty()) {
            Map.Entry<AccountName, MailAddress> next = todo.poll();
            underWay++;
            accounts.perform(
                            next.getKey(),
                            new DeliverMessage(mail.sender(), next.getValue().wire(), content))
                    .onComplete(reply -> {
                        underWay--;
                        note(next.getKey(), reply.succeeded() ? reply.result() : unavailable());
                        send(content, done);
                    });
        }
        if (underWay == 0 && todo.isEmpty()) {
            done.tryComplete();
        }
    }

    private static AccountReply unavailable() {
        return new AccountReply.Refused(Refusal.UNAVAILABLE, "no answer");
    }

    private void note(AccountName account, AccountReply reply) {
        if (reply instanceof AccountReply.Refused refused) {
            refusals.put(account, refused.reason());
            LOG.info(
                    "{}: {} refuses: {} {}",
                    mail.id(),
                    account,
                    refused.reason(),
                    refused.detail());
        } else {
            delivered++;
            counters.delivered.increment();
        }
    }

    // ---- one reply for all

    private Future<SmtpReply> settle(Optional<QueueId> queued) {
        SmtpReply success = queued.isPresent() ? queuedReply() : deliveredReply();
        if (refusals.isEmpty()) {
            return Future.succeededFuture(success);
        }
        if (delivered == 0 && queued.isEmpty()) {
            return Future.succeededFuture(worst());
        }
        // Some have it: to refuse the message now would bring it to them twice. The others wait
        // in the queue, also those whose account refuses for good: that is no reason to lose it.
        return submit(mail.localRecipients(Set.copyOf(refusals.keySet())))
                .map(_ -> queuedReply())
                .otherwise(failure -> {
                    LOG.warn(
                            "{}: refused though {} have it: {}",
                            mail.id(),
                            delivered,
                            failure.toString());
                    return SmtpReplies.of(failure, limits);
                });
    }

    /** The client may try again when that helps for one of them. */
    private SmtpReply worst() {
        Map<Boolean, SmtpReply> replies = new HashMap<>();
        for (Refusal refusal : refusals.values()) {
            SmtpReply reply = SmtpReplies.of(refusal, limits);
            replies.putIfAbsent(reply.isTemporary(), reply);
        }
        SmtpReply temporary = replies.get(true);
        return temporary != null ? temporary : replies.values().iterator().next();
    }
}
