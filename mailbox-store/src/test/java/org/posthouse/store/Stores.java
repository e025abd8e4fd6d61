package org.posthouse.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.posthouse.core.account.AccountId;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.store.files.Damage;
import org.posthouse.store.files.Disk;
import org.posthouse.store.files.FileLimits;
import org.posthouse.store.journal.JournalOptions;

/** What the tests of this package share: small stores, and waiting for what happens elsewhere. */
final class Stores {
    static final long WAIT_SECONDS = 30;

    /** Everything happens soon: files roll, merge and are rewritten after a few messages. */
    static final FileLimits TIGHT = new FileLimits(32 << 10, 16 << 10, 3, 256);

    private Stores() {}

    /** Collects what a listener is told. */
    static final class Heard implements StoreListener {
        final List<Damage> damages = new ArrayList<>();
        final List<String> unrecovered = new ArrayList<>();
        final List<StoreException.AccountFailed> failed = new ArrayList<>();

        @Override
        public synchronized void damaged(Damage damage) {
            damages.add(damage);
        }

        @Override
        public synchronized void unrecovered(Path journal, List<String> directories) {
            unrecovered.addAll(directories);
        }

        @Override
        public synchronized void accountFailed(
                AccountName account, StoreException.AccountFailed cause) {
            failed.add(cause);
        }
    }

    static MailStoreOptions options(Path base) {
        return options(base, StoreListener.NONE);
    }

    static MailStoreOptions options(Path base, StoreListener listener) {
        return MailStoreOptions.standalone(base, "node-a", AccountViewWriter.NONE, listener)
                .withJournal(o -> journal(o, 1 << 20))
                .withFiles(TIGHT)
                .withUnsettled(64 << 20, 3_600_000);
    }

    static JournalOptions journal(JournalOptions o, long segmentBytes) {
        return new JournalOptions(
                o.directory(),
                segmentBytes,
                1 << 20,
                256,
                1 << 20,
                8L << 20,
                0,
                1000,
                o.fence(),
                o.ownershipValid(),
                o.failureListener());
    }

    static MailStore open(Path base) throws IOException {
        return MailStore.open(options(base));
    }

    static MailStore open(Path base, Disk disk) throws IOException {
        return MailStore.open(options(base), disk);
    }

    static AccountName name(String user) {
        return new AccountName(user, DomainName.parse("company.com").accepted().orElseThrow());
    }

    static AccountId id(String user) {
        return new AccountId(0x1234, user.hashCode());
    }

    static Path directory(Path base, String user) {
        return base.resolve("SharedDomains/company.com").resolve(user + ".macnt");
    }

    /** Opens an account of the store's incarnation, creating it when it is not there. */
    static TestAccount account(MailStore store, Path base, String user) throws IOException {
        Path directory = directory(base, user);
        if (!Files.exists(directory)) {
            store.createAccountDirectory(directory, id(user), store.incarnation());
        }
        return new TestAccount(
                store, await(store.open(name(user), directory, id(user), store.incarnation())));
    }

    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static <T> T await(CompletionStage<T> stage) throws IOException {
        try {
            return stage.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof IOException known) {
                throw known;
            }
            throw new AssertionError(failure);
        } catch (InterruptedException | TimeoutException failure) {
            throw new AssertionError(failure);
        }
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + WAIT_SECONDS + " s: " + what);
            }
            LockSupport.parkNanos(100_000);
        }
    }

    static byte[] all(StoredMessage message) throws IOException {
        ByteBuffer into = ByteBuffer.allocate((int) message.sizeBytes() + 1);
        while (message.read(into.position(), into) > 0) {}
        byte[] bytes = new byte[into.position()];
        into.flip().get(bytes);
        return bytes;
    }

    /** The files of a kind in an account's directory. */
    static List<Path> files(Path accountDirectory, String kind) throws IOException {
        try (var files = Files.list(accountDirectory.resolve(kind))) {
            return files.sorted().toList();
        }
    }
}
