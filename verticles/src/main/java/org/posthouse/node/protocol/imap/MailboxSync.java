package org.posthouse.node.protocol.imap;

import io.vertx.core.Future;
import org.posthouse.core.account.AccountCommand;
import org.posthouse.core.account.AccountQuery.SyncView;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountReply.Synced;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SyncCursor;
import org.posthouse.node.protocol.imap.ImapState.Selected;

/** Tells the client what has happened to its mailbox, page by page. */
final class MailboxSync {
    /** How a telling ended. */
    enum Result {
        /** The session goes on. */
        TOLD,
        /** The mailbox is no more. */
        DELETED,
        /** Too much has happened for the session's numbers to be understood any longer. */
        LOST
    }

    private final ImapContext context;
    private final boolean withExpunges;
    private final boolean withUids;
    private final long ownModSeq;

    /**
     * One telling.
     *
     * @param ownModSeq changes with this modification sequence are told already; 0 for none
     */
    MailboxSync(ImapContext context, Outcome.Sync sync, long ownModSeq) {
        this.context = context;
        this.withExpunges = sync != Outcome.Sync.WITHOUT_EXPUNGES;
        this.withUids = sync == Outcome.Sync.EVERYTHING_BY_UID;
        this.ownModSeq = ownModSeq;
    }

    Future<Result> tell() {
        return page(SyncCursor.START);
    }

    private Future<Result> page(SyncCursor cursor) {
        SyncView query =
                new SyncView(context.selected().mailbox().view(), withExpunges, ownModSeq, cursor);
        return context.perform(query).compose(this::told);
    }

    private Future<Result> told(AccountReply reply) {
        if (reply instanceof AccountReply.Refused no) {
            // What can't be told now is told after a later command.
            return Future.succeededFuture(
                    no.reason() == Refusal.VIEW_TOO_OLD ? Result.LOST : Result.TOLD);
        }
        if (!(reply instanceof Synced page)) {
            throw new IllegalStateException("wanted Synced, got " + reply);
        }
        if (page.deleted()) {
            return Future.succeededFuture(Result.DELETED);
        }
        Selected before = context.selected();
        SelectedMailbox after = before.mailbox().synced(page);
        ReplyWriter out = new ReplyWriter();
        context.tellKeywords(page.keywords(), out);
        write(before.mailbox(), after, page, out);
        context.become(before.with(after));
        context.write(out);
        claimRecent(before.mailbox(), after);
        return page.next().isEnd()
                ? Future.succeededFuture(Result.TOLD)
                : context.connection.drained().compose(_ -> page(page.next()));
    }

    private void write(
            SelectedMailbox before, SelectedMailbox after, Synced page, ReplyWriter out) {
        NumberSet gone = page.expunged();
        for (int i = gone.rangeCount() - 1; i >= 0; i--) {
            // From the last to the first, so that no number shifts before it is told.
            for (int number = gone.last(i); number >= gone.first(i); number--) {
                out.ascii("* ").number(number).ascii(" EXPUNGE").crlf();
            }
        }
        if (after.exists() != before.exists() - (int) gone.count()) {
            out.ascii("* ").number(after.exists()).ascii(" EXISTS").crlf();
            out.ascii("* ").number(after.recentCount()).ascii(" RECENT").crlf();
        }
        FlagTexts texts = new FlagTexts(page.keywords());
        for (FetchedMessage message : page.flags()) {
            flags(message, after, texts, out);
        }
    }

    private void flags(
            FetchedMessage message, SelectedMailbox mailbox, FlagTexts texts, ReplyWriter out) {
        out.ascii("* ").number(message.sequenceNumber()).ascii(" FETCH (");
        if (withUids) {
            out.ascii("UID ").number(message.uid()).ascii(" ");
        }
        out.bytes(texts.of(mailbox.flags(message.uid(), message.flags())));
        if (context.isCondstore()) {
            out.ascii(" MODSEQ (").number(message.modSeq()).ascii(")");
        }
        out.ascii(")").crlf();
    }

    /** New messages that this session was shown as recent are recent in no other one. */
    private void claimRecent(SelectedMailbox before, SelectedMailbox after) {
        if (!after.readOnly() && after.recentCount() > before.recentCount()) {
            var _ =
                    context.perform(
                            new AccountCommand.ClaimRecent(
                                    after.view().mailboxId(), after.view().uidNext()));
        }
    }
}
