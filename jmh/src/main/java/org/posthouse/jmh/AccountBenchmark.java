package org.posthouse.jmh;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.posthouse.core.account.Account;
import org.posthouse.core.account.AccountCommand.AppendMessages;
import org.posthouse.core.account.AccountCommand.SelectMailbox;
import org.posthouse.core.account.AccountCommand.StoreFlags;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountTransaction;
import org.posthouse.core.account.Decision;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.StoreMode;
import org.posthouse.core.mailbox.SystemFlag;

/**
 * {@code decide} and {@code evolve} of an account with 10,000 messages: what a command holds the
 * account's event loop for, beside its storage.
 *
 * <p>How to read it: <b>us/op</b> of {@code append} is the time for one message (10,000 more are
 * added to the 10,000), of {@code store} the time for one {@code STORE 1:10000} that changes every
 * message; 10,000 us of it would keep every other account of the event loop waiting for 10 ms.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AccountBenchmark {
    private static final int MESSAGES = 10_000;

    private static InboxState filled() {
        InboxState inbox = new InboxState();
        inbox.perform(InboxState.append(MESSAGES, Mails.content(Mails.text(1024))));
        return inbox;
    }

    /** An account that is the same at each invocation, since appending makes it grow. */
    @State(Scope.Benchmark)
    public static class Growing {
        private final List<AccountTransaction> past = filled().transactions();
        private final AppendMessages one =
                InboxState.append(1, Mails.content(Mails.text(4 * 1024)));
        private Account account;

        /** Brings the account back to 10,000 messages. */
        @Setup(Level.Invocation)
        public void replay() {
            account = new Account();
            past.forEach(account::evolve);
        }
    }

    /** An account and a session in it. */
    @State(Scope.Benchmark)
    public static class Selected {
        private final InboxState inbox = filled();
        private final MessageSet all = new MessageSet.Uids(NumberSet.range(1, MESSAGES));
        private final MailFlags seen = MailFlags.of(SystemFlag.SEEN);
        private MailboxView view;
        private StoreMode mode = StoreMode.ADD;

        /** Selects the mailbox. */
        @Setup
        public void select() {
            view =
                    switch (inbox.perform(new SelectMailbox(MailboxName.INBOX))) {
                        case AccountReply.MailboxOpened opened -> opened.view();
                        case AccountReply other ->
                                throw new IllegalStateException(other.toString());
                    };
        }

        AccountReply store() {
            Decision.Accepted accepted =
                    InboxState.decide(
                            inbox.account(),
                            new StoreFlags(view, all, mode, seen, StoreFlags.ALWAYS));
            InboxState.evolve(inbox.account(), accepted);
            // As a session does once it has told its client; and the next one changes all again.
            if (accepted.reply() instanceof AccountReply.FlagsStored stored) {
                view =
                        new MailboxView(
                                view.mailboxId(),
                                view.uidNext(),
                                view.expungedModSeq(),
                                stored.modSeq());
            }
            mode = mode == StoreMode.ADD ? StoreMode.REMOVE : StoreMode.ADD;
            return accepted.reply();
        }
    }

    /** One APPEND after the other. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public Account append(Growing growing) {
        for (int i = 0; i < MESSAGES; i++) {
            InboxState.evolve(growing.account, InboxState.decide(growing.account, growing.one));
        }
        return growing.account;
    }

    /** Sets a flag on all messages, or takes it from them. */
    @Benchmark
    public AccountReply store(Selected selected) {
        return selected.store();
    }
}
