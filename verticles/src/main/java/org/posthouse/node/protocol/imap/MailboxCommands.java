package org.posthouse.node.protocol.imap;

import io.vertx.core.Future;
import java.util.Optional;
import org.posthouse.core.account.AccountCommand.ChangeSubscription;
import org.posthouse.core.account.AccountCommand.CreateMailbox;
import org.posthouse.core.account.AccountCommand.DeleteMailbox;
import org.posthouse.core.account.AccountCommand.RenameMailbox;
import org.posthouse.core.account.AccountCommand.SelectMailbox;
import org.posthouse.core.account.AccountQuery.ExamineMailbox;
import org.posthouse.core.account.AccountQuery.ReadStatus;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountReply.Done;
import org.posthouse.core.account.AccountReply.MailboxOpened;
import org.posthouse.core.account.AccountReply.StatusTold;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.account.MailboxStatus;
import org.posthouse.node.protocol.imap.ImapState.LoggedIn;
import org.posthouse.node.protocol.imap.ImapState.Selected;

/** What can be done with mailboxes as a whole (RFC 3501, 6.3). */
final class MailboxCommands {
    private final ImapContext context;

    MailboxCommands(ImapContext context) {
        this.context = context;
    }

    Future<Outcome> select(LoggedIn state, ImapCommand.Select command) {
        if (command.condstore()) {
            // The mailbox that is left is none of those that the client wants to hear of.
            leave(state);
            context.enableCondstore();
        } else {
            leave(state);
        }
        return open(command)
                .compose(reply ->
                        ImapContext.answered(
                                reply,
                                MailboxOpened.class,
                                opened -> opened(state, command, opened),
                                ImapReplies::of));
    }

    /**
     * SELECT takes over what is {@code \Recent}, which has to be written. On a full disk it does
     * without: another session will be told the same messages as recent, and mail can be read.
     */
    private Future<AccountReply> open(ImapCommand.Select command) {
        ExamineMailbox examine = new ExamineMailbox(command.mailbox());
        return command.readOnly()
                ? context.perform(examine)
                : context.perform(new SelectMailbox(command.mailbox()))
                        .compose(reply ->
                                ImapContext.isStorageFull(reply)
                                        ? context.perform(examine)
                                        : Future.succeededFuture(reply));
    }

    /** RFC 3501, 6.3.1: the mailbox is left even if the new one can't be opened. */
    private void leave(LoggedIn state) {
        if (state instanceof Selected) {
            context.become(new ImapState.Authenticated(state.account()));
            context.write("* OK [CLOSED] The previous mailbox is closed");
        }
    }

    private Future<Outcome> opened(
            LoggedIn state, ImapCommand.Select command, MailboxOpened opened) {
        MailboxStatus status = opened.status();
        ReplyWriter out = new ReplyWriter(1024);
        ImapContext.writeFlags(opened.keywords(), command.readOnly(), out);
        out.ascii("* ").number(status.messages()).ascii(" EXISTS").crlf();
        out.ascii("* ").number(status.recent()).ascii(" RECENT").crlf();
        if (opened.firstUnseen() > 0) {
            out.ascii("* OK [UNSEEN ").number(opened.firstUnseen());
            out.ascii("] The first message that is not seen").crlf();
        }
        out.ascii("* OK [UIDVALIDITY ").number(status.uidValidity()).ascii("] UIDs are valid");
        out.crlf().ascii("* OK [UIDNEXT ").number(opened.view().uidNext());
        out.ascii("] The next UID").crlf();
        out.ascii("* OK [HIGHESTMODSEQ ").number(status.highestModSeq());
        out.ascii("] The latest change").crlf();
        context.write(out);
        context.become(
                new Selected(state.account(), SelectedMailbox.opened(opened, command.readOnly())));
        TaggedReply reply =
                command.readOnly()
                        ? TaggedReply.ok("READ-ONLY", "EXAMINE completed")
                        : TaggedReply.ok("READ-WRITE", "SELECT completed");
        return Future.succeededFuture(new Outcome(reply, Outcome.Sync.NOTHING, 0));
    }

    Future<Outcome> create(ImapCommand.Create command) {
        return done(new CreateMailbox(command.mailbox(), Optional.empty()), "CREATE completed");
    }

    Future<Outcome> delete(ImapCommand.Delete command) {
        return done(new DeleteMailbox(command.mailbox()), "DELETE completed");
    }

    Future<Outcome> rename(ImapCommand.Rename command) {
        return done(new RenameMailbox(command.from(), command.to()), "RENAME completed");
    }

    Future<Outcome> subscribe(ImapCommand.Subscribe command) {
        return done(
                new ChangeSubscription(command.mailbox(), command.subscribed()),
                command.subscribed() ? "SUBSCRIBE completed" : "UNSUBSCRIBE completed");
    }

    private Future<Outcome> done(AccountWork work, String text) {
        return context.ask(work, Done.class, _ -> Future.succeededFuture(Outcome.ok(text)));
    }

    Future<Outcome> namespace() {
        context.write("* NAMESPACE ((\"\" \"/\")) NIL NIL");
        return Future.succeededFuture(Outcome.ok("NAMESPACE completed"));
    }

    Future<Outcome> status(ImapCommand.Status command) {
        if (command.items().contains(ImapCommand.StatusItem.HIGHESTMODSEQ)) {
            context.enableCondstore();
        }
        return context.ask(
                new ReadStatus(command.mailbox()),
                StatusTold.class,
                told -> {
                    ReplyWriter out = new ReplyWriter();
                    out.ascii("* STATUS ").mailbox(command.mailbox()).ascii(" (");
                    String gap = "";
                    for (ImapCommand.StatusItem item : command.items()) {
                        out.ascii(gap).ascii(item.name()).ascii(" ");
                        out.number(number(item, told.status()));
                        gap = " ";
                    }
                    context.write(out.ascii(")").crlf());
                    return Future.succeededFuture(Outcome.ok("STATUS completed"));
                });
    }

    private static long number(ImapCommand.StatusItem item, MailboxStatus status) {
        return switch (item) {
            case MESSAGES -> status.messages();
            case RECENT -> status.recent();
            case UIDNEXT -> status.uidNext();
            case UIDVALIDITY -> status.uidValidity();
            case UNSEEN -> status.unseen();
            case HIGHESTMODSEQ -> status.highestModSeq();
        };
    }
}
