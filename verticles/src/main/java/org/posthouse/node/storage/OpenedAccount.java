package org.posthouse.node.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.posthouse.core.account.Account;
import org.posthouse.core.account.AccountEvent;
import org.posthouse.core.account.AccountId;
import org.posthouse.core.account.AccountTransaction;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.node.account.AccountStorage;
import org.posthouse.store.Acknowledgement;
import org.posthouse.store.OpenAccount;
import org.posthouse.store.StoreException;
import org.posthouse.store.StoredMessage;

/** One account that the store has open. */
final class OpenedAccount implements AccountStorage.OpenAccount {

    private final OpenAccount opened;
    private final StoredAccounts.Known known;
    private final ViewFiles views;
    private final Executor threads;

    OpenedAccount(
            OpenAccount opened, StoredAccounts.Known known, ViewFiles views, Executor threads) {
        this.opened = opened;
        this.known = known;
        this.views = views;
        this.threads = threads;
    }

    @Override
    public AccountId accountId() {
        return opened.id();
    }

    @Override
    public Dictionary storedSettings() {
        return known.settings();
    }

    @Override
    public Account state() {
        return opened.state();
    }

    /**
     * New settings are in {@code .settings} before anybody is told: a login that does not open the
     * account must not go by an old password, whatever happens to this process.
     */
    @Override
    public CompletionStage<Void> append(
            AccountTransaction transaction, Map<Long, MessageContent> bodies) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        opened.append(
                transaction,
                bodies,
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
        CompletionStage<Void> done = durable;
        for (AccountEvent event : transaction.events()) {
            if (event instanceof AccountEvent.SettingsReplaced replaced) {
                done =
                        done.thenRunAsync(
                                () -> writeSettings(transaction.sequence(), replaced.settings()),
                                threads);
            }
        }
        return done.exceptionallyCompose(StoredAccounts::refused);
    }

    private void writeSettings(long sequence, Dictionary settings) {
        try {
            views.writeSettings(known.place(), opened.id(), opened.epoch(), sequence, settings);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public AccountStorage.StoredMessage message(long bodyId) throws IOException {
        return new Message(opened.read(bodyId));
    }

    @Override
    public CompletionStage<Void> close() {
        return opened.close()
                .whenComplete((_, _) -> views.closed(known.place()))
                .exceptionallyCompose(StoredAccounts::refused);
    }

    private record Message(StoredMessage stored) implements AccountStorage.StoredMessage {
        @Override
        public byte[] structure() {
            return stored.structure();
        }

        @Override
        public long sizeBytes() {
            return stored.sizeBytes();
        }

        @Override
        public byte[] read(long offset, int count) throws IOException {
            ByteBuffer into = ByteBuffer.allocate(count);
            while (into.hasRemaining()) {
                if (stored.read(offset + into.position(), into) <= 0) {
                    throw new EOFException(
                            "a message of %d bytes ends before %d"
                                    .formatted(stored.sizeBytes(), offset + count));
                }
            }
            return into.array();
        }

        @Override
        public void close() {
            try {
                stored.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
