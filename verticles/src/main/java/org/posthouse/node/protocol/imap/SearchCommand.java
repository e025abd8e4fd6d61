package org.posthouse.node.protocol.imap;

import io.vertx.core.Future;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.AccountQuery.FetchMessages;
import org.posthouse.core.account.AccountQuery.SearchMessages;
import org.posthouse.core.account.AccountReply.MessagesFetched;
import org.posthouse.core.account.AccountReply.MessagesFound;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchItems;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SearchKey;
import org.posthouse.node.protocol.imap.ImapCommand.SearchResult;

/** SEARCH and UID SEARCH (RFC 3501, 6.4.4; RFC 4731; RFC 7162, 3.1.5). */
final class SearchCommand {
    private final ImapContext context;
    private final ImapCommand.Search command;
    private final String tag;
    private final SearchKey key;
    private final NumberSet.Builder all = NumberSet.builder();
    private boolean begun;
    private int minUid;
    private int maxUid;
    private long highestModSeq;

    SearchCommand(ImapContext context, String tag, ImapCommand.Search command) {
        this.context = context;
        this.tag = tag;
        this.command = command;
        this.key = withRecent(command.key(), context.selected().mailbox().recent());
    }

    /** Puts the session's recent messages where the key asks for them. */
    static SearchKey withRecent(SearchKey key, NumberSet recent) {
        return switch (key) {
            case SearchKey.And and ->
                    new SearchKey.And(and.keys().stream().map(k -> withRecent(k, recent)).toList());
            case SearchKey.Or or ->
                    new SearchKey.Or(withRecent(or.left(), recent), withRecent(or.right(), recent));
            case SearchKey.Not not -> new SearchKey.Not(withRecent(not.key(), recent));
            case SearchKey.HasKeyword keyword when keyword.equals(SearchParser.RECENT) ->
                    recent.isEmpty()
                            ? new SearchKey.HasFlag(0)
                            : new SearchKey.InSet(new MessageSet.Uids(recent));
            case SearchKey.All _,
                    SearchKey.InSet _,
                    SearchKey.HasFlag _,
                    SearchKey.HasKeyword _,
                    SearchKey.ArrivedBetween _,
                    SearchKey.SentBetween _,
                    SearchKey.LargerThan _,
                    SearchKey.SmallerThan _,
                    SearchKey.ModifiedSince _,
                    SearchKey.HeaderContains _,
                    SearchKey.BodyContains _,
                    SearchKey.TextContains _ ->
                    key;
        };
    }

    Future<Outcome> run() {
        if (command.withModSeq()) {
            context.enableCondstore();
        }
        return page(0).map(outcome -> {
            if (begun && outcome.reply().status() != TaggedReply.Status.OK) {
                context.write(new ReplyWriter().crlf());
            }
            return outcome.counted(command.byUid());
        });
    }

    private Future<Outcome> page(int afterUid) {
        SearchMessages query =
                new SearchMessages(context.selected().mailbox().view(), key, afterUid);
        return context.ask(query, MessagesFound.class, this::found);
    }

    private Future<Outcome> found(MessagesFound page) {
        NumberSet numbers = command.byUid() ? page.uids() : page.sequenceNumbers();
        highestModSeq = Math.max(highestModSeq, page.highestModSeq());
        boolean last = page.moreAfterUid() == 0;
        if (!page.uids().isEmpty()) {
            minUid = minUid == 0 ? page.uids().first() : minUid;
            maxUid = page.uids().last();
        }
        @Nullable Set<SearchResult> results = command.results();
        if (results == null) {
            plain(numbers, last);
        } else {
            for (int i = 0; i < numbers.rangeCount(); i++) {
                all.addRange(numbers.first(i), numbers.last(i));
            }
            if (last) {
                return extended(results);
            }
        }
        return last
                ? Future.succeededFuture(Outcome.ok("SEARCH completed"))
                : context.connection.drained().compose(_ -> page(page.moreAfterUid()));
    }

    /** One line, however many pages it takes. */
    private void plain(NumberSet numbers, boolean last) {
        ReplyWriter out = new ReplyWriter((int) Math.min(1 << 20, 64 + 8 * numbers.count()));
        out.ascii(begun ? "" : "* SEARCH");
        begun = true;
        numbers.forEach(number -> out.ascii(" ").number(number));
        if (last) {
            if (command.withModSeq() && highestModSeq > 0) {
                out.ascii(" (MODSEQ ").number(highestModSeq).ascii(")");
            }
            out.crlf();
            begun = false;
        }
        context.write(out);
    }

    private Future<Outcome> extended(Set<SearchResult> results) {
        NumberSet found = all.build();
        if (found.isEmpty() || !command.withModSeq()) {
            return told(results, found, 0);
        }
        boolean endsOnly =
                !results.contains(SearchResult.ALL) && !results.contains(SearchResult.COUNT);
        if (!endsOnly) {
            return told(results, found, highestModSeq);
        }
        // RFC 7162, 3.1.10: with MIN or MAX alone it is the sequence of just these messages.
        NumberSet.Builder ends = NumberSet.builder();
        if (results.contains(SearchResult.MIN)) {
            ends.add(minUid);
        }
        if (results.contains(SearchResult.MAX)) {
            ends.add(maxUid);
        }
        FetchMessages query =
                new FetchMessages(
                        context.selected().mailbox().view(),
                        new MessageSet.Uids(ends.build()),
                        FetchItems.FLAGS,
                        0,
                        FetchCursor.START);
        return context.ask(
                query,
                MessagesFetched.class,
                page ->
                        told(
                                results,
                                found,
                                page.messages().stream()
                                        .mapToLong(FetchedMessage::modSeq)
                                        .max()
                                        .orElse(highestModSeq)));
    }

    private Future<Outcome> told(Set<SearchResult> results, NumberSet found, long modSeq) {
        ReplyWriter out = new ReplyWriter();
        out.ascii("* ESEARCH (TAG \"").ascii(tag).ascii("\")");
        out.ascii(command.byUid() ? " UID" : "");
        if (!found.isEmpty()) {
            if (results.contains(SearchResult.MIN)) {
                out.ascii(" MIN ").number(found.first());
            }
            if (results.contains(SearchResult.MAX)) {
                out.ascii(" MAX ").number(found.last());
            }
            if (results.contains(SearchResult.ALL)) {
                out.ascii(" ALL ").set(found);
            }
        }
        if (results.contains(SearchResult.COUNT)) {
            out.ascii(" COUNT ").number(found.count());
        }
        if (modSeq > 0) {
            out.ascii(" MODSEQ ").number(modSeq);
        }
        context.write(out.crlf());
        return Future.succeededFuture(Outcome.ok("SEARCH completed"));
    }
}
