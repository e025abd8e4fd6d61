package org.posthouse.node.queue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthouse.core.account.AccountCommand.DeliverMessage;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.address.ReversePath;
import org.posthouse.core.directory.Route;
import org.posthouse.core.mime.MimeScanner;
import org.posthouse.node.account.AccountClient;
import org.posthouse.node.directory.Router;
import org.posthouse.store.queue.QueueEntry;
import org.posthouse.store.queue.QueueId;
import org.posthouse.store.queue.QueueRecipient;
import org.posthouse.store.queue.QueueSummary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again to deliver what waits for accounts that are served here, one entry after the other. A
 * message whose account refuses it for good stays in the queue: nothing that was accepted is
 * dropped, and reports to senders are not this class's duty.
 */
public final class LocalRetrier {
    private static final Logger LOG = LoggerFactory.getLogger(LocalRetrier.class);
    private static final int PAGE_ENTRIES = 100;
    private static final int PIECE_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final MailQueue queue;
    private final Router router;
    private final AccountClient accounts;
    private final long retryMillis;
    private boolean running;
    private boolean stopped;
    private long timer;

    /**
     * @param retryMillis pause between two rounds
     */
    public LocalRetrier(
            Vertx vertx, MailQueue queue, Router router, AccountClient accounts, long retryMillis) {
        this.vertx = vertx;
        this.queue = queue;
        this.router = router;
        this.accounts = accounts;
        this.retryMillis = retryMillis;
    }

    /** Begins the rounds on the context of the caller, on which {@link #stop()} is to be called. */
    public void start() {
        timer = vertx.setPeriodic(retryMillis, _ -> round());
    }

    /** Begins no more attempts; those under way end by themselves. */
    public void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private void round() {
        if (running || stopped) {
            return;
        }
        running = true;
        page(QueueId.FIRST)
                .onComplete(done -> {
                    running = false;
                    if (done.failed()) {
                        LOG.warn("the queue was not gone through", done.cause());
                    }
                });
    }

    private Future<Void> page(QueueId after) {
        return queue.list(after, PAGE_ENTRIES)
                .compose(entries -> {
                    if (entries.isEmpty() || stopped) {
                        return Future.succeededFuture();
                    }
                    return entries(entries, 0)
                            .compose(_ -> nextTurn())
                            .compose(_ -> page(entries.getLast().id()));
                });
    }

    /** A long queue is gone through a page at a time, and others have their turn in between. */
    private Future<Void> nextTurn() {
        Promise<Void> turn = Promise.promise();
        vertx.runOnContext(_ -> turn.complete());
        return turn.future();
    }

    private Future<Void> entries(List<QueueSummary> entries, int index) {
        for (int i = index; i < entries.size() && !stopped; i++) {
            QueueSummary entry = entries.get(i);
            if (entry.waitingLocal() > 0) {
                int next = i + 1;
                return attempt(entry.id())
                        .otherwise(failure -> {
                            LOG.warn("queue {}: not delivered: {}", entry.id(), failure.toString());
                            return null;
                        })
                        .compose(_ -> entries(entries, next));
            }
        }
        return Future.succeededFuture();
    }

    private Future<Void> attempt(QueueId id) {
        return queue.show(id)
                .compose(found -> {
                    if (found.isEmpty()) {
                        return Future.succeededFuture();
                    }
                    return new Attempt(found.get()).run();
                });
    }

    /** One entry's turn. */
    private final class Attempt {
        private final QueueEntry entry;
        private final String returnPath;
        private final BodyCollector body;
        private final Gate gate = new Gate();
        private final MimeScanner scanner = new MimeScanner();

        Attempt(QueueEntry entry) {
            this.entry = entry;
            this.returnPath = entry.envelope().reversePath().wire();
            byte[] prefix =
                    ("Return-Path: " + returnPath + "\r\n").getBytes(StandardCharsets.UTF_8);
            scanner.write(prefix, 0, prefix.length);
            this.body =
                    new BodyCollector(
                            List.of(new BodyCollector.Target(prefix, accounts::stage)), gate);
        }

        Future<Void> run() {
            return destinations()
                    .compose(waiting ->
                            waiting.isEmpty()
                                    ? Future.<Void>succeededFuture()
                                    : read(0).compose(_ -> body.finish())
                                            .compose(collected ->
                                                    deliver(waiting, 0, content(collected))))
                    .onComplete(_ -> body.discard());
        }

        /** Who still waits and has an account now. */
        private Future<List<Waiting>> destinations() {
            List<Future<Optional<Waiting>>> routed = new ArrayList<>();
            for (int index : entry.waiting()) {
                QueueRecipient recipient = entry.envelope().recipients().get(index);
                if (recipient.destination() == QueueRecipient.Destination.LOCAL) {
                    routed.add(
                            router.route(recipient.address())
                                    .map(route -> waiting(index, recipient.address(), route)));
                }
            }
            return Future.join(routed)
                    .map(_ -> routed.stream().flatMap(one -> one.result().stream()).toList());
        }

        private Optional<Waiting> waiting(int index, MailAddress address, Route route) {
            return switch (route) {
                case Route.ToAccount to -> Optional.of(new Waiting(index, address, to.account()));
                case Route.ToAddresses _,
                        Route.ToElsewhere _,
                        Route.Unknown _,
                        Route.Unavailable _ -> {
                    LOG.info("queue {}: {} leads to no account now", entry.summary().id(), address);
                    yield Optional.empty();
                }
            };
        }

        private Future<Void> read(long offset) {
            long left = entry.summary().sizeBytes() - offset;
            if (left == 0) {
                return Future.succeededFuture();
            }
            int count = (int) Math.min(left, PIECE_BYTES);
            return queue.read(entry.summary().id(), offset, count)
                    .compose(bytes -> {
                        scanner.write(bytes, 0, bytes.length);
                        body.add(bytes, 0, bytes.length);
                        return gate.open().compose(_ -> read(offset + count));
                    });
        }

        private MessageContent content(List<BodyCollector.Collected> collected) {
            byte[] structure = scanner.finish().encode();
            return switch (collected.getFirst()) {
                case BodyCollector.Collected.Inline inline ->
                        new MessageContent.Inline(inline.slices(), structure);
                case BodyCollector.Collected.Staged staged ->
                        new MessageContent.Staged(staged.stage(), staged.sizeBytes(), structure);
            };
        }

        private Future<Void> deliver(List<Waiting> waiting, int next, MessageContent content) {
            if (next == waiting.size()) {
                return Future.succeededFuture();
            }
            Waiting one = waiting.get(next);
            String reversePath =
                    switch (entry.envelope().reversePath()) {
                        case ReversePath.Null _ -> "";
                        case ReversePath.Sender sender -> sender.address().wire();
                    };
            return accounts.perform(
                            one.account,
                            new DeliverMessage(reversePath, one.address.wire(), content))
                    .compose(reply -> settled(one, reply))
                    .compose(_ -> deliver(waiting, next + 1, content));
        }

        private Future<Boolean> settled(Waiting one, AccountReply reply) {
            QueueId id = entry.summary().id();
            if (reply instanceof AccountReply.Refused refused) {
                LOG.info("queue {}: {} waits: {}", id, one.account, refused.reason());
                return Future.succeededFuture(false);
            }
            LOG.info("queue {}: delivered to {}", id, one.account);
            return queue.recipientDone(id, one.index);
        }
    }

    private record Waiting(int index, MailAddress address, AccountName account) {}

    /** Lets the reader wait for the writer. */
    private static final class Gate implements BodyCollector.Flow {
        private Promise<Void> room = Promise.promise();

        Gate() {
            room.complete();
        }

        @Override
        public void pause() {
            room = Promise.promise();
        }

        @Override
        public void resume() {
            room.complete();
        }

        Future<Void> open() {
            return room.future();
        }
    }
}
