package org.posthouse.jmh;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.posthouse.codec.Codecs;
import org.posthouse.core.account.AccountCommand;
import org.posthouse.core.account.AccountLifecycle;
import org.posthouse.core.account.AccountLimits;
import org.posthouse.core.account.AccountQuery.FetchMessages;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountReply.MessagesFetched;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.layout.CountFrom;
import org.posthouse.core.layout.DomainFoldering;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchItems;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.FetchedMessage.SectionPiece;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mime.SectionSpec;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.node.account.AccountBus;
import org.posthouse.node.account.AccountHost;
import org.posthouse.node.account.BusAccountClient;
import org.posthouse.node.account.HostOptions;
import org.posthouse.node.account.StandaloneLeases;
import org.posthouse.node.account.WatchHub;
import org.posthouse.node.directory.DomainCatalog;
import org.posthouse.node.storage.StoredAccounts;
import org.posthouse.node.storage.ViewFiles;
import org.posthouse.store.MailStore;
import org.posthouse.store.MailStoreOptions;
import org.posthouse.store.StoreListener;

/**
 * {@code FETCH 1:* BODY[]} of 2,500 messages of 4 KiB, without IMAP and the network: a frontend's
 * client asks an account host for page after page over a local event bus, and the host reads them
 * from the real store, whose bodies have settled into segments.
 *
 * <p>How to read it: <b>ms/op</b> is all 2,500 messages (10 MiB in some 40 pages): 100 ms are
 * 25,000 messages a second. The mail is in the page cache.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FetchBenchmark {
    private static final int MESSAGES = 2500;
    private static final int MESSAGES_PER_COMMAND = 50;
    private static final int MAIL_BYTES = 4 * 1024;
    private static final String NODE = "bench";
    private static final DomainName DOMAIN = new DomainName("bench.example");
    private static final AccountName ACCOUNT = new AccountName("albert", DOMAIN);
    private static final FetchItems BODIES =
            new FetchItems(
                    Set.of(), List.of(new SectionSpec(List.of(), new SectionSpec.Full(), null)));
    private static final MessageSet ALL = new MessageSet.Uids(NumberSet.range(1, NumberSet.STAR));

    private Node node;
    private MailboxView view;

    /** Fills an account, stops the node so that everything settles, and starts it again. */
    @Setup
    public void fill(ScratchDirectory scratch) throws IOException {
        try (Node filling = new Node(scratch.path())) {
            filling.perform(new AccountLifecycle.CreateAccount(Dictionary.EMPTY));
            AccountCommand some =
                    InboxState.append(MESSAGES_PER_COMMAND, Mails.content(Mails.text(MAIL_BYTES)));
            for (int done = 0; done < MESSAGES; done += MESSAGES_PER_COMMAND) {
                filling.perform(some);
            }
        }
        node = new Node(scratch.path());
        view =
                switch (node.perform(new AccountCommand.SelectMailbox(MailboxName.INBOX))) {
                    case AccountReply.MailboxOpened opened -> opened.view();
                    case AccountReply other -> throw new IllegalStateException(other.toString());
                };
    }

    /** Fetches all bodies; the bytes that came, which are counted. */
    @Benchmark
    public long bodies() {
        long bytes = node.onContext(() -> fetchFrom(FetchCursor.START, 0));
        if (bytes != (long) MESSAGES * MAIL_BYTES) {
            throw new IllegalStateException(bytes + " bytes came");
        }
        return bytes;
    }

    /** Stops the node. */
    @TearDown
    public void stop() throws IOException {
        node.close();
    }

    private Future<Long> fetchFrom(FetchCursor cursor, long bytesBefore) {
        return node.client
                .perform(ACCOUNT, new FetchMessages(view, ALL, BODIES, 0, cursor))
                .compose(reply -> {
                    if (!(reply instanceof MessagesFetched page)) {
                        return Future.failedFuture(reply.toString());
                    }
                    long bytes = bytesBefore + bytesOf(page);
                    return page.next().isEnd()
                            ? Future.succeededFuture(bytes)
                            : fetchFrom(page.next(), bytes);
                });
    }

    private static long bytesOf(MessagesFetched page) {
        long bytes = 0;
        for (FetchedMessage message : page.messages()) {
            for (SectionPiece piece : message.sections()) {
                bytes += piece.bytes().length;
            }
        }
        return bytes;
    }

    /** The part of a node between its protocols and its disk. */
    private static final class Node implements AutoCloseable {
        private final Vertx vertx = Vertx.vertx();
        private final Context frontend = vertx.getOrCreateContext();
        private final MailStore store;
        private final String deployment;
        private final BusAccountClient client;

        Node(Path base) throws IOException {
            Codecs.register(vertx.eventBus());
            DomainCatalog catalog =
                    new DomainCatalog(base, DOMAIN, DomainFoldering.NONE, CountFrom.BASE);
            catalog.open(Dictionary.EMPTY);
            ViewFiles views = new ViewFiles(base);
            store =
                    MailStore.open(
                            MailStoreOptions.standalone(base, NODE, views, StoreListener.NONE));
            StoredAccounts storage = new StoredAccounts(catalog, store, views);
            String address = AccountBus.hostAddress(NODE, 0);
            WatchHub watches = new WatchHub(vertx, _ -> address, AccountBus.watcherAddress(NODE));
            client = new BusAccountClient(vertx, _ -> address, storage, watches, 1);
            AccountHost host =
                    new AccountHost(
                            address,
                            storage,
                            new StandaloneLeases(store.incarnation()),
                            (_, _) -> AccountLimits.DEFAULT,
                            HostOptions.DEFAULT,
                            store.storageThreads(),
                            InstantSource.system());
            deployment = vertx.deployVerticle(host, AccountHost.deployment()).await();
        }

        AccountReply perform(AccountWork work) {
            AccountReply reply = onContext(() -> client.perform(ACCOUNT, work));
            if (reply instanceof AccountReply.Refused) {
                throw new IllegalStateException(reply.toString());
            }
            return reply;
        }

        <T> T onContext(Supplier<Future<T>> work) {
            return Future.<T>future(
                            promise -> frontend.runOnContext(_ -> work.get().onComplete(promise)))
                    .await();
        }

        @Override
        public void close() throws IOException {
            vertx.undeploy(deployment).await();
            store.close();
            vertx.close().await();
        }
    }
}
