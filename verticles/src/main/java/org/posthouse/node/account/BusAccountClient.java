package org.posthouse.node.account;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.posthouse.codec.AccountRequest;
import org.posthouse.codec.Codecs;
import org.posthouse.codec.Received;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reaches account hosts over the event bus. */
public final class BusAccountClient implements AccountClient {
    private static final Logger LOG = LoggerFactory.getLogger(BusAccountClient.class);

    private final Vertx vertx;
    private final Owners owners;
    private final AccountStorage storage;
    private final WatchHub watches;
    private final long commandsHigh;
    private final AtomicLong commandsLow = new AtomicLong();

    /**
     * A client for all frontends of a node.
     *
     * @param storage where large messages are staged
     * @param commandsHigh a random number, new for each start of the node
     */
    public BusAccountClient(
            Vertx vertx,
            Owners owners,
            AccountStorage storage,
            WatchHub watches,
            long commandsHigh) {
        this.vertx = vertx;
        this.owners = owners;
        this.storage = storage;
        this.watches = watches;
        this.commandsHigh = commandsHigh;
    }

    @Override
    public Future<AccountReply> perform(AccountName account, AccountWork work) {
        CommandId id = new CommandId(commandsHigh, commandsLow.incrementAndGet());
        AccountRequest request =
                new AccountRequest(id, AccountBus.ANSWER_MILLIS_MAX, 0, account, work);
        return vertx.eventBus()
                .request(owners.hostAddress(account), request, AccountBus.REQUEST)
                .map(message -> reply(account, message))
                .otherwise(failure -> unavailable(account, String.valueOf(failure.getMessage())));
    }

    private static AccountReply reply(AccountName account, Message<?> message) {
        return switch (Codecs.received(message, AccountReply.class)) {
            case Received.Understood<AccountReply>(AccountReply reply) -> reply;
            case Received.NotUnderstood<AccountReply> strange ->
                    unavailable(account, strange.detail());
        };
    }

    private static AccountReply unavailable(AccountName account, String why) {
        LOG.warn("account {}: no answer from its host: {}", account, why);
        return new AccountReply.Refused(Refusal.UNAVAILABLE, "the account can't be reached now");
    }

    @Override
    public BodyStage stage() {
        AccountStorage.Stage stage = storage.stage();
        Context context = vertx.getOrCreateContext();
        return new BodyStage() {
            @Override
            public Future<Void> write(Buffer bytes) {
                return onContext(stage.write(bytes.getBytes()), context);
            }

            @Override
            public Future<String> finish() {
                return onContext(stage.finish(), context);
            }

            @Override
            public void discard() {
                stage.discard();
            }
        };
    }

    @Override
    public Watch watch(AccountName account, int mailboxId, Runnable changed) {
        return watches.watch(account, mailboxId, changed);
    }

    private static <T> Future<T> onContext(CompletionStage<T> stage, Context context) {
        return Future.fromCompletionStage(stage, context);
    }

    /** Tells which host has an account. */
    @FunctionalInterface
    public interface Owners {
        /** The bus address of the account's host. */
        String hostAddress(AccountName account);
    }
}
