package org.posthouse.node.protocol.pwd;

import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.posthouse.core.account.AccountCommand;
import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.account.MailboxStatus;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.SettingsValue;
import org.posthouse.node.account.AccountClient;
import org.posthouse.node.protocol.pwd.PwdCommand.*;

/** Carries out what is about mailboxes, by the account's owner. */
final class MailboxCommands {

    private final AccountClient accounts;

    MailboxCommands(AccountClient accounts) {
        this.accounts = accounts;
    }

    Future<PwdReply> perform(MailboxCommand command) {
        return switch (command) {
            case ListMailboxes c -> list(c);
            case GetMailboxInfo c ->
                    accounts.perform(c.account(), new AccountQuery.ReadStatus(c.mailbox()))
                            .map(reply ->
                                    switch (reply) {
                                        case AccountReply.StatusTold told ->
                                                new PwdReply.Data(numbers(told.status()));
                                        case AccountReply.Refused refused -> PwdReplies.of(refused);
                                        default -> throw PwdReplies.odd(reply);
                                    });
            case CreateMailbox c ->
                    order(
                            c.account(),
                            new AccountCommand.CreateMailbox(
                                    c.mailbox(), java.util.Optional.empty()));
            case RenameMailbox c -> rename(c);
            case DeleteMailbox c -> delete(c);
        };
    }

    private Future<PwdReply> list(ListMailboxes command) {
        var mailboxes = new MailboxPages(accounts, command.account());
        return mailboxes
                .names()
                .compose(names ->
                        switch (names) {
                            case Read.Failed<List<MailboxName>> failed ->
                                    Future.succeededFuture(failed.reply());
                            case Read.Told<List<MailboxName>> told -> {
                                List<MailboxName> wanted =
                                        told.value().stream()
                                                .filter(name ->
                                                        command.filter()
                                                                .map(pattern ->
                                                                        NamePattern.matches(
                                                                                pattern,
                                                                                name.value()))
                                                                .orElse(true))
                                                .toList();
                                yield mailboxes
                                        .counted(wanted)
                                        .map(counted -> counted.map(MailboxCommands::told));
                            }
                        });
    }

    private static PwdReply told(List<MailboxPages.Counted> mailboxes) {
        Map<String, SettingsValue> numbers = new LinkedHashMap<>();
        mailboxes.forEach(each -> numbers.put(each.name().value(), numbers(each.status())));
        return new PwdReply.Data(new Dictionary(numbers));
    }

    private static Dictionary numbers(MailboxStatus status) {
        return Dictionary.EMPTY
                .with("Messages", status.messages())
                .with("Size", status.sizeBytes())
                .with("UIDNext", Integer.toUnsignedLong(status.uidNext()))
                .with("UIDValidity", Integer.toUnsignedLong(status.uidValidity()))
                .with("Unseen", status.unseen());
    }

    /** The owner renames what is below, too: without MAILBOXES there must be nothing. */
    private Future<PwdReply> rename(RenameMailbox command) {
        var work = new AccountCommand.RenameMailbox(command.mailbox(), command.to());
        return command.withNested()
                ? order(command.account(), work)
                : below(command.account(), command.mailbox())
                        .compose(below ->
                                switch (below) {
                                    case Read.Failed<List<MailboxName>> failed ->
                                            Future.succeededFuture(failed.reply());
                                    case Read.Told<List<MailboxName>> told ->
                                            told.value().isEmpty()
                                                    ? order(command.account(), work)
                                                    : Future.succeededFuture(
                                                            PwdReply.failed(
                                                                    "there are mailboxes below it:"
                                                                            + " use MAILBOXES"));
                                });
    }

    private Future<PwdReply> delete(DeleteMailbox command) {
        if (!command.withNested()) {
            return order(command.account(), new AccountCommand.DeleteMailbox(command.mailbox()));
        }
        return below(command.account(), command.mailbox())
                .compose(below ->
                        switch (below) {
                            case Read.Failed<List<MailboxName>> failed ->
                                    Future.succeededFuture(failed.reply());
                            // From the last name to the first: what is deeper comes later.
                            case Read.Told<List<MailboxName>> told ->
                                    deleteAll(command.account(), told.value().reversed(), 0)
                                            .compose(reply ->
                                                    reply.equals(PwdReply.OK)
                                                            ? order(
                                                                    command.account(),
                                                                    new AccountCommand
                                                                            .DeleteMailbox(
                                                                            command.mailbox()))
                                                            : Future.succeededFuture(reply));
                        });
    }

    private Future<PwdReply> deleteAll(AccountName account, List<MailboxName> names, int at) {
        return at == names.size()
                ? Future.succeededFuture(PwdReply.OK)
                : order(account, new AccountCommand.DeleteMailbox(names.get(at)))
                        .compose(reply ->
                                reply.equals(PwdReply.OK)
                                        ? deleteAll(account, names, at + 1)
                                        : Future.succeededFuture(reply));
    }

    private Future<Read<List<MailboxName>>> below(AccountName account, MailboxName mailbox) {
        return new MailboxPages(accounts, account)
                .names()
                .map(names ->
                        switch (names) {
                            case Read.Failed<List<MailboxName>> _ -> names;
                            case Read.Told<List<MailboxName>> told ->
                                    new Read.Told<>(
                                            told.value().stream()
                                                    .filter(name -> name.isBelow(mailbox))
                                                    .toList());
                        });
    }

    private Future<PwdReply> order(AccountName account, AccountWork work) {
        return accounts.perform(account, work)
                .map(reply ->
                        reply instanceof AccountReply.Refused refused
                                ? PwdReplies.of(refused)
                                : PwdReply.OK);
    }
}
