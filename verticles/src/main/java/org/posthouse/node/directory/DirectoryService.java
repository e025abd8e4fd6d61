package org.posthouse.node.directory;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.directory.DirectoryRefusal;
import org.posthouse.core.directory.DirectoryReply;
import org.posthouse.core.directory.DirectoryWork;
import org.posthouse.core.directory.DirectoryWork.Change;
import org.posthouse.core.directory.DirectoryWork.Question;
import org.posthouse.node.account.AccountClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of a node, behind its bus address. Questions are answered side by side; changes are
 * made one after the other, in the order in which they came. Files are touched on threads of its
 * own only.
 */
public final class DirectoryService extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryService.class);

    private static final int THREADS = 4;

    /** Questions that may wait for a thread. */
    static final int QUESTIONS_MAX = 10_000;

    /** Changes that may wait for their turn. */
    static final int CHANGES_MAX = 1000;

    private record Waiting(Change change, Message<DirectoryWork> message) {}

    private final String address;
    private final DomainCatalog catalog;
    private final AccountClient accounts;
    private final DirectoryQuestions questions;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int questionsUnderWay;
    private boolean changing;
    private @Nullable WorkerExecutor threads;
    private @Nullable MessageConsumer<DirectoryWork> consumer;
    private @Nullable DirectoryChanges changes;
    private @Nullable Promise<Void> stopped;

    /**
     * A directory.
     *
     * @param node the node's name
     * @param catalog already open
     * @param accounts reaches the owners that make, rename and delete accounts
     * @param isOurs whether an IP address is this host's, for addresses such as {@code
     *     user@[192.0.2.1]}
     */
    public DirectoryService(
            String node,
            DomainCatalog catalog,
            AccountClient accounts,
            Predicate<InetAddress> isOurs) {
        this.address = DirectoryBus.address(node);
        this.catalog = catalog;
        this.accounts = accounts;
        this.questions = new DirectoryQuestions(catalog, new AddressRouter(catalog, isOurs));
    }

    @Override
    public Future<?> start() {
        WorkerExecutor own = vertx.createSharedWorkerExecutor("posthouse-" + address, THREADS);
        threads = own;
        changes =
                new DirectoryChanges(
                        catalog,
                        accounts,
                        new DirectoryChanges.Blocking() {
                            @Override
                            public <T> Future<T> run(Callable<T> work) {
                                return own.executeBlocking(work, false)
                                        .map(value -> requireNonNull(value));
                            }
                        });
        consumer = vertx.eventBus().localConsumer(address, this::receive);
        return consumer.completion();
    }

    /** Takes nothing more, and ends when the change under way is through. */
    @Override
    public Future<?> stop() {
        Promise<Void> done = Promise.promise();
        stopped = done;
        Future<Void> deaf = consumer == null ? Future.succeededFuture() : consumer.unregister();
        return deaf.compose(
                        _ -> {
                            refuseWaiting();
                            endIfIdle();
                            return done.future();
                        })
                .eventually(() -> threads == null ? Future.succeededFuture() : threads.close());
    }

    private void receive(Message<DirectoryWork> message) {
        switch (message.body()) {
            case Question question -> answer(question, message);
            case Change change -> {
                if (waiting.size() >= CHANGES_MAX) {
                    message.reply(busy(), DirectoryBus.REPLY);
                    return;
                }
                waiting.addLast(new Waiting(change, message));
                next();
            }
        }
    }

    private void answer(Question question, Message<DirectoryWork> message) {
        WorkerExecutor own = threads;
        if (own == null || questionsUnderWay >= QUESTIONS_MAX) {
            message.reply(busy(), DirectoryBus.REPLY);
            return;
        }
        questionsUnderWay++;
        own.executeBlocking(() -> questions.answer(question), false)
                .otherwise(failure -> refused(question, failure))
                .onSuccess(reply -> {
                    questionsUnderWay--;
                    message.reply(reply, DirectoryBus.REPLY);
                    endIfIdle();
                });
    }

    private void next() {
        Waiting first = changing ? null : waiting.pollFirst();
        if (first == null || changes == null) {
            return;
        }
        changing = true;
        changes.make(first.change())
                .otherwise(failure -> refused(first.change(), failure))
                .onSuccess(reply -> {
                    changing = false;
                    first.message().reply(reply, DirectoryBus.REPLY);
                    endIfIdle();
                    next();
                });
    }

    private void refuseWaiting() {
        for (Waiting left = waiting.pollFirst(); left != null; left = waiting.pollFirst()) {
            left.message()
                    .reply(
                            new DirectoryReply.Refused(
                                    DirectoryRefusal.UNAVAILABLE, "the node is stopping"),
                            DirectoryBus.REPLY);
        }
    }

    private void endIfIdle() {
        if (stopped != null && !changing && questionsUnderWay == 0) {
            stopped.tryComplete();
        }
    }

    private static DirectoryReply refused(DirectoryWork work, Throwable failure) {
        if (failure instanceof RefusedChange refused) {
            return refused.reply();
        }
        LOG.error("directory: {} failed", work.getClass().getSimpleName(), failure);
        return new DirectoryReply.Refused(
                DirectoryRefusal.UNAVAILABLE, "the directory's files can't be used now");
    }

    private static DirectoryReply busy() {
        return new DirectoryReply.Refused(DirectoryRefusal.BUSY, "too much is waiting");
    }
}
