package org.posthouse.node.account;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.Account;
import org.posthouse.core.account.AccountId;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountTransaction;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.account.TransactionFormat;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.settings.Dictionary;

/**
 * A storage for tests of what stands above it: it keeps transactions as bytes and can hold or fail
 * appends.
 */
public final class MemoryStorage implements AccountStorage {
    private final Map<AccountName, Stored> accounts = new ConcurrentHashMap<>();
    private final Map<String, byte[]> stages = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Deque<Runnable> held = new ArrayDeque<>();
    private boolean holding;
    private @Nullable RuntimeException appendFailure;
    private @Nullable RuntimeException failureAfterWrite;

    /** From now on appends wait for {@link #release}. */
    public synchronized void holdAppends() {
        holding = true;
    }

    /** Lets one held append come to its end; false when there is none. */
    public synchronized boolean release() {
        Runnable first = held.pollFirst();
        if (first != null) {
            first.run();
        }
        return first != null;
    }

    /** How many appends wait for {@link #release}. */
    public synchronized int heldAppends() {
        return held.size();
    }

    /** From now on appends fail so; null lets them succeed again. */
    public synchronized void failAppends(@Nullable RuntimeException failure) {
        appendFailure = failure;
    }

    /** The next append is written and fails all the same, so that its outcome is in doubt. */
    public synchronized void failNextAfterWriting(RuntimeException failure) {
        failureAfterWrite = failure;
    }

    /** How many transactions an account has. */
    public int transactions(AccountName account) {
        Stored stored = accounts.get(account);
        return stored == null ? 0 : stored.transactions.size();
    }

    /** How many message bodies an account has. */
    public int bodies(AccountName account) {
        Stored stored = accounts.get(account);
        return stored == null ? 0 : stored.bodies.size();
    }

    /** The bytes of all message bodies of an account, oldest first. */
    public List<byte[]> messages(AccountName account) {
        Stored stored = accounts.get(account);
        return stored == null
                ? List.of()
                : stored.bodies.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(body -> body.getValue().bytes())
                        .toList();
    }

    /** Whether the account is open. */
    public boolean isOpen(AccountName account) {
        Stored stored = accounts.get(account);
        return stored != null && stored.open;
    }

    /** Large messages that are staged and not discarded. */
    public int stageCount() {
        return stages.size();
    }

    @Override
    public CompletionStage<OpenAccount> open(AccountName account, long epoch) {
        Stored stored = accounts.get(account);
        if (stored == null) {
            return refused(Refusal.NO_SUCH_ACCOUNT, account.toString());
        }
        if (stored.open) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("opened twice: " + account));
        }
        stored.open = true;
        Account state = new Account();
        for (int i = 0; i < stored.transactions.size(); i++) {
            state.evolve(
                    TransactionFormat.read(
                            i + 1,
                            CommandId.NONE,
                            TransactionFormat.VERSION,
                            stored.transactions.get(i)));
        }
        return CompletableFuture.completedFuture(new Opened(stored, state));
    }

    @Override
    public CompletionStage<AccountReply.SettingsTold> readSettings(AccountName account) {
        Stored stored = accounts.get(account);
        return stored == null
                ? refused(Refusal.NO_SUCH_ACCOUNT, account.toString())
                : CompletableFuture.completedFuture(
                        new AccountReply.SettingsTold(stored.id, stored.settings));
    }

    @Override
    public CompletionStage<Void> create(AccountName account, Dictionary settings) {
        Stored stored = new Stored(new AccountId(1, numbers.incrementAndGet()), settings);
        return accounts.putIfAbsent(account, stored) == null
                ? CompletableFuture.completedFuture(null)
                : refused(Refusal.ACCOUNT_EXISTS, account.toString());
    }

    @Override
    public CompletionStage<Void> rename(AccountName from, AccountName to) {
        Stored stored = accounts.get(from);
        if (stored == null) {
            return refused(Refusal.NO_SUCH_ACCOUNT, from.toString());
        }
        if (accounts.putIfAbsent(to, stored) != null) {
            return refused(Refusal.ACCOUNT_EXISTS, to.toString());
        }
        accounts.remove(from);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> delete(AccountName account) {
        return accounts.remove(account) == null
                ? refused(Refusal.NO_SUCH_ACCOUNT, account.toString())
                : CompletableFuture.completedFuture(null);
    }

    @Override
    public Stage stage() {
        String name = "stage-" + numbers.incrementAndGet();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return new Stage() {
            @Override
            public CompletionStage<Void> write(byte[] more) {
                bytes.writeBytes(more);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<String> finish() {
                stages.put(name, bytes.toByteArray());
                return CompletableFuture.completedFuture(name);
            }

            @Override
            public void discard() {
                stages.remove(name);
            }
        };
    }

    private static <T> CompletionStage<T> refused(Refusal reason, String detail) {
        return CompletableFuture.failedFuture(new StorageRefusal(reason, detail));
    }

    private static final class Stored {
        final AccountId id;
        final Dictionary settings;
        final List<byte[]> transactions = new ArrayList<>();
        final Map<Long, Body> bodies = new ConcurrentHashMap<>();
        volatile boolean open;

        Stored(AccountId id, Dictionary settings) {
            this.id = id;
            this.settings = settings;
        }
    }

    private record Body(byte[] bytes, byte[] structure) implements StoredMessage {
        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public byte[] read(long offset, int count) {
            return Arrays.copyOfRange(bytes, (int) offset, Math.toIntExact(offset + count));
        }

        @Override
        public void close() {}
    }

    private final class Opened implements OpenAccount {
        private final Stored stored;
        private final Account state;

        Opened(Stored stored, Account state) {
            this.stored = stored;
            this.state = state;
        }

        @Override
        public AccountId accountId() {
            return stored.id;
        }

        @Override
        public Dictionary storedSettings() {
            return stored.settings;
        }

        @Override
        public Account state() {
            return state;
        }

        @Override
        public CompletionStage<Void> append(
                AccountTransaction transaction, Map<Long, MessageContent> bodies) {
            synchronized (MemoryStorage.this) {
                if (appendFailure != null) {
                    return CompletableFuture.failedFuture(appendFailure);
                }
                CompletableFuture<Void> durable = new CompletableFuture<>();
                Runnable write =
                        () -> {
                            bodies.forEach((id, content) -> stored.bodies.put(id, body(content)));
                            stored.transactions.add(TransactionFormat.write(transaction));
                            RuntimeException failure = failureAfterWrite;
                            failureAfterWrite = null;
                            if (failure != null) {
                                durable.completeExceptionally(failure);
                            } else {
                                durable.complete(null);
                            }
                        };
                if (holding) {
                    held.addLast(write);
                } else {
                    write.run();
                }
                return durable;
            }
        }

        private Body body(MessageContent content) {
            return switch (content) {
                case MessageContent.Inline inline -> {
                    ByteArrayOutputStream all = new ByteArrayOutputStream();
                    inline.slices().forEach(all::writeBytes);
                    yield new Body(all.toByteArray(), inline.structure());
                }
                case MessageContent.Staged staged ->
                        new Body(
                                Objects.requireNonNull(stages.get(staged.stage())),
                                staged.structure());
            };
        }

        @Override
        public StoredMessage message(long bodyId) throws IOException {
            Body body = stored.bodies.get(bodyId);
            if (body == null) {
                throw new IOException("no body " + bodyId);
            }
            return body;
        }

        @Override
        public CompletionStage<Void> close() {
            stored.open = false;
            return CompletableFuture.completedFuture(null);
        }
    }
}
