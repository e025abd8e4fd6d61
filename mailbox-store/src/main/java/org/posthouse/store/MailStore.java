package org.posthouse.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.AccountId;
import org.posthouse.core.address.AccountName;
import org.posthouse.store.files.AccountDirectory;
import org.posthouse.store.files.AccountFiles;
import org.posthouse.store.files.AccountWriter;
import org.posthouse.store.files.Damage;
import org.posthouse.store.files.Disk;
import org.posthouse.store.files.OpenChannels;
import org.posthouse.store.files.StagedFile;
import org.posthouse.store.journal.Journal;
import org.posthouse.store.journal.JournalException;
import org.posthouse.store.journal.JournalFailed;
import org.posthouse.store.journal.JournalOptions;
import org.posthouse.store.journal.JournalPosition;
import org.posthouse.store.journal.JournalRecord;
import org.posthouse.store.journal.JournalRecovery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storage of all accounts of one node: one for each process. Opening it recovers what dead
 * incarnations have left; then every account may be opened. Safe for many threads.
 */
public final class MailStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MailStore.class);

    /** What a record takes in the journal besides its payload, about. */
    static final int RECORD_OVERHEAD_BYTES = 256;

    /** Large messages on their way at one time. */
    private static final int STAGED_MAX = 10_000;

    private static final long TICK_MILLIS_MAX = 250;

    private final MailStoreOptions options;
    private final Disk disk;
    private final BaseLock baseLock;
    private final Journal journal;
    private final Settler settler;
    private final ThreadPoolExecutor storage;
    private final ScheduledExecutorService ticker;
    private final OpenChannels channels;
    private final int inlineBytesMax;
    private final AccountDirectories directories;
    private final JournalDistance distance = new JournalDistance();
    private final SharedBodies sharedBodies = new SharedBodies();

    private final Map<AccountId, OpenAccount> accounts = new ConcurrentHashMap<>();
    private final Set<AccountId> opening = ConcurrentHashMap.newKeySet();

    /** Accounts with something unsettled, or whose view is to be written. */
    private final Set<OpenAccount> attended = ConcurrentHashMap.newKeySet();

    /** Closed accounts of which the journal could not be told that they have settled. */
    private final Map<AccountId, JournalRecord> unmarked = new ConcurrentHashMap<>();

    private final Map<String, StagedFile> staged = new ConcurrentHashMap<>();
    private final AtomicLong stages = new AtomicLong();
    private final AtomicLong damages = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile StoreException.@Nullable Stopped stopped;

    private MailStore(MailStoreOptions options, Disk disk, BaseLock baseLock, long incarnation)
            throws IOException {
        this.options = options;
        this.disk = disk;
        this.baseLock = baseLock;
        this.channels = new OpenChannels(options.openChannelsMax());
        this.directories = new AccountDirectories(disk);
        this.storage = threads(options);
        this.settler = new Settler(this, options.settleThreads());
        this.ticker =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("store-ticker").daemon().factory());
        JournalOptions journalOptions =
                options.journal()
                        .apply(
                                JournalOptions.of(
                                                options.journals(),
                                                options.ownershipValid(),
                                                this::journalFailed)
                                        .withFence(options.fence()));
        this.inlineBytesMax = journalOptions.excerptBytesMax() / 4 * 3;
        this.journal = Journal.start(journalOptions, incarnation);
    }

    private static ThreadPoolExecutor threads(MailStoreOptions options) {
        return new ThreadPoolExecutor(
                options.storageThreads(),
                options.storageThreads(),
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(options.storageQueueMax()),
                Thread.ofPlatform().name("storage-", 1).daemon().factory());
    }

    /**
     * Takes the base directory, recovers, and starts a new incarnation. Blocks.
     *
     * @throws StoreException.Busy when another process has the base directory
     * @throws IOException when something can't be recovered; nothing is lost by trying again
     */
    public static MailStore open(MailStoreOptions options) throws IOException {
        return open(options, Disk.REAL);
    }

    static MailStore open(MailStoreOptions options, Disk disk) throws IOException {
        BaseLock baseLock = BaseLock.take(options.lockFile());
        try {
            AccountDirectories directories = new AccountDirectories(disk);
            directories.createAbove(options.journals().toAbsolutePath());
            directories.createAbove(options.staged().toAbsolutePath());
            for (Path leftover : AccountDirectories.list(options.staged())) {
                directories.deleteTree(leftover);
            }
            long incarnation = Journal.nextIncarnation(options.journals());
            long epoch = options.recoveryEpoch() == 0 ? incarnation : options.recoveryEpoch();
            new Recovery(base(options), epoch, options.files(), disk, options.listener())
                    .run(options.journals());
            MailStore store = new MailStore(options, disk, baseLock, incarnation);
            store.settler.start();
            long tick = Math.clamp(options.unsettledMillisMax() / 4, 1, TICK_MILLIS_MAX);
            var _ =
                    store.ticker.scheduleWithFixedDelay(
                            store::tick, tick, tick, TimeUnit.MILLISECONDS);
            return store;
        } catch (IOException | RuntimeException failure) {
            baseLock.close();
            throw failure;
        }
    }

    private static Path base(MailStoreOptions options) {
        return options.base().toAbsolutePath().normalize();
    }

    /** This start's number; a standalone node takes it as the epoch of its accounts. */
    public long incarnation() {
        return journal.incarnation();
    }

    /** Threads for what blocks: reading messages, staging. Refuses when too much waits. */
    public Executor storageThreads() {
        return storage;
    }

    /** Bytes of messages and structures that may travel in one transaction together. */
    public int inlineBytesMax() {
        return inlineBytesMax;
    }

    /**
     * Opens an account. Blocking work runs on the store's threads.
     *
     * @param accountDirectory the {@code .macnt} directory, below the base directory
     * @param epoch the ownership, not below any earlier one of this account
     * @return fails with {@link StoreException.Busy} when it is open already, and with an {@link
     *     IOException} when its files can't be read
     */
    public CompletionStage<OpenAccount> open(
            AccountName name, Path accountDirectory, AccountId id, long epoch) {
        CompletableFuture<OpenAccount> opened = new CompletableFuture<>();
        StoreException.Stopped reason = stopped;
        if (reason != null) {
            opened.completeExceptionally(reason);
            return opened;
        }
        executeOrElse(
                () -> complete(opened, () -> openNow(name, accountDirectory, id, epoch)),
                () ->
                        opened.completeExceptionally(
                                new StoreException.Busy("the storage threads are busy")));
        return opened;
    }

    private OpenAccount openNow(AccountName name, Path accountDirectory, AccountId id, long epoch)
            throws IOException {
        Path path = accountDirectory.toAbsolutePath().normalize();
        if (!path.startsWith(base(options)) || path.equals(base(options))) {
            throw new IllegalArgumentException(path + " is not below " + base(options));
        }
        if (!opening.add(id)) {
            throw new StoreException.Busy(name + " is being opened");
        }
        try {
            AccountDirectory directory = new AccountDirectory(path, id);
            OpenAccount before = accounts.get(id);
            if (before != null) {
                settleFailed(before, directory, epoch);
            }
            AccountFiles.Opened files =
                    AccountFiles.open(
                            directory, epoch, options.files(), disk, channels, this::damaged);
            OpenAccount account =
                    new OpenAccount(
                            this,
                            name,
                            id,
                            epoch,
                            files,
                            new AccountViews(options.views(), path, epoch, storage));
            accounts.put(id, account);
            return account;
        } finally {
            opening.remove(id);
        }
    }

    /**
     * Writes again, into new files, what an account that is out of service had not settled: nothing
     * of what was written since its last successful force is relied upon.
     */
    private void settleFailed(OpenAccount before, AccountDirectory directory, long epoch)
            throws IOException {
        if (before.failure() == null || !before.isIdle() || !before.turn().take()) {
            throw new StoreException.Busy(before.name() + " is open");
        }
        try {
            List<Unsettled> left = before.allUnsettled();
            if (!left.isEmpty()) {
                try (AccountWriter writer =
                        AccountWriter.begin(directory, epoch, options.files(), disk)) {
                    SettleRun run = SettleRun.write(left, writer);
                    writer.force();
                    before.settled(run);
                    var _ = mark(before, run.lastSequence());
                }
            }
            before.files().close();
            attended.remove(before);
            accounts.remove(before.id(), before);
        } finally {
            if (before.turn().end()) {
                settler.request(before);
            }
        }
    }

    /**
     * Starts a message that is too large to travel in a transaction. Blocking, for storage threads.
     *
     * @throws StoreException.Busy when too many are on their way
     * @throws StoreException.Full when the disk is full
     */
    public BodyStage stage() throws IOException {
        if (journal.storageFull()) {
            throw new StoreException.Full("the disk is nearly full: no large message is accepted");
        }
        if (staged.size() >= STAGED_MAX) {
            throw new StoreException.Busy(STAGED_MAX + " large messages are on their way already");
        }
        String name = journal.incarnation() + "-" + stages.incrementAndGet();
        StagedFile file = StagedFile.create(options.staged().resolve(name + ".seg"), disk);
        staged.put(name, file);
        return new BodyStage(this, name, file);
    }

    /**
     * Creates the directory of a new account, in one step and durably. Blocking.
     *
     * @throws java.nio.file.FileAlreadyExistsException when it is there
     */
    public void createAccountDirectory(Path directory, AccountId id, long epoch)
            throws IOException {
        directories.create(directory.toAbsolutePath().normalize(), id, epoch);
    }

    /** Whose directory it is; empty when no file in it tells. Blocking. */
    public java.util.Optional<AccountId> identify(Path directory) throws IOException {
        return AccountDirectory.identify(directory);
    }

    /**
     * Moves the directory of a closed account within its file system, in one step and durably.
     * Blocking.
     *
     * @throws StoreException.Busy when the account is open
     */
    public void renameAccountDirectory(AccountId id, Path from, Path to) throws IOException {
        requireClosed(id);
        directories.rename(from.toAbsolutePath().normalize(), to.toAbsolutePath().normalize());
    }

    /**
     * Deletes the directory of a closed account; it is gone for everybody in one step. Blocking.
     *
     * @throws StoreException.Busy when the account is open
     */
    public void deleteAccountDirectory(AccountId id, Path directory) throws IOException {
        requireClosed(id);
        directories.delete(directory.toAbsolutePath().normalize(), id);
    }

    /**
     * Only when the journal knows that an account's transactions have settled does recovery not
     * look for its directory any more.
     */
    private void requireClosed(AccountId id) throws IOException {
        if (accounts.containsKey(id) || opening.contains(id)) {
            throw new StoreException.Busy("the account with the id " + id + " is open");
        }
        JournalRecord record = unmarked.get(id);
        if (record != null) {
            try {
                journalMark(record).join();
                unmarked.remove(id, record);
            } catch (CompletionException refused) {
                throw new IOException("the journal can't be told", refused.getCause());
            }
        }
    }

    /** What was done and what waits. */
    public StoreMetrics metrics() {
        int failed = 0;
        int unsettledAccounts = 0;
        for (OpenAccount account : accounts.values()) {
            failed += account.failure() == null ? 0 : 1;
            unsettledAccounts += account.hasUnsettled() ? 1 : 0;
        }
        return new StoreMetrics(
                accounts.size(),
                unsettledAccounts,
                distance.transactions(),
                distance.bytes(),
                settler.transactions(),
                settler.bytes(),
                settler.nanos(),
                settler.neverWritten(),
                settler.maintained(),
                damages.get(),
                failed,
                channels.count(),
                staged.size(),
                journal.counters());
    }

    /**
     * Settles everything and stops. Blocks. Closing again does nothing. When all has settled the
     * journal is deleted, and the next start has nothing to recover.
     */
    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        for (OpenAccount account : accounts.values()) {
            closing.add(account.close().toCompletableFuture().exceptionally(_ -> null));
        }
        CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new)).join();
        ticker.shutdownNow();
        settler.close();
        storage.shutdown();
        boolean settled = stopped == null && distance.transactions() == 0;
        try {
            journal.close();
            if (settled) {
                disk.step("delete the own journal");
                var _ = JournalRecovery.delete(journal.directory());
            }
        } finally {
            channels.close();
            baseLock.close();
        }
    }

    /** Ends as a killed process does: nothing is settled, nothing is deleted. For tests. */
    void abandon() throws IOException {
        closed.set(true);
        stopped = new StoreException.Stopped("abandoned", null);
        ticker.shutdownNow();
        settler.close();
        storage.shutdownNow();
        journal.close();
        channels.close();
        baseLock.close();
    }

    private void tick() {
        try {
            boolean pressure = distance.bytes() > options.unsettledBytesMax() / 2;
            long ageMax = TimeUnit.MILLISECONDS.toNanos(options.unsettledMillisMax()) * 3 / 4;
            for (OpenAccount account : List.copyOf(attended)) {
                if (pressure || account.unsettledNanos() >= ageMax) {
                    settler.request(account);
                }
                account.views().writeIfDue();
                if (!account.hasUnsettled() && !account.views().isWanted()) {
                    attended.remove(account);
                    if (account.hasUnsettled() || account.views().isWanted()) {
                        attended.add(account); // it came in between
                    }
                }
            }
        } catch (RuntimeException bug) {
            LOG.error("the store's ticker", bug);
        }
    }

    // What accounts and the settler ask of the store.

    Journal journal() {
        return journal;
    }

    JournalDistance distance() {
        return distance;
    }

    SharedBodies sharedBodies() {
        return sharedBodies;
    }

    StoreException.@Nullable Stopped stopped() {
        return stopped;
    }

    String relative(Path accountDirectory) {
        return base(options)
                .relativize(accountDirectory)
                .toString()
                .replace(accountDirectory.getFileSystem().getSeparator(), "/");
    }

    @Nullable StoreException refusal(AppendRequest request) {
        StoreException.Stopped reason = stopped;
        if (reason != null) {
            return reason;
        }
        if (request.inlineBytes() > inlineBytesMax()) {
            return new StoreException.TooLarge(
                    request.inlineBytes()
                            + " bytes in one transaction, at most "
                            + inlineBytesMax()
                            + ": stage them");
        }
        if (journal.storageFull()) {
            return new StoreException.Full("the disk is nearly full: nothing new is accepted");
        }
        long unsettled = distance.bytes();
        return unsettled > options.unsettledBytesMax()
                ? new StoreException.Busy(
                        unsettled
                                + " bytes have not settled, at most "
                                + options.unsettledBytesMax())
                : null;
    }

    StagedFile staged(String name) throws StoreException.NoSuchStage {
        StagedFile file = staged.get(name);
        if (file == null) {
            throw new StoreException.NoSuchStage(name);
        }
        return file;
    }

    void forgetStage(String name) {
        staged.remove(name);
    }

    Unsettled.JournalBytes journalBytes(JournalPosition position) {
        return () -> {
            ByteBuffer into = ByteBuffer.allocate(position.bodyLength());
            journal.readBody(position, 0, into);
            into.flip();
            CRC32C crc = new CRC32C();
            crc.update(into.duplicate());
            if ((int) crc.getValue() != position.bodyCrc()) {
                throw new IOException(
                        "the journal "
                                + journal.directory()
                                + " has a damaged message at "
                                + position);
            }
            return into;
        };
    }

    void attend(OpenAccount account) {
        attended.add(account);
    }

    void settleSoon(OpenAccount account) {
        settler.request(account);
    }

    void executeOrElse(Runnable task, Runnable otherwise) {
        try {
            storage.execute(task);
        } catch (RejectedExecutionException busy) {
            otherwise.run();
        }
    }

    /** Tells the journal that an account has settled, so that recovery passes over it. */
    CompletableFuture<Void> mark(OpenAccount account, long sequence) {
        JournalRecord record =
                new JournalRecord(
                        account.id().high(),
                        account.id().low(),
                        relative(account.directory()),
                        account.epoch(),
                        sequence,
                        0,
                        0,
                        TransactionRecord.SETTLED_TYPE,
                        TransactionRecord.VERSION,
                        new byte[0],
                        null);
        return journalMark(record)
                .whenComplete((_, refused) -> {
                    if (refused == null) {
                        account.marked(sequence);
                    } else {
                        unmarked.put(account.id(), record);
                    }
                });
    }

    private CompletableFuture<Void> journalMark(JournalRecord record) {
        CompletableFuture<Void> marked = new CompletableFuture<>();
        journal.append(
                record,
                new org.posthouse.store.journal.Acknowledgement() {
                    @Override
                    public void durable(JournalPosition position) {
                        marked.complete(null);
                    }

                    @Override
                    public void failed(JournalException cause) {
                        marked.completeExceptionally(cause);
                    }
                });
        return marked;
    }

    /** Deletes the journal's segments that no account needs any more. */
    void retireSettled() {
        try {
            long last = distance.retirable(journal.segments());
            if (last >= 0 && stopped == null) {
                disk.step("retire");
                journal.retire(last);
            }
        } catch (IOException later) {
            LOG.warn("{}: segments stay for now", journal.directory(), later);
        }
    }

    /** Everything of an account that is being closed has settled, as far as it can. */
    void finishClosing(OpenAccount account, CompletableFuture<Void> closing) {
        long last = account.failure() == null ? account.unmarked() : 0;
        CompletableFuture<Void> marked =
                last == 0 || stopped != null
                        ? CompletableFuture.completedFuture(null)
                        : mark(account, last).exceptionally(_ -> null);
        var _ =
                marked.thenCompose(_ ->
                                stopped == null
                                        ? account.views().writeNow()
                                        : CompletableFuture.<Void>completedFuture(null))
                        .whenComplete((_, _) -> closed(account, closing));
    }

    private void closed(OpenAccount account, CompletableFuture<Void> closing) {
        IOException failure = stopped;
        try {
            account.files().close();
        } catch (IOException broken) {
            failure = broken;
        }
        attended.remove(account);
        if (account.failure() == null || !account.hasUnsettled()) {
            accounts.remove(account.id(), account);
        }
        if (failure != null) {
            closing.completeExceptionally(failure);
        } else {
            closing.complete(null);
        }
    }

    void accountFailed(OpenAccount account, StoreException.AccountFailed cause) {
        LOG.error(cause.getMessage(), cause);
        options.listener().accountFailed(account.name(), cause);
    }

    void leftover(Path file, IOException cause) {
        LOG.warn("{} could not be deleted; it goes when the account is opened again", file, cause);
    }

    private void damaged(Damage damage) {
        damages.incrementAndGet();
        if (damage.lost()) {
            LOG.error("{}", damage);
        } else {
            LOG.warn("{}", damage);
        }
        options.listener().damaged(damage);
    }

    private void journalFailed(JournalFailed cause) {
        StoreException.Stopped now =
                new StoreException.Stopped(String.valueOf(cause.getMessage()), cause);
        stopped = now;
        options.listener().stopped(now);
    }

    /** Something that answers or fails. */
    @FunctionalInterface
    private interface Attempt<T> {
        T run() throws IOException;
    }

    private static <T> void complete(CompletableFuture<T> future, Attempt<T> attempt) {
        try {
            future.complete(attempt.run());
        } catch (IOException | RuntimeException | Error failure) {
            future.completeExceptionally(failure);
        }
    }
}
