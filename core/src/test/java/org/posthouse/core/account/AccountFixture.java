package org.posthouse.core.account;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.posthouse.core.account.AccountCommand.AppendMessages;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.StoreMode;
import org.posthouse.core.mailbox.SystemFlag;
import org.posthouse.core.settings.Dictionary;

/** An account on which commands are carried out at once, as if every append succeeded. */
final class AccountFixture {
    static final long NOW = 1_700_000_000_000L;

    final Account account = new Account();
    AccountLimits limits = AccountLimits.DEFAULT;

    AccountFixture() {
        perform(new AccountCommand.InitializeAccount(Dictionary.EMPTY));
    }

    AccountReply perform(AccountCommand command) {
        return switch (account.decide(command, limits, NOW)) {
            case Decision.Declined declined -> declined.refusal();
            case Decision.Accepted accepted -> {
                if (!accepted.events().isEmpty()) {
                    AccountTransaction transaction =
                            new AccountTransaction(
                                    account.sequence() + 1,
                                    new CommandId(1, 2),
                                    NOW,
                                    accepted.events());
                    byte[] stored = TransactionFormat.write(transaction);
                    account.evolve(
                            TransactionFormat.read(
                                    transaction.sequence(),
                                    transaction.commandId(),
                                    TransactionFormat.VERSION,
                                    stored));
                }
                yield accepted.reply();
            }
        };
    }

    AccountReply append(String mailbox, int count, String... keywords) {
        return perform(
                new AppendMessages(
                        name(mailbox),
                        IntStream.range(0, count)
                                .mapToObj(_ ->
                                        new NewMessage(
                                                new MailFlags(0, List.of(keywords)),
                                                NOW,
                                                content(100)))
                                .toList()));
    }

    MailboxView select(String mailbox) {
        return ((AccountReply.MailboxOpened)
                        perform(new AccountCommand.SelectMailbox(name(mailbox))))
                .view();
    }

    MailboxStatus status(String mailbox) {
        return Objects.requireNonNull(account.statuses().get(name(mailbox)));
    }

    AccountReply store(MailboxView view, MessageSet set, StoreMode mode, MailFlags flags) {
        return perform(
                new AccountCommand.StoreFlags(
                        view, set, mode, flags, AccountCommand.StoreFlags.ALWAYS));
    }

    AccountReply.MessagesExpunged expunge(MailboxView view, NumberSet uids) {
        store(view, new MessageSet.Uids(uids), StoreMode.ADD, MailFlags.of(SystemFlag.DELETED));
        return (AccountReply.MessagesExpunged)
                perform(new AccountCommand.ExpungeMessages(view.mailboxId(), Optional.of(uids)));
    }

    static MailboxName name(String name) {
        return MailboxName.parse(name).orElseThrow();
    }

    static MessageSet uids(int from, int to) {
        return new MessageSet.Uids(NumberSet.range(from, to));
    }

    static MessageSet numbers(int from, int to) {
        return new MessageSet.SequenceNumbers(NumberSet.range(from, to));
    }

    static MessageContent content(int bytes) {
        return new MessageContent.Inline(List.of(new byte[bytes]), new byte[0]);
    }

    static Refusal reason(AccountReply reply) {
        return ((AccountReply.Refused) reply).reason();
    }

    /** The account as a snapshot would bring it back. */
    Account throughImage() {
        var reader = new AccountImage.Reader(AccountImage.VERSION, AccountImage.head(account));
        AccountImage.mailboxIds(account)
                .forEach(id -> reader.section(AccountImage.section(account, id)));
        return reader.account();
    }
}
