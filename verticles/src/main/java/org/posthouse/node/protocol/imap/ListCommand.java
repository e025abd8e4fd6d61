package org.posthouse.node.protocol.imap;

import io.vertx.core.Future;
import java.util.Optional;
import org.posthouse.core.account.AccountQuery.ListMailboxes;
import org.posthouse.core.account.AccountReply.ListedMailbox;
import org.posthouse.core.account.AccountReply.MailboxesListed;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.SpecialUse;

/** LIST and LSUB (RFC 3501, 6.3.8 and 6.3.9; RFC 3348; RFC 6154). */
final class ListCommand {
    private final ImapContext context;
    private final ImapCommand.ListNames command;
    private final ListPattern pattern;
    private final MailboxTree tree;
    private ReplyWriter out = new ReplyWriter();

    ListCommand(ImapContext context, ImapCommand.ListNames command) {
        this.context = context;
        this.command = command;
        this.pattern = new ListPattern(command.reference() + command.pattern());
        this.tree =
                command.subscribedOnly()
                        ? new MailboxTree(ListedMailbox::subscribed, this::subscribed)
                        : new MailboxTree(ListedMailbox::exists, this::listed);
    }

    Future<Outcome> run() {
        if (command.pattern().isEmpty() && !command.subscribedOnly()) {
            // RFC 3501, 6.3.8: an empty pattern asks for the separator.
            context.write("* LIST (\\Noselect) \"/\" \"\"");
            return Future.succeededFuture(Outcome.ok("LIST completed"));
        }
        return page(Optional.empty());
    }

    private Future<Outcome> page(Optional<MailboxName> after) {
        return context.ask(new ListMailboxes(after), MailboxesListed.class, this::listed);
    }

    private Future<Outcome> listed(MailboxesListed page) {
        page.mailboxes().forEach(tree::accept);
        if (!page.more()) {
            tree.finish();
        }
        context.write(out);
        out = new ReplyWriter();
        if (!page.more()) {
            return Future.succeededFuture(
                    Outcome.ok(command.subscribedOnly() ? "LSUB completed" : "LIST completed"));
        }
        return context.connection
                .drained()
                .compose(_ -> page(Optional.of(page.mailboxes().getLast().name())));
    }

    private void listed(MailboxTree.Entry entry) {
        if (!pattern.matches(entry.name())) {
            return;
        }
        out.ascii("* LIST (");
        if (!entry.exists()) {
            out.ascii("\\NonExistent \\Noselect ");
        }
        out.ascii(entry.hasChildren() ? "\\HasChildren" : "\\HasNoChildren");
        entry.use().map(SpecialUse::imapName).ifPresent(use -> out.ascii(" ").ascii(use));
        out.ascii(") \"/\" ").mailbox(entry.name()).crlf();
    }

    private void subscribed(MailboxTree.Entry entry) {
        // A parent that is not subscribed is told for % alone: it stands for the names below it,
        // which the pattern leaves out (RFC 3501, 6.3.9).
        boolean standsForOthers = !entry.present() && !command.pattern().contains("*");
        if ((entry.present() || standsForOthers) && pattern.matches(entry.name())) {
            out.ascii(entry.present() ? "* LSUB () \"/\" " : "* LSUB (\\Noselect) \"/\" ");
            out.mailbox(entry.name()).crlf();
        }
    }
}
