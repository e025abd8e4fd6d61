package org.posthouse.node.storage;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.posthouse.core.account.Account;
import org.posthouse.core.account.AccountId;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.faststore.ViewRead;
import org.posthouse.node.account.AccountStorage;
import org.posthouse.node.directory.AccountPlace;
import org.posthouse.node.directory.DomainCatalog;
import org.posthouse.store.AccountView;
import org.posthouse.store.BodyStage;
import org.posthouse.store.MailStore;
import org.posthouse.store.StoreException;

/**
 * Accounts as the mailbox store keeps them, at the places that their domains give them. What blocks
 * runs on the store's threads.
 */
public final class StoredAccounts implements AccountStorage {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final DomainCatalog catalog;
    private final MailStore store;
    private final ViewFiles views;

    /**
     * @param catalog tells where accounts lie
     * @param store keeps their mail; it was opened with {@code views} as its writer
     */
    public StoredAccounts(DomainCatalog catalog, MailStore store, ViewFiles views) {
        this.catalog = catalog;
        this.store = store;
        this.views = views;
    }

    @Override
    public CompletionStage<OpenAccount> open(AccountName account, long epoch) {
        // The state lives on the event loop that asks; so what is told of it comes from there.
        Context owner =
                Objects.requireNonNull(
                        Vertx.currentContext(), "accounts are opened on an event loop");
        return blocking(() -> known(account))
                .thenCompose(known -> {
                    views.opened(known.place(), known.id());
                    return store.open(account, views.directory(known.place()), known.id(), epoch)
                            .whenComplete((_, failure) -> {
                                if (failure != null) {
                                    views.closed(known.place());
                                }
                            })
                            .thenApply(opened -> attended(opened, known, owner));
                })
                .exceptionallyCompose(StoredAccounts::refused);
    }

    private OpenAccount attended(
            org.posthouse.store.OpenAccount opened, Known known, Context owner) {
        Account state = opened.state();
        opened.viewSource(() -> {
            CompletableFuture<AccountView> view = new CompletableFuture<>();
            owner.runOnContext(_ -> view.complete(AccountView.of(state)));
            return view;
        });
        return new OpenedAccount(opened, known, views, store.storageThreads());
    }

    @Override
    public CompletionStage<AccountReply.SettingsTold> readSettings(AccountName account) {
        return this.<AccountReply.SettingsTold>blocking(
                        () -> {
                            Known known = known(account);
                            if (known.damage().isPresent()) {
                                throw new IOException(
                                        "the settings of "
                                                + account
                                                + " can't be read ("
                                                + known.damage().get()
                                                + "); they are rebuilt when the account is opened");
                            }
                            return new AccountReply.SettingsTold(known.id(), known.settings());
                        })
                .exceptionallyCompose(StoredAccounts::refused);
    }

    @Override
    public CompletionStage<Void> create(AccountName account, Dictionary settings) {
        return changing(() -> {
            requireAbsent(account);
            AccountPlace place = placeOfNew(account);
            AccountId id = new AccountId(RANDOM.nextLong(), RANDOM.nextLong());
            // What a crash may have left at a fast place of an account of the same name.
            views.at(place).delete();
            store.createAccountDirectory(views.directory(place), id, store.incarnation());
            views.writeSettings(place, id, 0, 0, settings);
        });
    }

    @Override
    public CompletionStage<Void> rename(AccountName from, AccountName to) {
        return changing(() -> {
            Known known = known(from);
            requireAbsent(to);
            AccountPlace target = placeOfNew(to);
            var before = views.at(known.place());
            var settings = before.readSettings();
            var info = before.readInfo();
            // Views outside of the directory are there before it, and so never missing.
            boolean outside = target.storage().type() > 0;
            if (outside) {
                write(target, settings, info);
            }
            store.renameAccountDirectory(
                    known.id(), views.directory(known.place()), views.directory(target));
            if (!outside) {
                write(target, settings, info);
            }
            before.delete();
        });
    }

    private void write(AccountPlace place, ViewRead settings, ViewRead info) throws IOException {
        if (settings instanceof ViewRead.Found found) {
            views.at(place).writeSettings(found.view());
        }
        if (info instanceof ViewRead.Found found) {
            views.at(place).writeInfo(found.view());
        }
    }

    @Override
    public CompletionStage<Void> delete(AccountName account) {
        return changing(() -> {
            Known known = known(account);
            store.deleteAccountDirectory(known.id(), views.directory(known.place()));
            views.at(known.place()).delete();
        });
    }

    @Override
    public Stage stage() {
        return new StoreStage(blocking(store::stage));
    }

    /**
     * An account that is there.
     *
     * @param settings what {@code .settings} holds, without the id
     * @param damage why that can't be told
     */
    record Known(AccountPlace place, AccountId id, Dictionary settings, Optional<String> damage) {}

    private Known known(AccountName account) throws IOException {
        AccountPlace place =
                catalog.find(account)
                        .orElseThrow(() ->
                                new StorageRefusal(Refusal.NO_SUCH_ACCOUNT, account.toString()));
        var read = views.at(place).readSettings();
        if (read instanceof ViewRead.Found found) {
            Dictionary content = found.view().content();
            Optional<AccountId> id = ViewFiles.idIn(content);
            if (id.isPresent()) {
                return new Known(
                        place, id.get(), content.without(ViewFiles.ACCOUNT_ID), Optional.empty());
            }
        }
        AccountId id =
                store.identify(views.directory(place))
                        .orElseThrow(() ->
                                new IOException(
                                        "nothing in " + place.directory() + " tells whose it is"));
        String damage = read instanceof ViewRead.Damaged damaged ? damaged.reason() : "missing";
        return new Known(place, id, Dictionary.EMPTY, Optional.of(damage));
    }

    private void requireAbsent(AccountName account) throws IOException {
        if (catalog.find(account).isPresent()) {
            throw new StorageRefusal(Refusal.ACCOUNT_EXISTS, account.toString());
        }
    }

    private AccountPlace placeOfNew(AccountName account) throws IOException {
        return catalog.placeOfNew(account)
                .orElseThrow(() ->
                        new StorageRefusal(
                                Refusal.NO_SUCH_ACCOUNT,
                                "the domain " + account.domain() + " is not served here"));
    }

    /** A change of files. */
    private interface Step {
        void run() throws IOException;
    }

    private CompletionStage<Void> changing(Step step) {
        return this.<Void>blocking(
                        () -> {
                            step.run();
                            return null;
                        })
                .exceptionallyCompose(StoredAccounts::refused);
    }

    private <T> CompletionStage<T> blocking(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            store.storageThreads()
                    .execute(() -> {
                        try {
                            done.complete(work.call());
                        } catch (Exception failure) {
                            done.completeExceptionally(failure);
                        }
                    });
        } catch (RejectedExecutionException full) {
            done.completeExceptionally(
                    new StorageRefusal(Refusal.BUSY, "the storage threads are busy"));
        }
        return done;
    }

    /** Turns what the store expects to say now and then into refusals; bugs and faults stay. */
    static <T> CompletionStage<T> refused(Throwable failure) {
        Throwable cause =
                failure instanceof java.util.concurrent.CompletionException
                                && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        String text = String.valueOf(cause.getMessage());
        return CompletableFuture.failedStage(
                switch (cause) {
                    case StoreException.Busy _ -> new StorageRefusal(Refusal.BUSY, text);
                    case StoreException.Full _ -> new StorageRefusal(Refusal.STORAGE_FULL, text);
                    case StoreException.TooLarge _ ->
                            new StorageRefusal(Refusal.MESSAGE_TOO_LARGE, text);
                    case StoreException.NoSuchStage _ ->
                            new StorageRefusal(Refusal.UNAVAILABLE, text);
                    case FileAlreadyExistsException _ ->
                            new StorageRefusal(Refusal.ACCOUNT_EXISTS, text);
                    default -> cause;
                });
    }

    /** A large message, whose file is made by the first step. */
    private final class StoreStage implements Stage {
        private final CompletionStage<BodyStage> begun;

        StoreStage(CompletionStage<BodyStage> begun) {
            this.begun = begun;
        }

        @Override
        public CompletionStage<Void> write(byte[] bytes) {
            return begun.thenCompose(stage ->
                            StoredAccounts.this.<Void>blocking(() -> {
                                stage.write(ByteBuffer.wrap(bytes));
                                return null;
                            }))
                    .exceptionallyCompose(StoredAccounts::refused);
        }

        @Override
        public CompletionStage<String> finish() {
            return begun.thenCompose(stage ->
                            blocking(() -> {
                                stage.finish();
                                return stage.name();
                            }))
                    .exceptionallyCompose(StoredAccounts::refused);
        }

        @Override
        public void discard() {
            begun.thenCompose(stage ->
                            StoredAccounts.this.<Void>blocking(() -> {
                                stage.discard();
                                return null;
                            }))
                    .exceptionally(failure -> {
                        // The next start removes what is left of it.
                        org.slf4j.LoggerFactory.getLogger(StoredAccounts.class)
                                .warn("a staged message could not be discarded", failure);
                        return null;
                    });
        }
    }
}
