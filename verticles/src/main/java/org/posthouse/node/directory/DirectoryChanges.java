package org.posthouse.node.directory;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.posthouse.core.account.AccountLifecycle;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.directory.DirectoryRefusal;
import org.posthouse.core.directory.DirectoryReply;
import org.posthouse.core.directory.DirectoryWork.Change;
import org.posthouse.core.directory.DirectoryWork.CreateAccount;
import org.posthouse.core.directory.DirectoryWork.CreateDomain;
import org.posthouse.core.directory.DirectoryWork.CreateForwarder;
import org.posthouse.core.directory.DirectoryWork.DeleteAccount;
import org.posthouse.core.directory.DirectoryWork.DeleteDomain;
import org.posthouse.core.directory.DirectoryWork.DeleteForwarder;
import org.posthouse.core.directory.DirectoryWork.RenameAccount;
import org.posthouse.core.directory.DirectoryWork.RenameDomain;
import org.posthouse.core.directory.DirectoryWork.RenameForwarder;
import org.posthouse.core.directory.DirectoryWork.ReplaceAccountAliases;
import org.posthouse.core.directory.DirectoryWork.ReplaceDomainAliases;
import org.posthouse.core.directory.DirectoryWork.ReplaceDomainSettings;
import org.posthouse.core.directory.DirectoryWork.UpdateDomainSettings;
import org.posthouse.node.account.AccountClient;

/**
 * Carries out one change after the other: files by the edits, off the event loop; whole accounts by
 * their owners. A failed future is a {@link RefusedChange} or a failure of the disk.
 */
final class DirectoryChanges {

    /** Accounts of a domain that are looked up at a time while all are moved or deleted. */
    private static final int ACCOUNTS_AT_A_TIME = 1000;

    private final DomainCatalog catalog;
    private final DomainEdits edits;
    private final AccountClient accounts;
    private final Blocking blocking;

    /** Runs something that blocks on a thread for that. */
    interface Blocking {
        <T> Future<T> run(java.util.concurrent.Callable<T> work);
    }

    /** An edit of files. */
    private interface Edit {
        void make() throws IOException;
    }

    DirectoryChanges(DomainCatalog catalog, AccountClient accounts, Blocking blocking) {
        this.catalog = catalog;
        this.edits = new DomainEdits(catalog);
        this.accounts = accounts;
        this.blocking = blocking;
    }

    Future<DirectoryReply> make(Change change) {
        return carryOut(change).map(_ -> new DirectoryReply.Done());
    }

    private Future<?> carryOut(Change change) {
        return switch (change) {
            case CreateDomain c -> edit(() -> edits.create(c));
            case RenameDomain c -> renameDomain(c.from(), c.to());
            case DeleteDomain c -> deleteDomain(c.domain(), c.force());
            case UpdateDomainSettings c ->
                    edit(() -> edits.updateSettings(c.domain(), c.changes()));
            case ReplaceDomainSettings c ->
                    edit(() -> edits.replaceSettings(c.domain(), c.settings()));
            case ReplaceDomainAliases c -> edit(() -> edits.replaceDomainAliases(c));
            case CreateAccount c -> createAccount(c);
            case RenameAccount c -> renameAccount(c.from(), c.to());
            case DeleteAccount c -> deleteAccount(c.account());
            case ReplaceAccountAliases c -> edit(() -> edits.replaceAccountAliases(c));
            case CreateForwarder c -> edit(() -> edits.createForwarder(c));
            case RenameForwarder c -> edit(() -> edits.renameForwarder(c));
            case DeleteForwarder c -> edit(() -> edits.deleteForwarder(c.forwarder()));
        };
    }

    private Future<?> createAccount(CreateAccount change) {
        return edit(() -> edits.requireFreeAccount(change.account()))
                .compose(_ ->
                        byOwner(
                                change.account(),
                                new AccountLifecycle.CreateAccount(change.settings())));
    }

    private Future<?> renameAccount(AccountName from, AccountName to) {
        return edit(
                        () -> {
                            edits.requireNotPostmaster(from);
                            edits.requireAccount(from);
                            edits.requireFreeAccount(to);
                        })
                .compose(_ -> byOwner(from, new AccountLifecycle.RenameAccount(to)))
                .compose(_ -> edit(() -> edits.accountRenamed(from, to)));
    }

    private Future<?> deleteAccount(AccountName account) {
        return edit(
                        () -> {
                            edits.requireNotPostmaster(account);
                            edits.requireAccount(account);
                            edits.dropAliases(account);
                        })
                .compose(_ -> byOwner(account, new AccountLifecycle.DeleteAccount()));
    }

    private Future<?> deleteDomain(DomainName domain, boolean force) {
        Future<?> emptied =
                edit(() -> edits.requireNotMain(domain))
                        .compose(_ ->
                                force
                                        ? forEachAccount(
                                                domain, _ -> new AccountLifecycle.DeleteAccount())
                                        : Future.succeededFuture());
        return emptied.compose(_ -> edit(() -> edits.deleteEmpty(domain)));
    }

    /**
     * A domain with accounts is moved account by account, each by its owner, so that none is open
     * while it moves. Interrupted, it goes on when it is asked for again.
     */
    private Future<?> renameDomain(DomainName from, DomainName to) {
        return blocking.run(() -> edits.beginRename(from, to))
                .compose(done ->
                        done
                                ? Future.succeededFuture()
                                : forEachAccount(
                                                from,
                                                account ->
                                                        new AccountLifecycle.RenameAccount(
                                                                new AccountName(
                                                                        account.user(), to)))
                                        .compose(_ -> edit(() -> edits.endRename(from, to))));
    }

    private Future<Void> forEachAccount(
            DomainName domain, Function<AccountName, AccountLifecycle> change) {
        return forSome(domain, change, "");
    }

    private Future<Void> forSome(
            DomainName domain, Function<AccountName, AccountLifecycle> change, String firstBefore) {
        return blocking.run(() -> edits.someAccounts(domain, ACCOUNTS_AT_A_TIME))
                .compose(users -> {
                    if (users.isEmpty()) {
                        return Future.succeededFuture();
                    }
                    String first = users.getFirst();
                    List<AccountName> names = DomainEdits.inDomain(users, domain);
                    if (first.equals(firstBefore) || names.isEmpty()) {
                        return Future.failedFuture(
                                new RefusedChange(
                                        DirectoryRefusal.UNAVAILABLE,
                                        first + " stays in the way in " + domain));
                    }
                    return each(names.iterator(), change)
                            .compose(_ -> forSome(domain, change, first));
                });
    }

    private Future<Void> each(
            Iterator<AccountName> names, Function<AccountName, AccountLifecycle> change) {
        if (!names.hasNext()) {
            return Future.succeededFuture();
        }
        AccountName name = names.next();
        return byOwner(name, change.apply(name)).compose(_ -> each(names, change));
    }

    private Future<Void> byOwner(AccountName account, AccountWork work) {
        return accounts.perform(account, work)
                .compose(reply -> {
                    // Also after a refusal: a late owner may have done it nevertheless.
                    catalog.forget(account);
                    return reply instanceof AccountReply.Refused refused
                            ? Future.failedFuture(refused(account, refused))
                            : Future.succeededFuture();
                });
    }

    private static RefusedChange refused(AccountName account, AccountReply.Refused refused) {
        DirectoryRefusal reason =
                switch (refused.reason()) {
                    case NO_SUCH_ACCOUNT -> DirectoryRefusal.NO_SUCH_ACCOUNT;
                    case ACCOUNT_EXISTS -> DirectoryRefusal.ACCOUNT_EXISTS;
                    case STORAGE_FULL -> DirectoryRefusal.STORAGE_FULL;
                    case BUSY -> DirectoryRefusal.BUSY;
                    case NO_SUCH_MAILBOX,
                            MAILBOX_EXISTS,
                            INBOX_STAYS,
                            TOO_MANY_MAILBOXES,
                            TOO_MANY_KEYWORDS,
                            TOO_MANY_SUBSCRIPTIONS,
                            OVER_QUOTA,
                            MESSAGE_TOO_LARGE,
                            NO_SUCH_MESSAGE,
                            EXPUNGED_MEANWHILE,
                            VIEW_TOO_OLD,
                            UIDS_EXHAUSTED,
                            UNAVAILABLE ->
                            DirectoryRefusal.UNAVAILABLE;
                };
        return new RefusedChange(reason, account + ": " + refused.detail());
    }

    private Future<?> edit(Edit edit) {
        return blocking.run(() -> {
            edit.make();
            return true;
        });
    }
}
