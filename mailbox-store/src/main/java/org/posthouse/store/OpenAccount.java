package org.posthouse.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.Account;
import org.posthouse.core.account.AccountId;
import org.posthouse.core.account.AccountTransaction;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.address.AccountName;
import org.posthouse.store.StoreException.AccountFailed;
import org.posthouse.store.TransactionRecord.InlinePart;
import org.posthouse.store.TransactionRecord.StagedPart;
import org.posthouse.store.files.AccountFiles;
import org.posthouse.store.files.BodyIndex;
import org.posthouse.store.files.BodyIndex.InJournal;
import org.posthouse.store.files.BodyIndex.InSegment;
import org.posthouse.store.files.BodyPlace;
import org.posthouse.store.files.StoredBody;

/**
 * One account in the hands of its owner. Appending and closing is for the owner's thread; reading
 * is for storage threads, any number at a time.
 */
public final class OpenAccount {
    /** A body moves at most from the journal to a segment and on with each merge. */
    private static final int LOOKUPS_MAX = 16;

    /** Transactions that one run settles. */
    private static final int RUN_MAX = 4096;

    private final MailStore store;
    private final AccountName name;
    private final AccountId id;
    private final long epoch;
    private final AccountFiles files;
    private final Account state;
    private final AppendLane lane;
    private final AccountTurn turn = new AccountTurn();
    private final AccountViews views;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Unsettled> unsettled = new ArrayDeque<>();
    private long oldestNanos;
    private long lastDurable;
    private long lastMarked;
    private boolean finishing;
    private @Nullable AccountFailed failed;
    private @Nullable CompletableFuture<Void> closing;

    OpenAccount(
            MailStore store,
            AccountName name,
            AccountId id,
            long epoch,
            AccountFiles.Opened opened,
            AccountViews views) {
        this.store = store;
        this.name = name;
        this.id = id;
        this.epoch = epoch;
        this.files = opened.files();
        this.state = opened.account();
        this.lane = new AppendLane(store, this, state.sequence());
        this.views = views;
    }

    /** The state as the files told it. From now on it is the caller's, who alone evolves it. */
    public Account state() {
        return state;
    }

    /** The account's name. */
    public AccountName name() {
        return name;
    }

    /** The account's id. */
    public AccountId id() {
        return id;
    }

    /** Where the account lies. */
    public Path directory() {
        return files.directory().path();
    }

    /** The ownership under which it is open. */
    public long epoch() {
        return epoch;
    }

    /** Why the account is out of service, or null. */
    public @Nullable AccountFailed failure() {
        lock.lock();
        try {
            return failed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * From where the store gets the account's view when it wants to write one; asked on any thread.
     * Causes a first one to be written, so that a stale one is brought up to date.
     */
    public void viewSource(Supplier<CompletionStage<AccountView>> source) {
        views.source(source);
        store.attend(this);
    }

    /**
     * Journals a transaction. Does not block; transactions are journaled in the order of the calls.
     * After a refusal the ones appended behind it are refused, too.
     *
     * @param bodies the bytes of new messages by body id
     * @throws IllegalStateException when the transaction's sequence is not the next one, or the
     *     account is closed
     */
    public void append(
            AccountTransaction transaction,
            Map<Long, MessageContent> bodies,
            Acknowledgement acknowledgement) {
        AppendRequest request = new AppendRequest(transaction, bodies, acknowledgement);
        AccountFailed out = failure();
        StoreException refusal = out != null ? out : store.refusal(request);
        if (refusal != null) {
            acknowledgement.failed(refusal);
        } else {
            lane.append(request);
        }
    }

    /**
     * Opens a message for reading. Blocking, for storage threads.
     *
     * @throws NoSuchFileException when the account has no body of this id
     * @throws IOException when it can't be read or is not as it was written
     */
    public StoredMessage read(long bodyId) throws IOException {
        NoSuchFileException moved = null;
        for (int i = 0; i < LOOKUPS_MAX; i++) {
            BodyIndex.Location location = files.bodies().find(bodyId);
            if (location == null) {
                throw new NoSuchFileException(directory().toString(), null, "body " + bodyId);
            }
            try {
                return switch (location) {
                    case InJournal journal -> new MessageInMemory(journal.source().read());
                    case InSegment segment -> new MessageInSegment(files.read(segment.place()));
                };
            } catch (NoSuchFileException elsewhereNow) {
                moved = elsewhereNow;
            }
        }
        throw new IOException(
                "body " + bodyId + " of " + name + " is not where it should be", moved);
    }

    /**
     * Settles everything, has the view written and closes the files. Nothing may be appended any
     * more. The same stage is answered to every call.
     */
    public CompletionStage<Void> close() {
        CompletableFuture<Void> done;
        lock.lock();
        try {
            done = closing;
            if (done != null) {
                return done;
            }
            done = new CompletableFuture<>();
            closing = done;
        } finally {
            lock.unlock();
        }
        if (lane.close()) {
            store.settleSoon(this);
        }
        return done;
    }

    AccountFiles files() {
        return files;
    }

    AccountTurn turn() {
        return turn;
    }

    AccountViews views() {
        return views;
    }

    /** A transaction is durable in the journal. Called in the order of the transactions. */
    void journaled(Unsettled transaction, boolean settingsChanged) {
        for (TransactionRecord.Part part : transaction.record().parts()) {
            files.bodies()
                    .add(
                            part.bodyId(),
                            switch (part) {
                                case StagedPart staged -> new InSegment(staged.place());
                                case InlinePart inline ->
                                        new InJournal(
                                                () -> inline.of(transaction.journalBytes().read()));
                            });
        }
        boolean first;
        lock.lock();
        try {
            first = unsettled.isEmpty();
            if (first) {
                oldestNanos = System.nanoTime();
            }
            unsettled.add(transaction);
            lastDurable = transaction.sequence();
        } finally {
            lock.unlock();
        }
        store.distance().add(transaction);
        if (settingsChanged) {
            views.want();
        }
        if (first || settingsChanged) {
            store.attend(this);
        }
    }

    /** An append has been answered. */
    void answered() {
        lock.lock();
        try {
            if (closing == null) {
                return;
            }
        } finally {
            lock.unlock();
        }
        if (lane.idle()) {
            store.settleSoon(this);
        }
    }

    /** What is to settle next, oldest first, at most one run. */
    List<Unsettled> nextRun() {
        lock.lock();
        try {
            return unsettled.stream().limit(RUN_MAX).toList();
        } finally {
            lock.unlock();
        }
    }

    /** A run is in the account's files for good. */
    void settled(SettleRun run) {
        run.written().forEach(files.bodies()::settle);
        run.adopted()
                .forEach((bodyId, place) -> {
                    files.bodies().settle(bodyId, place);
                    files.adopted(place);
                });
        lock.lock();
        try {
            while (!unsettled.isEmpty() && unsettled.element().sequence() <= run.lastSequence()) {
                unsettled.remove();
            }
            oldestNanos = System.nanoTime();
        } finally {
            lock.unlock();
        }
        store.distance().remove(run.transactions());
        for (TransactionRecord.Part part : run.dead()) {
            files.bodies().drop(part.bodyId());
            if (part instanceof StagedPart staged) {
                giveUp(staged.place());
            }
        }
        views.want();
    }

    void giveUp(BodyPlace place) {
        try {
            files.giveUp(place);
        } catch (IOException leftover) {
            store.leftover(place.file().in(directory()), leftover);
        }
    }

    /** Whether the next run should follow at once. */
    boolean wantsMore() {
        lock.lock();
        try {
            return unsettled.size() >= RUN_MAX || (closing != null && !unsettled.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    boolean hasUnsettled() {
        lock.lock();
        try {
            return !unsettled.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** All that is durable and not settled, for whoever has to settle it after a failure. */
    List<Unsettled> allUnsettled() {
        lock.lock();
        try {
            return new ArrayList<>(unsettled);
        } finally {
            lock.unlock();
        }
    }

    /** How long the oldest transaction has been waiting; 0 when none is. */
    long unsettledNanos() {
        lock.lock();
        try {
            return unsettled.isEmpty() ? 0 : System.nanoTime() - oldestNanos;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The stage to complete when all else of closing is done; not null once, when the account is
     * being closed and nothing is left to settle, or nothing can be.
     */
    @Nullable CompletableFuture<Void> beginFinish(boolean storeStopped) {
        lock.lock();
        try {
            boolean nothingLeft = unsettled.isEmpty() || failed != null || storeStopped;
            if (closing == null || finishing || !nothingLeft || !lane.idle()) {
                return null;
            }
            finishing = true;
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The last transaction of this opening that the journal does not say has settled; 0 when there
     * is none.
     */
    long unmarked() {
        lock.lock();
        try {
            return lastMarked < lastDurable ? lastDurable : 0;
        } finally {
            lock.unlock();
        }
    }

    /** The journal says that everything up to a transaction has settled. */
    void marked(long sequence) {
        lock.lock();
        try {
            lastMarked = Math.max(lastMarked, sequence);
        } finally {
            lock.unlock();
        }
    }

    boolean isIdle() {
        return lane.idle();
    }

    /** Takes the account out of service; the first reason counts. */
    AccountFailed fail(String what, Throwable cause) {
        AccountFailed first;
        boolean now;
        lock.lock();
        try {
            first = failed;
            now = first == null;
            if (first == null) {
                first =
                        new AccountFailed(
                                "account "
                                        + name
                                        + " is out of service: "
                                        + what
                                        + " ("
                                        + cause
                                        + ", in "
                                        + directory()
                                        + "). Next step: check the disk; the account opens again by"
                                        + " itself when it is asked for",
                                cause);
                failed = first;
            }
        } finally {
            lock.unlock();
        }
        if (now) {
            store.accountFailed(this, first);
        }
        return first;
    }

    private record MessageInMemory(StoredBody body) implements StoredMessage {
        @Override
        public long sizeBytes() {
            return body.sizeBytes();
        }

        @Override
        public byte[] structure() {
            return body.structure();
        }

        @Override
        public int read(long offset, ByteBuffer into) {
            long skip = offset;
            int start = into.position();
            for (ByteBuffer slice : body.message()) {
                int length = slice.remaining();
                if (skip < length) {
                    int part = (int) Math.min(into.remaining(), length - skip);
                    into.put(slice.slice(slice.position() + (int) skip, part));
                    skip = 0;
                } else {
                    skip -= length;
                }
            }
            return into.position() - start;
        }

        @Override
        public void close() {}
    }

    private record MessageInSegment(org.posthouse.store.files.BodyReader reader)
            implements StoredMessage {
        @Override
        public long sizeBytes() {
            return reader.sizeBytes();
        }

        @Override
        public byte[] structure() {
            return reader.structure();
        }

        @Override
        public int read(long offset, ByteBuffer into) throws IOException {
            return reader.read(offset, into);
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
