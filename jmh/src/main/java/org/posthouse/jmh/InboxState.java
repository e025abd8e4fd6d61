package org.posthouse.jmh;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.posthouse.core.account.Account;
import org.posthouse.core.account.AccountCommand;
import org.posthouse.core.account.AccountCommand.AppendMessages;
import org.posthouse.core.account.AccountLimits;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountTransaction;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.account.Decision;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.account.NewMessage;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.settings.Dictionary;

/** An account without storage: what is decided happens at once. */
final class InboxState {
    /** When everything happens, in milliseconds since 1970. */
    static final long NOW_MILLIS = 1_767_600_000_000L;

    private final Account account = new Account();
    private final List<AccountTransaction> transactions = new ArrayList<>();

    /** An account with the mailboxes that everybody has. */
    InboxState() {
        perform(new AccountCommand.InitializeAccount(Dictionary.EMPTY));
    }

    Account account() {
        return account;
    }

    /** All that has happened to the account. */
    List<AccountTransaction> transactions() {
        return Collections.unmodifiableList(transactions);
    }

    /** The command that adds the same mail so many times to the INBOX. */
    static AppendMessages append(int count, MessageContent mail) {
        return new AppendMessages(
                MailboxName.INBOX,
                Collections.nCopies(count, new NewMessage(MailFlags.NONE, -1, mail)));
    }

    /** Decides and evolves, and remembers the transaction. */
    AccountReply perform(AccountCommand command) {
        Decision.Accepted accepted = decide(account, command);
        transactions.add(evolve(account, accepted));
        return accepted.reply();
    }

    /** Decides; throws {@link IllegalStateException} on a refusal. */
    static Decision.Accepted decide(Account account, AccountCommand command) {
        return switch (account.decide(command, AccountLimits.DEFAULT, NOW_MILLIS)) {
            case Decision.Accepted accepted -> accepted;
            case Decision.Declined declined ->
                    throw new IllegalStateException(declined.refusal().toString());
        };
    }

    /** Evolves by what was decided. */
    static AccountTransaction evolve(Account account, Decision.Accepted accepted) {
        AccountTransaction transaction =
                new AccountTransaction(
                        account.sequence() + 1, CommandId.NONE, NOW_MILLIS, accepted.events());
        account.evolve(transaction);
        return transaction;
    }
}
