package org.posthouse.node.account;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.posthouse.codec.AccountRequest;
import org.posthouse.codec.Codecs;
import org.posthouse.codec.MailboxChanged;
import org.posthouse.codec.Received;
import org.posthouse.core.account.AccountLimits;
import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.node.account.AccountStorage.StorageRefusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One shard of a node's account owners: a verticle with one event loop, on which alone its accounts
 * live. Requests come over the bus; storage works elsewhere and its answers are brought back here.
 */
public final class AccountHost extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AccountHost.class);
    private static final long HOUSEKEEPING_MILLIS = 1000;

    private final String address;
    private final AccountStorage storage;
    private final Leases leases;
    private final LimitsSource limits;
    private final HostOptions options;
    private final Executor reading;
    private final InstantSource clock;
    private final Map<AccountName, AccountCell> cells = new HashMap<>();
    private @Nullable MessageConsumer<Object> consumer;
    private @Nullable Promise<Void> stopped;

    /**
     * A host that listens at a bus address.
     *
     * @param reading runs blocking reads of message bytes
     */
    public AccountHost(
            String address,
            AccountStorage storage,
            Leases leases,
            LimitsSource limits,
            HostOptions options,
            Executor reading,
            InstantSource clock) {
        this.address = address;
        this.storage = storage;
        this.leases = leases;
        this.limits = limits;
        this.options = options;
        this.reading = reading;
        this.clock = clock;
    }

    /** How a host is to be deployed: on an event loop, once. */
    public static DeploymentOptions deployment() {
        return new DeploymentOptions();
    }

    @Override
    public Future<?> start() {
        consumer = vertx.eventBus().consumer(address, this::receive);
        vertx.setPeriodic(
                HOUSEKEEPING_MILLIS,
                _ -> List.copyOf(cells.values()).forEach(AccountCell::housekeeping));
        return consumer.completion();
    }

    /** Takes no more requests, finishes what is under way, and closes every account. */
    @Override
    public Future<?> stop() {
        Promise<Void> done = Promise.promise();
        stopped = done;
        Future<Void> deaf = consumer == null ? Future.succeededFuture() : consumer.unregister();
        return deaf.compose(_ -> {
            List.copyOf(cells.values()).forEach(AccountCell::close);
            forgetClosed();
            return done.future();
        });
    }

    private void receive(Message<Object> message) {
        switch (Codecs.received(message, AccountRequest.class)) {
            case Received.Understood<AccountRequest>(AccountRequest request) ->
                    perform(request, message::reply);
            case Received.NotUnderstood<AccountRequest> strange -> {
                // During a rolling update a newer node may ask for what this one does not know.
                Level level =
                        strange.reason() == Received.Reason.NEWER_RELEASE ? Level.INFO : Level.WARN;
                LOG.atLevel(level).log("{}: {} ({})", address, strange.detail(), strange.reason());
                message.reply(AccountRequest.refusalOf(strange));
            }
        }
    }

    private void perform(AccountRequest request, Consumer<AccountReply> answer) {
        AccountCell cell = cells.get(request.account());
        if (cell == null && request.work() instanceof AccountQuery.ReadSettings) {
            onContext(
                    storage.readSettings(request.account()),
                    answer::accept,
                    failure -> answer.accept(refused(failure)));
            return;
        }
        if (stopped != null || (cell == null && cells.size() >= options.openAccountsMax())) {
            answer.accept(new AccountReply.Refused(Refusal.BUSY, "no more accounts can be open"));
            return;
        }
        if (cell == null) {
            cell = new AccountCell(this, request.account());
            cells.put(request.account(), cell);
        }
        cell.ask(
                new AccountCell.Ask(
                        request.work(),
                        request.commandId(),
                        nowMillis() + request.remainingMillis(),
                        answer));
    }

    /** The cell has nothing open and nothing to do. */
    void forget(AccountCell cell) {
        cells.remove(cell.account(), cell);
        forgetClosed();
    }

    private void forgetClosed() {
        if (stopped != null && cells.isEmpty()) {
            stopped.tryComplete();
        }
    }

    /** Brings the outcome of a stage to this host's event loop. */
    <T> void onContext(
            CompletionStage<T> stage, Consumer<T> succeeded, Consumer<Throwable> failed) {
        stage.whenComplete((value, failure) ->
                context.runOnContext(_ -> {
                    if (failure == null) {
                        succeeded.accept(value);
                    } else {
                        failed.accept(failure);
                    }
                }));
    }

    /**
     * What to answer for a failure of the storage; those that are no expected answer are logged.
     */
    AccountReply.Refused refused(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof StorageRefusal refusal) {
            return new AccountReply.Refused(refusal.reason(), String.valueOf(refusal.getMessage()));
        }
        LOG.error("storage failed; the client is told to try again later", cause);
        return new AccountReply.Refused(Refusal.UNAVAILABLE, "storage failed, try again later");
    }

    void notify(String watcher, MailboxChanged change) {
        vertx.eventBus().send(watcher, change);
    }

    AccountStorage storage() {
        return storage;
    }

    Leases leases() {
        return leases;
    }

    HostOptions options() {
        return options;
    }

    Executor reading() {
        return reading;
    }

    AccountLimits limits(AccountName account, Dictionary settings) {
        return limits.limits(account, settings);
    }

    long nowMillis() {
        return clock.millis();
    }

    /** Tells the limits of an account from its own settings and what it inherits. */
    @FunctionalInterface
    public interface LimitsSource {
        AccountLimits limits(AccountName account, Dictionary settings);
    }
}
