package org.posthouse.node.protocol.imap;

import io.vertx.core.Future;
import java.util.Optional;
import org.posthouse.core.account.AccountCommand.CopyMessages;
import org.posthouse.core.account.AccountCommand.ExpungeMessages;
import org.posthouse.core.account.AccountCommand.MoveMessages;
import org.posthouse.core.account.AccountReply.MessagesCopied;
import org.posthouse.core.account.AccountReply.MessagesExpunged;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.node.protocol.imap.ImapState.Selected;

/** What moves, removes or lets go of the messages of the selected mailbox (RFC 3501, 6.4). */
final class MessageCommands {
    private final ImapContext context;

    MessageCommands(ImapContext context) {
        this.context = context;
    }

    Future<Outcome> expunge(Optional<NumberSet> uids) {
        Selected selected = context.selected();
        if (selected.mailbox().readOnly()) {
            return readOnly();
        }
        return context.ask(
                new ExpungeMessages(selected.mailbox().view().mailboxId(), uids),
                MessagesExpunged.class,
                _ -> {
                    Outcome outcome = Outcome.ok("EXPUNGE completed");
                    return Future.succeededFuture(
                            uids.isPresent() ? outcome.counted(true) : outcome);
                });
    }

    /** CLOSE expunges without a word; a mailbox that is read-only is only left. */
    Future<Outcome> close() {
        Selected selected = context.selected();
        if (selected.mailbox().readOnly()) {
            return unselect("CLOSE completed");
        }
        return context.ask(
                new ExpungeMessages(selected.mailbox().view().mailboxId(), Optional.empty()),
                MessagesExpunged.class,
                _ -> unselect("CLOSE completed"));
    }

    Future<Outcome> unselect(String text) {
        context.become(new ImapState.Authenticated(context.selected().account()));
        return Future.succeededFuture(Outcome.ok(text));
    }

    Future<Outcome> copy(ImapCommand.Copy command) {
        boolean byUid = command.messages() instanceof MessageSet.Uids;
        if (command.move() && context.selected().mailbox().readOnly()) {
            return readOnly();
        }
        MailboxView view = context.selected().mailbox().view();
        AccountWork work =
                command.move()
                        ? new MoveMessages(view, command.messages(), command.target())
                        : new CopyMessages(view, command.messages(), command.target());
        return context.ask(
                        work,
                        MessagesCopied.class,
                        copied -> Future.succeededFuture(copied(command, copied)),
                        ImapReplies::ofTarget)
                .map(outcome -> byUid ? outcome.counted(true) : outcome);
    }

    private Outcome copied(ImapCommand.Copy command, MessagesCopied copied) {
        String done = command.move() ? "MOVE completed" : "COPY completed";
        if (copied.sources().isEmpty()) {
            return Outcome.ok(done);
        }
        String code =
                "COPYUID " + copied.uidValidity() + " " + copied.sources() + " " + copied.targets();
        if (command.move()) {
            // RFC 6851, 4.3: before the expunges, so that the client can follow the messages.
            context.write("* OK [" + code + "] Moved");
            return Outcome.ok(done);
        }
        return Outcome.of(TaggedReply.ok(code, done));
    }

    private static Future<Outcome> readOnly() {
        return Future.succeededFuture(Outcome.no("READ-ONLY", "The mailbox is read-only"));
    }
}
