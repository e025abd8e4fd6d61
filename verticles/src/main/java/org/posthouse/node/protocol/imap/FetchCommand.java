package org.posthouse.node.protocol.imap;

import io.vertx.core.Future;
import org.posthouse.core.account.AccountCommand.StoreFlags;
import org.posthouse.core.account.AccountQuery.FetchMessages;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountReply.FlagsStored;
import org.posthouse.core.account.AccountReply.MessagesFetched;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.StoreMode;
import org.posthouse.core.mailbox.SystemFlag;

/**
 * FETCH and UID FETCH: asks for a page, writes it, asks for the next while the client reads, and
 * waits until there is room again.
 */
final class FetchCommand {
    private static final MailFlags SEEN = MailFlags.of(SystemFlag.SEEN);

    private final ImapContext context;
    private final ImapCommand.Fetch command;
    private final boolean byUid;
    private final boolean marksSeen;
    private final NumberSet.Builder read = NumberSet.builder();
    private FetchRenderer renderer;
    private long ownModSeq;

    FetchCommand(ImapContext context, ImapCommand.Fetch command) {
        this.context = context;
        this.command = command;
        this.byUid = command.messages() instanceof MessageSet.Uids;
        this.marksSeen =
                !context.selected().mailbox().readOnly()
                        && command.attributes().stream()
                                .anyMatch(a ->
                                        a instanceof FetchAttribute.Section section
                                                && section.marksSeen());
        this.renderer =
                new FetchRenderer(command.attributes(), NumberSet.empty(), context.isCondstore());
    }

    Future<Outcome> run() {
        if (command.attributes().contains(FetchAttribute.Plain.MODSEQ)) {
            context.enableCondstore();
        }
        // With CHANGEDSINCE the flag is stored afterwards, or it would change what was asked for.
        if (!marksSeen || command.changedSince() > 0) {
            return fetch();
        }
        return context.perform(storeSeen(command.messages()))
                .compose(reply ->
                        // On a full disk mail can be read; it only stays unseen.
                        ImapContext.isStorageFull(reply)
                                ? fetch()
                                : ImapContext.answered(
                                        reply, FlagsStored.class, this::seen, ImapReplies::of));
    }

    private Future<Outcome> seen(FlagsStored stored) {
        ownModSeq = stored.modSeq();
        renderer = new FetchRenderer(command.attributes(), stored.changed(), context.isCondstore());
        return fetch();
    }

    private Future<Outcome> fetch() {
        return context.perform(query(FetchCursor.START)).compose(this::answered);
    }

    private Future<Outcome> answered(AccountReply reply) {
        return ImapContext.answered(reply, MessagesFetched.class, this::page, ImapReplies::of)
                .map(outcome -> outcome.counted(byUid));
    }

    private Future<Outcome> page(MessagesFetched page) {
        boolean last = page.next().isEnd();
        Future<AccountReply> next =
                last ? Future.failedFuture("none follows") : context.perform(query(page.next()));
        ReplyWriter flags = new ReplyWriter();
        context.tellKeywords(page.keywords(), flags);
        context.write(flags);
        ReplyWriter out = renderer.page(page, context.selected().mailbox());
        if (last) {
            renderer.finish(out);
        }
        context.write(out);
        context.services.metrics().fetched(page.messages().size());
        if (marksSeen && command.changedSince() > 0) {
            page.messages().stream().mapToInt(FetchedMessage::uid).forEach(read::add);
        }
        if (renderer.isBroken()) {
            context.connection.close();
            return Future.succeededFuture(Outcome.no("EXPUNGEISSUED", "The message is gone"));
        }
        return last
                ? end(page)
                : context.connection.drained().compose(_ -> next).compose(this::answered);
    }

    private Future<Outcome> end(MessagesFetched page) {
        Outcome outcome =
                page.expunged() && !byUid
                        ? Outcome.no("EXPUNGEISSUED", "Some of the messages no longer exist")
                        : Outcome.ok("FETCH completed");
        NumberSet unseen = read.build();
        if (unseen.isEmpty()) {
            return Future.succeededFuture(outcome.told(ownModSeq));
        }
        return context.perform(storeSeen(new MessageSet.Uids(unseen)))
                .compose(reply ->
                        ImapContext.isStorageFull(reply)
                                ? Future.succeededFuture(outcome)
                                : ImapContext.answered(
                                        reply,
                                        FlagsStored.class,
                                        _ -> Future.succeededFuture(outcome),
                                        ImapReplies::of));
    }

    private FetchMessages query(FetchCursor cursor) {
        return new FetchMessages(
                context.selected().mailbox().view(),
                command.messages(),
                renderer.items(),
                command.changedSince(),
                cursor);
    }

    private StoreFlags storeSeen(MessageSet messages) {
        return new StoreFlags(
                context.selected().mailbox().view(),
                messages,
                StoreMode.ADD,
                SEEN,
                StoreFlags.ALWAYS);
    }
}
