package org.posthouse.node.protocol.pwd;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountReply.ListedMailbox;
import org.posthouse.core.account.MailboxStatus;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.node.account.AccountClient;

/** All mailboxes of an account, which are as many as its limit of mailboxes allows. */
final class MailboxPages {

    /** A mailbox and its numbers. */
    record Counted(MailboxName name, MailboxStatus status) {}

    private final AccountClient accounts;
    private final AccountName account;

    MailboxPages(AccountClient accounts, AccountName account) {
        this.accounts = accounts;
        this.account = account;
    }

    /** The names of those that exist, in ascending order. */
    Future<Read<List<MailboxName>>> names() {
        return names(Optional.empty(), new ArrayList<>());
    }

    private Future<Read<List<MailboxName>>> names(
            Optional<MailboxName> after, List<MailboxName> found) {
        return accounts.perform(account, new AccountQuery.ListMailboxes(after))
                .compose(reply ->
                        switch (reply) {
                            case AccountReply.MailboxesListed page -> {
                                page.mailboxes().stream()
                                        .filter(ListedMailbox::exists)
                                        .map(ListedMailbox::name)
                                        .forEach(found::add);
                                yield page.more() && !page.mailboxes().isEmpty()
                                        ? names(
                                                Optional.of(page.mailboxes().getLast().name()),
                                                found)
                                        : Future.succeededFuture(new Read.Told<>(found));
                            }
                            case AccountReply.Refused refused ->
                                    Future.succeededFuture(
                                            new Read.Failed<>(PwdReplies.of(refused)));
                            default -> Future.failedFuture("an answer without a question");
                        });
    }

    /** The numbers of these mailboxes; one that is deleted meanwhile is left out. */
    Future<Read<List<Counted>>> counted(List<MailboxName> names) {
        return counted(names, 0, new ArrayList<>());
    }

    private Future<Read<List<Counted>>> counted(
            List<MailboxName> names, int at, List<Counted> found) {
        if (at == names.size()) {
            return Future.succeededFuture(new Read.Told<>(found));
        }
        return accounts.perform(account, new AccountQuery.ReadStatus(names.get(at)))
                .compose(reply ->
                        switch (reply) {
                            case AccountReply.StatusTold told -> {
                                found.add(new Counted(names.get(at), told.status()));
                                yield counted(names, at + 1, found);
                            }
                            case AccountReply.Refused refused
                                    when refused.reason() == Refusal.NO_SUCH_MAILBOX ->
                                    counted(names, at + 1, found);
                            case AccountReply.Refused refused ->
                                    Future.succeededFuture(
                                            new Read.Failed<>(PwdReplies.of(refused)));
                            default -> Future.failedFuture("an answer without a question");
                        });
    }
}
