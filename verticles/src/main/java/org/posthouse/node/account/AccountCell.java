package org.posthouse.node.account;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.posthouse.codec.MailboxChanged;
import org.posthouse.core.account.Account;
import org.posthouse.core.account.AccountCommand;
import org.posthouse.core.account.AccountLifecycle;
import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountReply.Refused;
import org.posthouse.core.account.AccountTransaction;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.account.Decision;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.address.AccountName;
import org.posthouse.node.account.AccountStorage.OpenAccount;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One account on its host: opens it when somebody asks, lets one command at a time through decide,
 * append, evolve and answer, answers queries from what is durable, and closes it when it is idle.
 * Lives on the host's event loop.
 */
final class AccountCell {
    private static final Logger LOG = LoggerFactory.getLogger(AccountCell.class);

    private final AccountHost host;
    private final AccountName account;
    private final Deque<Ask> waiting = new ArrayDeque<>();
    private final Watchers watchers;
    private State state = new Idle();
    private boolean appending;
    private int reads;
    private boolean closeWanted;

    /** What is in memory may not be what is on disk: nothing is decided by it any more. */
    private boolean inDoubt;

    private long lastUsedMillis;

    AccountCell(AccountHost host, AccountName account) {
        this.host = host;
        this.account = account;
        this.watchers = new Watchers(host.options().watchMillisMax());
        this.lastUsedMillis = host.nowMillis();
    }

    AccountName account() {
        return account;
    }

    /** Takes work; it is answered in its turn. */
    void ask(Ask ask) {
        lastUsedMillis = host.nowMillis();
        if (state instanceof Open open
                && open.isInitialized()
                && ask.work instanceof AccountQuery query) {
            answer(open, query, ask);
            return;
        }
        if (waiting.size() >= host.options().waitingPerAccountMax()) {
            ask.answer.accept(new Refused(Refusal.BUSY, "too much is waiting for this account"));
            return;
        }
        waiting.addLast(ask);
        proceed();
    }

    /** Lets go of what nobody needs; called every second. */
    void housekeeping() {
        watchers.expire(host.nowMillis());
        if (watchers.isEmpty()
                && host.nowMillis() - lastUsedMillis > host.options().idleMillisMax()) {
            close();
        }
    }

    /** Closes the account once nothing is under way. */
    void close() {
        closeWanted = true;
        proceed();
    }

    private void proceed() {
        switch (state) {
            case Idle _ -> start();
            case Open open -> next(open);
            case Busy _ -> {}
        }
    }

    private void start() {
        Ask first = waiting.peekFirst();
        if (first == null) {
            host.forget(this);
        } else if (first.work instanceof AccountLifecycle change) {
            waiting.removeFirst();
            change(change, first);
        } else {
            open();
        }
    }

    private void open() {
        state = new Busy();
        long epoch = host.leases().acquire(account);
        host.onContext(
                host.storage().open(account, epoch),
                opened -> {
                    state = new Open(opened, opened.state(), epoch);
                    if (opened.state().sequence() == 0) {
                        var initialize =
                                new AccountCommand.InitializeAccount(opened.storedSettings());
                        waiting.addFirst(
                                new Ask(
                                        initialize,
                                        CommandId.NONE,
                                        Long.MAX_VALUE,
                                        this::initialized));
                    }
                    proceed();
                },
                failure -> {
                    host.leases().release(account, epoch);
                    refuseAll(host.refused(failure));
                    state = new Idle();
                    proceed();
                });
    }

    /**
     * An account that could not be initialized has neither a password nor an INBOX to be asked for:
     * who waits is told the reason, and the next one who asks tries again.
     */
    private void initialized(AccountReply reply) {
        if (reply instanceof Refused refused) {
            closeWanted = true;
            refuseAll(refused);
        }
    }

    private void next(Open open) {
        if (inDoubt) {
            closeNow(open);
            return;
        }
        while (!appending && !inDoubt && !waiting.isEmpty()) {
            Ask ask = waiting.getFirst();
            if (ask.untilMillis < host.nowMillis()) {
                // Nobody waits any more, and the client has been told that it was not done.
                waiting.removeFirst().answer.accept(new Refused(Refusal.BUSY, "waited too long"));
                continue;
            }
            switch (ask.work) {
                case AccountQuery query -> {
                    waiting.removeFirst();
                    answer(open, query, ask);
                }
                case AccountCommand command -> {
                    waiting.removeFirst();
                    carryOut(open, command, ask);
                }
                case AccountLifecycle _ -> {
                    closeNow(open);
                    return;
                }
            }
        }
        if (inDoubt || (closeWanted && waiting.isEmpty())) {
            closeNow(open);
        }
    }

    private void carryOut(Open open, AccountCommand command, Ask ask) {
        Account current = open.account;
        Decision decision;
        try {
            decision =
                    current.decide(
                            command, host.limits(account, current.settings()), host.nowMillis());
        } catch (RuntimeException bug) {
            LOG.error(
                    "account {}: deciding {} failed; nothing has changed",
                    account,
                    command.getClass(),
                    bug);
            ask.answer.accept(new Refused(Refusal.UNAVAILABLE, "internal error"));
            return;
        }
        switch (decision) {
            case Decision.Declined declined -> ask.answer.accept(declined.refusal());
            case Decision.Accepted accepted when accepted.events().isEmpty() ->
                    ask.answer.accept(accepted.reply());
            case Decision.Accepted accepted -> append(open, accepted, ask);
        }
    }

    private void append(Open open, Decision.Accepted accepted, Ask ask) {
        AccountTransaction transaction =
                new AccountTransaction(
                        open.account.sequence() + 1,
                        ask.commandId,
                        host.nowMillis(),
                        accepted.events());
        CompletionStage<Void> durable;
        try {
            durable = open.storage.append(transaction, accepted.bodies());
        } catch (RuntimeException bug) {
            appendFailed(host.refused(bug), ask);
            return;
        }
        appending = true;
        host.onContext(
                durable,
                _ -> {
                    appending = false;
                    appended(open, transaction, accepted.reply(), ask);
                    proceed();
                },
                failure -> {
                    appending = false;
                    appendFailed(host.refused(failure), ask);
                    proceed();
                });
    }

    private void appended(Open open, AccountTransaction transaction, AccountReply reply, Ask ask) {
        try {
            open.account.evolve(transaction);
        } catch (RuntimeException bug) {
            appendFailed(host.refused(bug), ask);
            return;
        }
        ask.answer.accept(reply);
        tellWatchers(open.account, transaction);
    }

    /**
     * A refusal before anything was written (full disk, too much waiting) leaves the account as it
     * was. After any other failure nobody knows what the disk has, so the account is opened anew
     * from what it has, before anything that waits is decided.
     */
    private void appendFailed(Refused refusal, Ask ask) {
        ask.answer.accept(refusal);
        if (refusal.reason() == Refusal.UNAVAILABLE) {
            inDoubt = true;
        }
    }

    private void answer(Open open, AccountQuery query, Ask ask) {
        switch (query) {
            case AccountQuery.ReadSettings _ ->
                    ask.answer.accept(
                            new AccountReply.SettingsTold(
                                    open.storage.accountId(), open.account.settings()));
            case AccountQuery.ListMailboxes q ->
                    ask.answer.accept(open.account.reads().list(q.after()));
            case AccountQuery.ReadStatus q ->
                    ask.answer.accept(open.account.reads().status(q.name()));
            case AccountQuery.ExamineMailbox q ->
                    ask.answer.accept(open.account.reads().examine(q.name()));
            case AccountQuery.SyncView q -> ask.answer.accept(open.account.reads().sync(q));
            case AccountQuery.WatchMailbox q -> {
                watchers.watch(q, host.nowMillis());
                ask.answer.accept(new AccountReply.Done());
            }
            case AccountQuery.FetchMessages q ->
                    read(new FetchPage(host, open.account, open.storage, q), ask);
            case AccountQuery.SearchMessages q ->
                    read(new SearchPage(open.account, open.storage, q), ask);
        }
    }

    /** Answers from the columns alone where that will do, otherwise on a storage thread. */
    private void read(ContentPage page, Ask ask) {
        AccountReply ready = page.withoutContent();
        if (ready != null) {
            ask.answer.accept(ready);
            return;
        }
        CompletableFuture<AccountReply> content;
        try {
            content = CompletableFuture.supplyAsync(page::withContent, host.reading());
        } catch (RejectedExecutionException full) {
            ask.answer.accept(new Refused(Refusal.BUSY, "the storage threads are busy"));
            return;
        }
        reads++;
        host.onContext(
                content,
                reply -> {
                    reads--;
                    ask.answer.accept(reply);
                    proceed();
                },
                failure -> {
                    reads--;
                    ask.answer.accept(host.refused(failure));
                    proceed();
                });
    }

    private void closeNow(Open open) {
        if (reads > 0 || appending) {
            return;
        }
        closeWanted = false;
        inDoubt = false;
        state = new Busy();
        host.onContext(
                open.storage.close(),
                _ -> closed(open),
                failure -> {
                    host.refused(failure);
                    closed(open);
                });
    }

    private void closed(Open open) {
        host.leases().release(account, open.epoch);
        state = new Idle();
        proceed();
    }

    private void change(AccountLifecycle change, Ask ask) {
        state = new Busy();
        var done =
                switch (change) {
                    case AccountLifecycle.CreateAccount c ->
                            host.storage().create(account, c.settings());
                    case AccountLifecycle.RenameAccount c -> host.storage().rename(account, c.to());
                    case AccountLifecycle.DeleteAccount _ -> host.storage().delete(account);
                };
        host.onContext(
                done,
                _ -> changed(ask, new AccountReply.Done()),
                failure -> changed(ask, host.refused(failure)));
    }

    private void changed(Ask ask, AccountReply reply) {
        ask.answer.accept(reply);
        state = new Idle();
        proceed();
    }

    private void refuseAll(Refused refusal) {
        while (!waiting.isEmpty() && !(waiting.getFirst().work instanceof AccountLifecycle)) {
            waiting.removeFirst().answer.accept(refusal);
        }
    }

    private void tellWatchers(Account current, AccountTransaction transaction) {
        for (int mailboxId : transaction.mailboxIds()) {
            Set<String> watching = watchers.of(mailboxId);
            if (!watching.isEmpty()) {
                MailboxChanged change =
                        current.reads()
                                .status(mailboxId)
                                .map(s ->
                                        new MailboxChanged(
                                                account, mailboxId, s.uidNext(), s.highestModSeq()))
                                .orElseGet(() -> new MailboxChanged(account, mailboxId, 0, 0));
                watching.forEach(address -> host.notify(address, change));
            }
        }
    }

    private sealed interface State {}

    /** Nothing is open. */
    private record Idle() implements State {}

    /** Opening, closing, or being changed as a whole; work waits. */
    private record Busy() implements State {}

    private record Open(OpenAccount storage, Account account, long epoch) implements State {
        /** Before its first transaction the account does not even know its own settings. */
        boolean isInitialized() {
            return account.sequence() > 0;
        }
    }

    /** Work, until when somebody waits for it, and who. */
    record Ask(
            AccountWork work,
            CommandId commandId,
            long untilMillis,
            Consumer<AccountReply> answer) {}
}
