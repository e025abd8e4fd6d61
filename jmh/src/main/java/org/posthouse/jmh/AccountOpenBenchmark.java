package org.posthouse.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.posthouse.core.account.Account;
import org.posthouse.core.account.AccountCommand;
import org.posthouse.core.account.AccountId;
import org.posthouse.core.account.Decision;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.store.AccountViewWriter;
import org.posthouse.store.Acknowledgement;
import org.posthouse.store.MailStore;
import org.posthouse.store.MailStoreOptions;
import org.posthouse.store.OpenAccount;
import org.posthouse.store.StoreException;
import org.posthouse.store.StoreListener;

/**
 * How long the first command to an account waits for it: from its files on disk, as settling has
 * left them (snapshot, log after it, body segments), to its state in memory. Closing is not in it.
 *
 * <p>How to read it: <b>ms/op</b> is one open with the files in the page cache. The goal is 10 ms
 * at most for 10,000 messages.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AccountOpenBenchmark {
    private static final int MESSAGES_PER_TRANSACTION = 500;
    private static final AccountName NAME =
            new AccountName("albert", new DomainName("bench.example"));
    private static final AccountId ID = new AccountId(1, 1);

    /** How many messages the account has. */
    @Param({"10000", "100000"})
    public int messages;

    private MailStore store;
    private Path directory;
    private OpenAccount opened;

    /** Fills the account and closes it. */
    @Setup
    public void fill(ScratchDirectory scratch) throws IOException {
        Path base = scratch.path();
        store =
                MailStore.open(
                        MailStoreOptions.standalone(
                                base, "bench", AccountViewWriter.NONE, StoreListener.NONE));
        directory = base.resolve("Accounts").resolve("albert.macnt");
        store.createAccountDirectory(directory, ID, store.incarnation());
        opened = open();
        perform(new AccountCommand.InitializeAccount(Dictionary.EMPTY));
        MessageContent mail = Mails.content(Mails.text(1024));
        for (int done = 0; done < messages; done += MESSAGES_PER_TRANSACTION) {
            perform(InboxState.append(MESSAGES_PER_TRANSACTION, mail));
        }
        close();
    }

    /** Opens the account. */
    @Benchmark
    public Account openAccount() {
        opened = open();
        return opened.state();
    }

    /** Closes what the invocation has opened. */
    @TearDown(Level.Invocation)
    public void close() {
        join(opened.close());
    }

    /** Closes the store. */
    @TearDown
    public void closeStore() throws IOException {
        store.close();
    }

    private OpenAccount open() {
        return join(store.open(NAME, directory, ID, store.incarnation()));
    }

    private void perform(AccountCommand command) {
        Decision.Accepted accepted = InboxState.decide(opened.state(), command);
        CompletableFuture<Void> durable = new CompletableFuture<>();
        opened.append(
                InboxState.evolve(opened.state(), accepted),
                accepted.bodies(),
                new Acknowledgement() {
                    @Override
                    public void durable() {
                        durable.complete(null);
                    }

                    @Override
                    public void failed(StoreException cause) {
                        durable.completeExceptionally(cause);
                    }
                });
        join(durable);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
