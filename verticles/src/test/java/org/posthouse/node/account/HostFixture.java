package org.posthouse.node.account;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.posthouse.codec.Codecs;
import org.posthouse.core.account.AccountLifecycle;
import org.posthouse.core.account.AccountLimits;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.AddressResult;
import org.posthouse.core.settings.Dictionary;

/**
 * A real account host behind a real client on an event bus, over a storage in memory. For tests of
 * frontends too.
 */
public final class HostFixture implements AutoCloseable {
    private static final String NODE = "node-1";

    public final MemoryStorage storage = new MemoryStorage();
    public final AccountClient client;
    private final ExecutorService reading = Executors.newFixedThreadPool(2);
    private final Vertx vertx;
    private final String deployment;
    private volatile AccountLimits limits = AccountLimits.DEFAULT;

    /** Starts with the usual limits. */
    public HostFixture(Vertx vertx) throws Exception {
        this(vertx, HostOptions.DEFAULT, InstantSource.system());
    }

    /** Starts with limits and a time of its own. */
    public HostFixture(Vertx vertx, HostOptions options, InstantSource clock) throws Exception {
        this.vertx = vertx;
        Codecs.register(vertx.eventBus());
        String address = AccountBus.hostAddress(NODE, 0);
        AccountHost host =
                new AccountHost(
                        address,
                        storage,
                        new StandaloneLeases(1),
                        (_, _) -> limits,
                        options,
                        reading,
                        clock);
        deployment = await(vertx.deployVerticle(host, AccountHost.deployment()));
        WatchHub watches = new WatchHub(vertx, _ -> address, AccountBus.watcherAddress(NODE));
        await(watches.start());
        client = new BusAccountClient(vertx, _ -> address, storage, watches, 7);
    }

    /** What accounts may hold from now on. */
    public void limit(AccountLimits newLimits) {
        limits = newLimits;
    }

    /** From now on no thread is free to read message bytes. */
    public void refuseReads() {
        reading.shutdown();
    }

    /** Creates an account. */
    public AccountName account(String name) throws Exception {
        return account(name, Dictionary.EMPTY);
    }

    /** Creates an account with settings, such as credentials. */
    public AccountName account(String name, Dictionary settings) throws Exception {
        AccountName account = name(name);
        AccountReply reply = perform(account, new AccountLifecycle.CreateAccount(settings));
        if (!(reply instanceof AccountReply.Done)) {
            throw new AssertionError(reply.toString());
        }
        return account;
    }

    /** Performs and waits; not to be called on an event loop. */
    public AccountReply perform(AccountName account, AccountWork work) throws Exception {
        return await(client.perform(account, work));
    }

    /** A name that is known to be good. */
    public static AccountName name(String name) {
        return switch (AccountName.parse(name)) {
            case AddressResult.Accepted<AccountName> accepted -> accepted.value();
            case AddressResult.Refused<AccountName> refused ->
                    throw new AssertionError(refused.toString());
        };
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    void stopHost() throws Exception {
        await(vertx.undeploy(deployment));
    }

    @Override
    public void close() {
        reading.shutdownNow();
    }
}
