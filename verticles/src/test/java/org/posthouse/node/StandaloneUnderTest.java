package org.posthouse.node;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.posthouse.codec.Codecs;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.directory.AccountDefaults;
import org.posthouse.core.directory.DirectoryReply;
import org.posthouse.core.directory.DirectoryWork;
import org.posthouse.core.directory.Right;
import org.posthouse.core.layout.CountFrom;
import org.posthouse.core.layout.DomainFoldering;
import org.posthouse.core.settings.ArrayValue;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.node.account.AccountBus;
import org.posthouse.node.account.AccountHost;
import org.posthouse.node.account.BusAccountClient;
import org.posthouse.node.account.HostOptions;
import org.posthouse.node.account.StandaloneLeases;
import org.posthouse.node.account.WatchHub;
import org.posthouse.node.auth.Authenticator;
import org.posthouse.node.auth.LoginPolicy;
import org.posthouse.node.auth.PasswordVerifier;
import org.posthouse.node.auth.Sasl;
import org.posthouse.node.directory.AccountPasswords;
import org.posthouse.node.directory.DirectoryBus;
import org.posthouse.node.directory.DirectoryClient;
import org.posthouse.node.directory.DirectoryLogins;
import org.posthouse.node.directory.DirectoryService;
import org.posthouse.node.directory.DomainCatalog;
import org.posthouse.node.storage.StoredAccounts;
import org.posthouse.node.storage.ViewFiles;
import org.posthouse.store.MailStore;
import org.posthouse.store.MailStoreOptions;
import org.posthouse.store.StoreListener;

/** Domains, accounts and logins of one node on a real store, without its listeners. */
public final class StandaloneUnderTest implements AutoCloseable {

    /** The main domain. */
    public static final DomainName MAIN = new DomainName("main.example");

    /** The postmaster's password. */
    public static final String PASSWORD = "correct horse";

    private static final String NODE = "node1";

    private final VertxUnderTest node;
    private final MailStore store;
    private final PasswordVerifier verifier;
    private final DomainCatalog catalog;
    private final BusAccountClient accounts;
    private final DirectoryClient directory;
    private final List<String> deployments;

    /** Starts everything on a base directory, and makes the postmaster where there is none. */
    public StandaloneUnderTest(VertxUnderTest node, Path base) throws IOException {
        this.node = node;
        Vertx vertx = node.vertx();
        register(vertx);
        catalog = new DomainCatalog(base, MAIN, DomainFoldering.NONE, CountFrom.BASE);
        catalog.open(Dictionary.EMPTY);
        ViewFiles views = new ViewFiles(base);
        store = MailStore.open(MailStoreOptions.standalone(base, NODE, views, StoreListener.NONE));
        StoredAccounts storage = new StoredAccounts(catalog, store, views);
        BusAccountClient.Owners owners = _ -> AccountBus.hostAddress(NODE, 0);
        WatchHub hub = new WatchHub(vertx, owners, AccountBus.watcherAddress(NODE));
        accounts = new BusAccountClient(vertx, owners, storage, hub, 1);
        AccountHost host =
                new AccountHost(
                        AccountBus.hostAddress(NODE, 0),
                        storage,
                        new StandaloneLeases(store.incarnation()),
                        (account, settings) ->
                                AccountDefaults.limits(
                                        AccountDefaults.effective(
                                                catalog.settingsInMemory(account.domain()),
                                                settings)),
                        HostOptions.DEFAULT,
                        store.storageThreads(),
                        InstantSource.system());
        DirectoryService service =
                new DirectoryService(
                        NODE, catalog, accounts, address -> address.isLoopbackAddress());
        deployments =
                List.of(
                        node.await(vertx.deployVerticle(service)),
                        node.await(vertx.deployVerticle(host)));
        directory = new DirectoryClient(vertx, NODE, MAIN);
        verifier = new PasswordVerifier(vertx, PasswordVerifier.Limits.DEFAULT);
        postmaster();
    }

    private void postmaster() {
        AccountPasswords.Prepared prepared =
                node.await(
                        onContext(() ->
                                new AccountPasswords(verifier)
                                        .prepare(
                                                Dictionary.EMPTY
                                                        .with("Password", PASSWORD)
                                                        .with(
                                                                Right.KEY,
                                                                ArrayValue.ofTexts(
                                                                        Right.MASTER.written())),
                                                java.util.Optional.empty())));
        if (prepared instanceof AccountPasswords.Prepared.Ready ready) {
            perform(
                    new DirectoryWork.CreateAccount(
                            new AccountName("postmaster", MAIN), ready.settings()));
        }
    }

    /** Has the directory do something. */
    public DirectoryReply perform(DirectoryWork work) {
        return node.await(onContext(() -> directory.perform(work)));
    }

    /** Has an account's owner do something. */
    public AccountReply perform(AccountName account, AccountWork work) {
        return node.await(onContext(() -> accounts.perform(account, work)));
    }

    /** Runs something on an event loop. */
    public <T> Future<T> onContext(java.util.function.Supplier<Future<T>> work) {
        return Future.future(promise ->
                node.vertx()
                        .getOrCreateContext()
                        .runOnContext(_ -> work.get().onComplete(promise)));
    }

    public DirectoryClient directory() {
        return directory;
    }

    public BusAccountClient accounts() {
        return accounts;
    }

    public PasswordVerifier verifier() {
        return verifier;
    }

    public DomainCatalog catalog() {
        return catalog;
    }

    public Authenticator authenticator() {
        return DirectoryLogins.authenticator(directory, accounts, verifier);
    }

    /** SASL with a policy that does not keep tests waiting. */
    public Sasl sasl(LoginPolicy policy) {
        return new Sasl(authenticator(), new byte[32], policy);
    }

    /** Stops everything in order; the base directory can be used again. */
    @Override
    public void close() throws IOException {
        for (String deployment : deployments) {
            node.await(node.vertx().undeploy(deployment));
        }
        verifier.close();
        store.close();
    }

    private static void register(Vertx vertx) {
        try {
            DirectoryBus.register(vertx.eventBus());
            Codecs.register(vertx.eventBus());
        } catch (IllegalStateException twice) {
            // A node that is started again on the same Vert.x: its codecs are there.
        }
    }
}
