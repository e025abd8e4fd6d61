package org.posthouse.node;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.posthouse.codec.Codecs;
import org.posthouse.core.layout.CountFrom;
import org.posthouse.core.layout.DomainFoldering;
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
import org.posthouse.node.console.Console;
import org.posthouse.node.directory.AccountPasswords;
import org.posthouse.node.directory.DirectoryBus;
import org.posthouse.node.directory.DirectoryClient;
import org.posthouse.node.directory.DirectoryLogins;
import org.posthouse.node.directory.DirectoryService;
import org.posthouse.node.directory.DomainCatalog;
import org.posthouse.node.http.HttpFrontend;
import org.posthouse.node.http.NodeMetrics;
import org.posthouse.node.http.Readiness;
import org.posthouse.node.net.ListenerSpec;
import org.posthouse.node.net.TcpFrontend;
import org.posthouse.node.queue.LocalRetrier;
import org.posthouse.node.queue.StoredMailQueue;
import org.posthouse.node.storage.StoredAccounts;
import org.posthouse.node.storage.ViewFiles;
import org.posthouse.node.tls.BadCertificateException;
import org.posthouse.node.tls.CertificateFiles;
import org.posthouse.node.tls.CertificateWatcher;
import org.posthouse.node.tls.SelfSigned;
import org.posthouse.node.tls.ServerTls;
import org.posthouse.store.MailStore;
import org.posthouse.store.MailStoreOptions;
import org.posthouse.store.StoreException;
import org.posthouse.store.StoreListener;
import org.posthouse.store.queue.DurableQueue;
import org.posthouse.store.queue.QueueOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of the cluster, or the whole of a standalone server: everything that runs in one JVM.
 * It starts from the disk upwards (store, hosts, directory, listeners) and stops the other way
 * round.
 */
public final class Node implements Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** A standalone node needs no name to be told from others. */
    private static final String NAME = "standalone";

    private static final int HTTP_PORT = 8010;
    private static final int SESSIONS_MAX = 20_000;
    private static final long CERTIFICATE_LOOK_MILLIS = 5_000;
    private static final long RETRY_MILLIS = 60_000;
    private static final Duration GOODBYE = Duration.ofSeconds(3);

    private final NodeOptions options;
    private final Console console;
    private final Vertx vertx;
    private final NodeMetrics metrics = new NodeMetrics();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Promise<Void> stopped = Promise.promise();
    private final List<TcpFrontend> frontends = new ArrayList<>();

    /** What has been opened, to be closed from the last to the first. */
    private final List<Closing> opened = new ArrayList<>();

    private volatile Readiness.State store = Readiness.State.STARTING;
    private volatile Readiness.State listeners = Readiness.State.STARTING;

    /** Why the process must not end with 0: a service manager is to start it again. */
    private volatile StoreException.@Nullable Stopped storeFailure;

    /** Prepares a node; nothing is opened before {@link #start()}. */
    public Node(NodeOptions options, Console console) {
        this.options = options;
        this.console = console;
        this.vertx = metrics.builder(new VertxOptions()).build();
    }

    @Override
    public Future<Void> start() {
        Context context = vertx.getOrCreateContext();
        Promise<Void> started = Promise.promise();
        context.runOnContext(_ -> open().onComplete(started));
        return started.future();
    }

    private Future<Void> open() {
        return blocking(this::openDisk)
                .compose(this::openServices)
                .map(_ -> {
                    listeners = Readiness.State.READY;
                    console.line("data: " + options.base());
                    console.line("ready");
                    return null;
                });
    }

    /** What blocks: identity, certificate, a first hash, domains, recovery, journal, queue. */
    private Disk openDisk() throws IOException, BadCertificateException {
        Files.createDirectories(options.base());
        ViewFiles views = new ViewFiles(options.base());
        MailStore mailStore =
                MailStore.open(
                        MailStoreOptions.standalone(options.base(), NAME, views, new Listening()));
        closeLater("store", () -> closing(mailStore));
        store = Readiness.State.READY;
        NodeIdentity identity = NodeIdentity.establish(options);
        DomainCatalog catalog =
                new DomainCatalog(
                        options.base(),
                        identity.mainDomain(),
                        DomainFoldering.NONE,
                        CountFrom.BASE);
        catalog.open(Dictionary.EMPTY);
        Executor writing = mailStore.storageThreads();
        DurableQueue queue =
                DurableQueue.open(QueueOptions.of(options.base().resolve("Queue")), writing);
        closeLater("queue", () -> closing(queue));
        PasswordVerifier verifier = new PasswordVerifier(vertx, PasswordVerifier.Limits.DEFAULT);
        closeLater("passwords", () -> closing(verifier));
        CertificateFiles files = certificateFiles(identity);
        return new Disk(
                identity,
                mailStore,
                catalog,
                views,
                queue,
                verifier,
                files,
                new ServerTls(files.load()));
    }

    private CertificateFiles certificateFiles(NodeIdentity identity)
            throws IOException, BadCertificateException {
        Optional<String> certificate = options.setting("TLS.Certificate");
        Optional<String> key = options.setting("TLS.Key");
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException(
                    "TLS.Certificate and TLS.Key are set together or not at all");
        }
        return certificate.isPresent() && key.isPresent()
                ? new CertificateFiles(Path.of(certificate.get()), Path.of(key.get()))
                : SelfSigned.ensure(
                        identity.hostName(),
                        NodeIdentity.settings(options).resolve("TLS"),
                        Instant.now());
    }

    private Future<Void> openServices(Disk disk) {
        Codecs.register(vertx.eventBus());
        DirectoryBus.register(vertx.eventBus());
        int shards = Math.max(1, Runtime.getRuntime().availableProcessors());
        StoredAccounts storage = new StoredAccounts(disk.catalog, disk.store, disk.views);
        BusAccountClient.Owners owners =
                account -> AccountBus.hostAddress(NAME, AccountBus.shardOf(account, shards));
        WatchHub watches = new WatchHub(vertx, owners, AccountBus.watcherAddress(NAME));
        BusAccountClient accounts =
                new BusAccountClient(
                        vertx, owners, storage, watches, new SecureRandom().nextLong());
        DirectoryClient directory = new DirectoryClient(vertx, NAME, disk.identity.mainDomain());
        Authenticator authenticator =
                DirectoryLogins.authenticator(directory, accounts, disk.verifier);
        Sasl sasl = new Sasl(authenticator, disk.identity.decoyKey(), LoginPolicy.DEFAULT);
        StoredMailQueue queue = new StoredMailQueue(vertx, disk.queue, InstantSource.system());
        Services services =
                new Services(
                        disk.identity,
                        accounts,
                        directory,
                        authenticator,
                        disk.verifier,
                        sasl,
                        queue,
                        metrics,
                        this::stop);
        new StoreGauges(disk.store, disk.queue).register(metrics);
        return deployHosts(shards, storage, disk)
                .compose(_ -> watches.start())
                .compose(_ -> deployDirectory(disk, accounts))
                .compose(_ ->
                        new FirstStart(
                                        accounts,
                                        directory,
                                        new AccountPasswords(disk.verifier),
                                        console)
                                .ensurePostmaster(
                                        disk.identity.mainDomain(),
                                        options.setting("Main.PostmasterPassword")))
                .compose(_ -> startRetrier(queue, directory, accounts))
                .compose(_ -> listen(services.listeners(), disk))
                .compose(_ -> listenHttp());
    }

    private Future<Void> deployHosts(int shards, StoredAccounts storage, Disk disk) {
        Future<Void> deployed = Future.succeededFuture();
        StandaloneLeases leases = new StandaloneLeases(disk.store.incarnation());
        for (int shard = 0; shard < shards; shard++) {
            AccountHost host =
                    new AccountHost(
                            AccountBus.hostAddress(NAME, shard),
                            storage,
                            leases,
                            new SettingsLimits(disk.catalog),
                            HostOptions.DEFAULT,
                            disk.store.storageThreads(),
                            InstantSource.system());
            deployed =
                    deployed.compose(_ -> vertx.deployVerticle(host, AccountHost.deployment()))
                            .map(id -> {
                                closeLater("account host", () -> vertx.undeploy(id));
                                return null;
                            });
        }
        return deployed;
    }

    private Future<Void> deployDirectory(Disk disk, BusAccountClient accounts) {
        return vertx.deployVerticle(
                        new DirectoryService(NAME, disk.catalog, accounts, Node::isOurs))
                .map(id -> {
                    closeLater("directory", () -> vertx.undeploy(id));
                    return null;
                });
    }

    private Future<Void> startRetrier(
            StoredMailQueue queue, DirectoryClient directory, BusAccountClient accounts) {
        Context context = vertx.getOrCreateContext();
        LocalRetrier retrier = new LocalRetrier(vertx, queue, directory, accounts, RETRY_MILLIS);
        retrier.start();
        closeLater(
                "queue retrier",
                () -> {
                    Promise<Void> done = Promise.promise();
                    context.runOnContext(_ -> {
                        retrier.stop();
                        done.complete();
                    });
                    return done.future();
                });
        return Future.succeededFuture();
    }

    private Future<Void> listen(List<Listener> table, Disk disk) {
        CertificateWatcher watcher =
                CertificateWatcher.watch(
                        vertx,
                        disk.certificate,
                        disk.tls,
                        CERTIFICATE_LOOK_MILLIS,
                        () -> LOG.info("new certificate"));
        closeLater("certificate watcher", () -> closing(watcher));
        closeLater("listeners", this::stopListening);
        Future<Void> listening = Future.succeededFuture();
        for (Listener listener : table) {
            listening = listening.compose(_ -> listen(listener, disk.tls));
        }
        return listening;
    }

    private Future<Void> listen(Listener listener, ServerTls tls) {
        int port = listener.usualPort() + options.portOffset();
        ListenerSpec spec =
                new ListenerSpec(
                        listener.protocol(),
                        options.listen(),
                        port,
                        listener.implicitTls(),
                        Math.max(1, Runtime.getRuntime().availableProcessors()),
                        SESSIONS_MAX,
                        SESSIONS_MAX,
                        listener.limits());
        return TcpFrontend.start(vertx, spec, tls)
                .map(frontend -> {
                    frontends.add(frontend);
                    metrics.frontend(listener.label(), frontend.counters());
                    console.line(
                            listener.label() + ": " + options.listen() + ":" + frontend.port());
                    return (Void) null;
                })
                .recover(failure ->
                        Future.failedFuture(cannotListen(listener.label(), port, failure)));
    }

    private Future<Void> listenHttp() {
        int port = HTTP_PORT + options.portOffset();
        return HttpFrontend.start(
                        vertx,
                        options.listen(),
                        port,
                        () -> Map.of("store", store, "listeners", listeners),
                        metrics)
                .map(http -> {
                    closeLater("http", http::stop);
                    console.line("http: " + options.listen() + ":" + http.port());
                    return (Void) null;
                })
                .recover(failure -> Future.failedFuture(cannotListen("http", port, failure)));
    }

    private IOException cannotListen(String label, int port, Throwable failure) {
        return new IOException(
                label
                        + " cannot listen on "
                        + options.listen()
                        + ":"
                        + port
                        + " ("
                        + failure.getMessage()
                        + "); give another --listen or --portOffset",
                failure);
    }

    @Override
    public Future<Void> stop() {
        if (stopping.compareAndSet(false, true)) {
            listeners = Readiness.State.DRAINING;
            vertx.getOrCreateContext().runOnContext(_ -> closeAll().onComplete(this::closed));
        }
        return stopped.future();
    }

    private Future<Void> closeAll() {
        Future<Void> closed = Future.succeededFuture();
        List<Closing> order;
        synchronized (opened) {
            order = List.copyOf(opened).reversed();
        }
        for (Closing part : order) {
            closed = closed.eventually(() -> close(part));
        }
        return closed;
    }

    private static Future<Void> close(Closing part) {
        return part.how
                .close()
                .onFailure(failure -> LOG.error("{}: closing failed", part.name, failure));
    }

    private void closed(AsyncResult<Void> outcome) {
        vertx.close()
                .onComplete(_ -> {
                    metrics.close();
                    StoreException.Stopped broken = storeFailure;
                    if (broken != null) {
                        stopped.tryFail(broken);
                    } else if (outcome.succeeded()) {
                        stopped.tryComplete();
                    } else {
                        stopped.tryFail(outcome.cause());
                    }
                });
    }

    private Future<Void> stopListening() {
        Collection<Future<Void>> all =
                frontends.stream().map(frontend -> frontend.stop(GOODBYE)).toList();
        return Future.join(List.copyOf(all)).mapEmpty();
    }

    @Override
    public Future<Void> stopped() {
        return stopped.future();
    }

    private void closeLater(String name, How how) {
        synchronized (opened) {
            opened.add(new Closing(name, how));
        }
    }

    private Future<Void> closing(AutoCloseable resource) {
        return blocking(
                        () -> {
                            resource.close();
                            return true;
                        })
                .mapEmpty();
    }

    /**
     * Runs what blocks on a thread of its own: starting and stopping must not wait for a worker.
     */
    private <T> Future<T> blocking(Callable<T> work) {
        Context context = vertx.getOrCreateContext();
        Promise<T> done = Promise.promise();
        Thread.ofPlatform()
                .name("posthouse-lifecycle")
                .start(() -> {
                    try {
                        T value = work.call();
                        context.runOnContext(_ -> done.complete(value));
                    } catch (Exception failure) {
                        context.runOnContext(_ -> done.fail(failure));
                    }
                });
        return done.future();
    }

    private static boolean isOurs(InetAddress address) {
        return address.isLoopbackAddress();
    }

    /** What lies on the disk and is open, and what else took long to make. */
    private record Disk(
            NodeIdentity identity,
            MailStore store,
            DomainCatalog catalog,
            ViewFiles views,
            DurableQueue queue,
            PasswordVerifier verifier,
            CertificateFiles certificate,
            ServerTls tls) {}

    private record Closing(String name, How how) {}

    /** How something is closed. */
    @FunctionalInterface
    private interface How {
        Future<Void> close();
    }

    /**
     * A journal that has failed for good takes the node with it: the next start recovers from what
     * is on disk.
     */
    private final class Listening implements StoreListener {
        @Override
        public void stopped(StoreException.Stopped cause) {
            store = Readiness.State.FAILED;
            storeFailure = cause;
            console.error("the store has failed, the node stops: " + cause.getMessage());
            stop().onFailure(failure -> LOG.error("stopping after a failed store", failure));
        }
    }
}
