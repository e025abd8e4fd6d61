package org.posthouse.node.protocol.imap;

import io.vertx.core.Future;
import org.posthouse.core.account.AccountCommand.StoreFlags;
import org.posthouse.core.account.AccountQuery.FetchMessages;
import org.posthouse.core.account.AccountQuery.SearchMessages;
import org.posthouse.core.account.AccountReply.FlagsStored;
import org.posthouse.core.account.AccountReply.MessagesFetched;
import org.posthouse.core.account.AccountReply.MessagesFound;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchItems;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SearchKey;

/** STORE and UID STORE (RFC 3501, 6.4.6; RFC 7162, 3.1.3). */
final class StoreCommand {
    private final ImapContext context;
    private final ImapCommand.Store command;
    private final boolean byUid;

    StoreCommand(ImapContext context, ImapCommand.Store command) {
        this.context = context;
        this.command = command;
        this.byUid = command.messages() instanceof MessageSet.Uids;
    }

    Future<Outcome> run() {
        if (context.selected().mailbox().readOnly()) {
            return Future.succeededFuture(
                    Outcome.no("READ-ONLY", "The mailbox is read-only").counted(byUid));
        }
        if (command.unchangedSince().isPresent()) {
            context.enableCondstore();
        }
        StoreFlags work =
                new StoreFlags(
                        context.selected().mailbox().view(),
                        command.messages(),
                        command.mode(),
                        command.flags(),
                        command.unchangedSince().orElse(StoreFlags.ALWAYS));
        return context.ask(work, FlagsStored.class, this::stored)
                .map(outcome -> outcome.counted(byUid));
    }

    private Future<Outcome> stored(FlagsStored stored) {
        Future<Outcome> told;
        if (!command.silent()) {
            told = tell(command.messages(), true);
        } else if (command.unchangedSince().isPresent()) {
            // RFC 7162, 3.1.3: the new modification sequence is told even when it is silent.
            told = tell(new MessageSet.Uids(stored.changed()), !stored.unseenBefore().isEmpty());
        } else {
            // What others have changed is not the client's own doing, so it must be told.
            told = tell(new MessageSet.Uids(stored.unseenBefore()), true);
        }
        return told.compose(outcome ->
                        outcome.reply().status() == TaggedReply.Status.OK
                                ? modified(stored.conflicting())
                                : Future.succeededFuture(outcome))
                .map(outcome -> outcome.told(stored.modSeq()));
    }

    private Future<Outcome> tell(MessageSet messages, boolean flags) {
        return messages.numbers().isEmpty()
                ? Future.succeededFuture(Outcome.ok(""))
                : page(messages, flags, FetchCursor.START);
    }

    private Future<Outcome> page(MessageSet messages, boolean flags, FetchCursor cursor) {
        FetchMessages query =
                new FetchMessages(
                        context.selected().mailbox().view(), messages, FetchItems.FLAGS, 0, cursor);
        return context.ask(
                query,
                MessagesFetched.class,
                page -> {
                    write(page, flags);
                    return page.next().isEnd()
                            ? Future.succeededFuture(Outcome.ok(""))
                            : context.connection
                                    .drained()
                                    .compose(_ -> page(messages, flags, page.next()));
                });
    }

    private void write(MessagesFetched page, boolean flags) {
        ReplyWriter out = new ReplyWriter(64 + 48 * page.messages().size());
        context.tellKeywords(page.keywords(), out);
        SelectedMailbox mailbox = context.selected().mailbox();
        FlagTexts texts = new FlagTexts(page.keywords());
        for (FetchedMessage message : page.messages()) {
            out.ascii("* ").number(message.sequenceNumber()).ascii(" FETCH (");
            String gap = "";
            if (byUid) {
                out.ascii("UID ").number(message.uid());
                gap = " ";
            }
            if (flags) {
                out.ascii(gap);
                out.bytes(texts.of(mailbox.flags(message.uid(), message.flags())));
                gap = " ";
            }
            if (context.isCondstore()) {
                out.ascii(gap).ascii("MODSEQ (").number(message.modSeq()).ascii(")");
            }
            out.ascii(")").crlf();
        }
        context.write(out);
    }

    /** Names the messages that were left alone, as the client counts them. */
    private Future<Outcome> modified(NumberSet conflicting) {
        if (conflicting.isEmpty()) {
            return Future.succeededFuture(Outcome.ok("STORE completed"));
        }
        if (byUid) {
            return Future.succeededFuture(modifiedReply(conflicting));
        }
        return numbers(conflicting, NumberSet.builder(), 0);
    }

    private Future<Outcome> numbers(NumberSet uids, NumberSet.Builder numbers, int afterUid) {
        SearchMessages query =
                new SearchMessages(
                        context.selected().mailbox().view(),
                        new SearchKey.InSet(new MessageSet.Uids(uids)),
                        afterUid);
        return context.ask(
                query,
                MessagesFound.class,
                found -> {
                    NumberSet page = found.sequenceNumbers();
                    for (int i = 0; i < page.rangeCount(); i++) {
                        numbers.addRange(page.first(i), page.last(i));
                    }
                    return found.moreAfterUid() == 0
                            ? Future.succeededFuture(modifiedReply(numbers.build()))
                            : numbers(uids, numbers, found.moreAfterUid());
                });
    }

    private static Outcome modifiedReply(NumberSet left) {
        return Outcome.of(
                TaggedReply.ok("MODIFIED " + left, "Some messages have changed meanwhile"));
    }
}
