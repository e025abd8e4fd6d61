package org.posthouse.core.account;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.AccountReply.ListedMailbox;
import org.posthouse.core.account.AccountReply.MailboxOpened;
import org.posthouse.core.account.AccountReply.MailboxesListed;
import org.posthouse.core.account.AccountReply.Refused;
import org.posthouse.core.account.AccountReply.StatusTold;
import org.posthouse.core.account.AccountReply.Synced;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SearchKey;
import org.posthouse.core.mailbox.SyncCursor;
import org.posthouse.core.mailbox.SystemFlag;

/**
 * What an account answers from its columns alone. Pages are bounded, so one question never holds
 * its thread long.
 */
public final class AccountReads {
    /** Names on one page of a list. */
    public static final int NAMES_PER_PAGE_MAX = 500;

    /** Messages on one page of changed flags. */
    public static final int FLAGS_PER_PAGE_MAX = 1000;

    private final Account account;

    AccountReads(Account account) {
        this.account = account;
    }

    /** A page of mailboxes and subscriptions after the name given. */
    public MailboxesListed list(Optional<MailboxName> after) {
        NavigableSet<MailboxName> names =
                after.isEmpty()
                        ? new TreeSet<>(account.byName().keySet())
                        : new TreeSet<>(account.byName().tailMap(after.get(), false).keySet());
        names.addAll(
                after.isEmpty()
                        ? account.subscriptions()
                        : account.subscriptions().tailSet(after.get(), false));
        List<ListedMailbox> page =
                names.stream().limit(NAMES_PER_PAGE_MAX).map(this::listed).toList();
        return new MailboxesListed(page, names.size() > page.size());
    }

    private ListedMailbox listed(MailboxName name) {
        Optional<Mailbox> mailbox = account.find(name);
        return new ListedMailbox(
                name,
                mailbox.isPresent(),
                account.subscriptions().contains(name),
                mailbox.flatMap(Mailbox::use));
    }

    /** The numbers of a mailbox. */
    public AccountReply status(MailboxName name) {
        return account.find(name)
                .<AccountReply>map(mailbox -> new StatusTold(mailbox.status()))
                .orElseGet(() -> new Refused(Refusal.NO_SUCH_MAILBOX, name.value()));
    }

    /** The numbers of a mailbox, unless it is deleted. */
    public Optional<MailboxStatus> status(int mailboxId) {
        return Optional.ofNullable(account.find(mailboxId)).map(Mailbox::status);
    }

    /** Opens a mailbox without taking its recent messages. */
    public AccountReply examine(MailboxName name) {
        return account.find(name)
                .<AccountReply>map(this::opened)
                .orElseGet(() -> new Refused(Refusal.NO_SUCH_MAILBOX, name.value()));
    }

    MailboxOpened opened(Mailbox mailbox) {
        MessageColumns messages = mailbox.messages();
        int firstUnseen = 0;
        for (int row = 0; row < messages.rows() && mailbox.status().unseen() > 0; row++) {
            if ((messages.flags(row) & SystemFlag.SEEN.bit()) == 0) {
                firstUnseen = row + 1;
                break;
            }
        }
        MailboxView view =
                new MailboxView(
                        mailbox.id(),
                        mailbox.uidNext(),
                        mailbox.highestModSeq(),
                        mailbox.highestModSeq());
        return new MailboxOpened(
                view, mailbox.status(), mailbox.recentFrom(), firstUnseen, mailbox.keywords());
    }

    /** What has happened since a view; see {@link AccountQuery.SyncView}. */
    public AccountReply sync(AccountQuery.SyncView query) {
        MailboxView old = query.view();
        Mailbox mailbox = account.find(old.mailboxId());
        if (mailbox == null) {
            return deleted(old);
        }
        if (old.expungedModSeq() < mailbox.vanished().floor()) {
            return new Refused(Refusal.VIEW_TOO_OLD, mailbox.name().value());
        }
        Numbering before = Numbering.of(mailbox, old);
        NumberSet expungedUids = query.withExpunges() ? before.untold() : NumberSet.empty();
        NumberSet.Builder expunged = NumberSet.builder();
        expungedUids.forEach(uid -> expunged.add(before.ofUntold(uid)));
        long expungedModSeq = query.withExpunges() ? mailbox.highestModSeq() : old.expungedModSeq();
        long target =
                query.cursor().upToModSeq() == 0
                        ? mailbox.highestModSeq()
                        : query.cursor().upToModSeq();

        Numbering now =
                Numbering.of(
                        mailbox,
                        new MailboxView(
                                old.mailboxId(),
                                mailbox.uidNext(),
                                expungedModSeq,
                                old.flagsModSeq()));
        List<FetchedMessage> flags = new ArrayList<>();
        int last = changedFlags(mailbox, now, query, flags);
        boolean all = last == 0;
        MailboxView view =
                new MailboxView(
                        old.mailboxId(),
                        mailbox.uidNext(),
                        expungedModSeq,
                        all ? target : old.flagsModSeq());
        return new Synced(
                view,
                expunged.build(),
                expungedUids,
                now.count(),
                mailbox.recentFrom(),
                flags,
                mailbox.keywords(),
                all ? SyncCursor.END : new SyncCursor(last, target),
                false);
    }

    /**
     * Collects a page of messages with new flags; returns the last UID of the page when there are
     * more, else 0.
     */
    private static int changedFlags(
            Mailbox mailbox,
            Numbering now,
            AccountQuery.SyncView query,
            List<FetchedMessage> flags) {
        MailboxView old = query.view();
        if (mailbox.highestModSeq() == old.flagsModSeq()) {
            return 0;
        }
        MessageColumns messages = mailbox.messages();
        int end = messages.rowAtOrAfter(old.uidNext());
        for (int row = messages.rowAtOrAfter(query.cursor().afterUid() + 1); row < end; row++) {
            long modSeq = messages.modSeq(row);
            if (modSeq > old.flagsModSeq() && modSeq != query.exceptModSeq()) {
                if (flags.size() == FLAGS_PER_PAGE_MAX) {
                    return flags.getLast().uid();
                }
                flags.add(row(messages, now, row).fetched());
            }
        }
        return 0;
    }

    private static Synced deleted(MailboxView view) {
        return new Synced(
                view,
                NumberSet.empty(),
                NumberSet.empty(),
                0,
                0,
                List.of(),
                List.of(),
                SyncCursor.END,
                true);
    }

    /**
     * A page of the rows that a set names.
     *
     * @param fromUid the first UID of the page
     * @param rowsMax how many rows at the most
     */
    public RowsAnswer rows(
            MailboxView view, MessageSet set, long changedSince, int fromUid, int rowsMax) {
        Mailbox mailbox = account.find(view.mailboxId());
        Refused refusal = refusal(view, mailbox);
        if (mailbox == null || refusal != null) {
            return new RowsAnswer.No(refusal == null ? gone() : refusal);
        }
        Numbering numbering = Numbering.of(mailbox, view);
        Numbering.Resolved resolved = numbering.resolve(set);
        if (!resolved.valid()) {
            return new RowsAnswer.No(
                    new Refused(
                            Refusal.NO_SUCH_MESSAGE,
                            "there are " + numbering.count() + " messages"));
        }
        NumberSet uids = resolved.uids();
        MessageColumns messages = mailbox.messages();
        List<MessageRow> page = new ArrayList<>();
        for (int i = uids.rangeAtOrAfter(fromUid); i < uids.rangeCount(); i++) {
            int end = Math.min(numbering.rows(), messages.rowAtOrAfter(uids.last(i) + 1));
            for (int row = messages.rowAtOrAfter(Math.max(fromUid, uids.first(i)));
                    row < end;
                    row++) {
                if (messages.modSeq(row) <= changedSince) {
                    continue;
                }
                if (page.size() == rowsMax) {
                    return new RowsAnswer.Rows(page, mailbox.keywords(), messages.uid(row), false);
                }
                page.add(row(messages, numbering, row));
            }
        }
        boolean expunged = !uids.intersect(numbering.untold()).isEmpty();
        return new RowsAnswer.Rows(page, mailbox.keywords(), 0, expunged);
    }

    /**
     * The same search without words that only this mailbox understands: sequence numbers have
     * become UIDs, keywords have become bits, and in each conjunction what costs least comes first.
     * Empty when a sequence number is too high or the mailbox is gone.
     */
    public Optional<SearchKey> resolve(MailboxView view, SearchKey key) {
        Mailbox mailbox = account.find(view.mailboxId());
        if (mailbox == null || refusal(view, mailbox) != null) {
            return Optional.empty();
        }
        return Optional.ofNullable(resolve(mailbox, Numbering.of(mailbox, view), key));
    }

    private @Nullable SearchKey resolve(Mailbox mailbox, Numbering numbering, SearchKey key) {
        return switch (key) {
            case SearchKey.And and -> resolveAnd(mailbox, numbering, and);
            case SearchKey.Or or -> {
                SearchKey left = resolve(mailbox, numbering, or.left());
                SearchKey right = resolve(mailbox, numbering, or.right());
                yield left == null || right == null
                        ? null
                        : left.needsContent()
                                ? new SearchKey.Or(right, left)
                                : new SearchKey.Or(left, right);
            }
            case SearchKey.Not not -> {
                SearchKey inner = resolve(mailbox, numbering, not.key());
                yield inner == null ? null : new SearchKey.Not(inner);
            }
            case SearchKey.InSet in -> {
                Numbering.Resolved resolved = numbering.resolve(in.messages());
                yield resolved.valid()
                        ? new SearchKey.InSet(new MessageSet.Uids(resolved.uids()))
                        : null;
            }
            case SearchKey.HasKeyword has -> {
                int index = mailbox.keywordIndex(has.keyword());
                yield new SearchKey.HasFlag(index < 0 ? 0 : MailFlags.keywordBit(index));
            }
            case SearchKey.All _,
                    SearchKey.HasFlag _,
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

    private @Nullable SearchKey resolveAnd(
            Mailbox mailbox, Numbering numbering, SearchKey.And and) {
        List<SearchKey> cheap = new ArrayList<>();
        List<SearchKey> dear = new ArrayList<>();
        for (SearchKey key : and.keys()) {
            SearchKey resolved = resolve(mailbox, numbering, key);
            if (resolved == null) {
                return null;
            }
            (resolved.needsContent() ? dear : cheap).add(resolved);
        }
        cheap.addAll(dear);
        return new SearchKey.And(cheap);
    }

    private static MessageRow row(MessageColumns messages, Numbering numbering, int row) {
        return new MessageRow(
                numbering.ofRow(row),
                messages.uid(row),
                messages.flags(row),
                messages.modSeq(row),
                messages.internalDateMillis(row),
                messages.sizeBytes(row),
                messages.bodyId(row));
    }

    private static @Nullable Refused refusal(MailboxView view, @Nullable Mailbox mailbox) {
        if (mailbox == null) {
            return gone();
        }
        return view.expungedModSeq() < mailbox.vanished().floor()
                ? new Refused(Refusal.VIEW_TOO_OLD, mailbox.name().value())
                : null;
    }

    private static Refused gone() {
        return new Refused(Refusal.NO_SUCH_MAILBOX, "the mailbox has been deleted");
    }

    /** A page of rows, or why there is none. */
    public sealed interface RowsAnswer {
        /**
         * Rows in ascending order.
         *
         * @param nextUid where the next page starts; 0 when this is all
         * @param expunged on the last page: whether the set names messages that are gone, which the
         *     view still has
         */
        record Rows(List<MessageRow> rows, List<String> keywords, int nextUid, boolean expunged)
                implements RowsAnswer {
            public Rows {
                rows = List.copyOf(rows);
            }
        }

        /** The question can't be answered. */
        record No(Refused refusal) implements RowsAnswer {}
    }
}
