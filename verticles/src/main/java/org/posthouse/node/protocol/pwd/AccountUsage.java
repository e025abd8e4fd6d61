package org.posthouse.node.protocol.pwd;

import io.vertx.core.Future;
import java.util.List;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.node.account.AccountClient;
import org.posthouse.node.protocol.pwd.MailboxPages.Counted;

/** What an account uses of its limits, told by its owner. */
final class AccountUsage {

    private AccountUsage() {}

    static Future<Read<Dictionary>> of(AccountClient accounts, AccountName account) {
        var mailboxes = new MailboxPages(accounts, account);
        return mailboxes
                .names()
                .compose(names ->
                        switch (names) {
                            case Read.Failed<List<MailboxName>> failed ->
                                    Future.succeededFuture(new Read.Failed<>(failed.reply()));
                            case Read.Told<List<MailboxName>> told ->
                                    mailboxes.counted(told.value()).map(AccountUsage::summed);
                        });
    }

    private static Read<Dictionary> summed(Read<List<Counted>> counted) {
        return switch (counted) {
            case Read.Failed<List<Counted>> failed -> new Read.Failed<>(failed.reply());
            case Read.Told<List<Counted>> told ->
                    new Read.Told<>(
                            Dictionary.EMPTY
                                    .with("StorageUsed", sum(told.value(), false))
                                    .with("MailboxesUsed", told.value().size())
                                    .with("MessagesUsed", sum(told.value(), true)));
        };
    }

    private static long sum(List<Counted> mailboxes, boolean messages) {
        return mailboxes.stream()
                .mapToLong(each -> messages ? each.status().messages() : each.status().sizeBytes())
                .sum();
    }
}
