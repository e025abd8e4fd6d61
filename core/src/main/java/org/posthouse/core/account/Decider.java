package org.posthouse.core.account;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthouse.core.account.AccountCommand.AppendMessages;
import org.posthouse.core.account.AccountCommand.ChangeSubscription;
import org.posthouse.core.account.AccountCommand.ClaimRecent;
import org.posthouse.core.account.AccountCommand.CopyMessages;
import org.posthouse.core.account.AccountCommand.CreateMailbox;
import org.posthouse.core.account.AccountCommand.DeleteMailbox;
import org.posthouse.core.account.AccountCommand.DeliverMessage;
import org.posthouse.core.account.AccountCommand.ExpungeMessages;
import org.posthouse.core.account.AccountCommand.InitializeAccount;
import org.posthouse.core.account.AccountCommand.MoveMessages;
import org.posthouse.core.account.AccountCommand.RenameMailbox;
import org.posthouse.core.account.AccountCommand.ReplaceSettings;
import org.posthouse.core.account.AccountCommand.SelectMailbox;
import org.posthouse.core.account.AccountCommand.StoreFlags;
import org.posthouse.core.account.AccountCommand.UpdateSettings;
import org.posthouse.core.account.AccountEvent.FlagsStored;
import org.posthouse.core.account.AccountEvent.KeywordDefined;
import org.posthouse.core.account.AccountEvent.MailboxCreated;
import org.posthouse.core.account.AccountEvent.MailboxDeleted;
import org.posthouse.core.account.AccountEvent.MailboxRenamed;
import org.posthouse.core.account.AccountEvent.MessageAppended;
import org.posthouse.core.account.AccountEvent.MessagesCopied;
import org.posthouse.core.account.AccountEvent.MessagesExpunged;
import org.posthouse.core.account.AccountEvent.RecentClaimed;
import org.posthouse.core.account.AccountEvent.SettingsReplaced;
import org.posthouse.core.account.AccountEvent.SubscriptionChanged;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SpecialUse;
import org.posthouse.core.mailbox.SystemFlag;
import org.posthouse.core.settings.Dictionary;

/**
 * One decision: what a command comes to in a given state. Reads the state and collects events;
 * changes nothing.
 */
final class Decider {
    /** Names that one account may be subscribed to. */
    static final int SUBSCRIPTIONS_MAX = 20_000;

    private final Account account;
    private final AccountLimits limits;
    private final long nowMillis;
    private final List<AccountEvent> events = new ArrayList<>();

    Decider(Account account, AccountLimits limits, long nowMillis) {
        this.account = account;
        this.limits = limits;
        this.nowMillis = nowMillis;
    }

    Decision decide(AccountCommand command) {
        return switch (command) {
            case InitializeAccount c -> initialize(c.settings());
            case UpdateSettings c -> replaceSettings(account.settings().merge(c.changes()));
            case ReplaceSettings c -> replaceSettings(c.settings());
            case CreateMailbox c -> createMailbox(c);
            case DeleteMailbox c -> deleteMailbox(c.name());
            case RenameMailbox c -> renameMailbox(c.from(), c.to());
            case ChangeSubscription c -> changeSubscription(c);
            case SelectMailbox c -> select(c.name());
            case ClaimRecent c -> claimRecent(c);
            case AppendMessages c -> append(c);
            case DeliverMessage c -> deliver(c);
            case StoreFlags c -> store(c);
            case CopyMessages c -> copy(c.view(), c.messages(), c.target(), false);
            case MoveMessages c -> copy(c.view(), c.messages(), c.target(), true);
            case ExpungeMessages c -> expunge(c);
        };
    }

    private Decision initialize(Dictionary settings) {
        if (account.sequence() > 0) {
            return done();
        }
        events.add(new SettingsReplaced(settings));
        newMailbox(MailboxName.INBOX, Optional.empty());
        for (SpecialUse use :
                List.of(SpecialUse.DRAFTS, SpecialUse.JUNK, SpecialUse.SENT, SpecialUse.TRASH)) {
            MailboxName name = new MailboxName(use.imapName().substring(1));
            newMailbox(name, Optional.of(use));
            events.add(new SubscriptionChanged(name, true));
        }
        return done();
    }

    private Decision replaceSettings(Dictionary settings) {
        if (!settings.equals(account.settings())) {
            events.add(new SettingsReplaced(settings));
        }
        return done();
    }

    private Decision createMailbox(CreateMailbox c) {
        if (account.find(c.name()).isPresent()) {
            return Decision.refused(Refusal.MAILBOX_EXISTS, c.name().value());
        }
        if (account.mailboxCount() >= limits.mailboxesMax()) {
            return Decision.refused(Refusal.TOO_MANY_MAILBOXES, "at most " + limits.mailboxesMax());
        }
        newMailbox(c.name(), c.use());
        return done();
    }

    private Decision deleteMailbox(MailboxName name) {
        if (name.isInbox()) {
            return Decision.refused(Refusal.INBOX_STAYS, "INBOX can't be deleted");
        }
        Optional<Mailbox> mailbox = account.find(name);
        if (mailbox.isEmpty()) {
            return noSuch(name);
        }
        events.add(new MailboxDeleted(mailbox.get().id()));
        return done();
    }

    private Decision renameMailbox(MailboxName from, MailboxName to) {
        if (from.isInbox()) {
            return renameInbox(to);
        }
        List<Mailbox> moving = new ArrayList<>();
        account.find(from).ifPresent(moving::add);
        account.byName().values().stream().filter(m -> m.name().isBelow(from)).forEach(moving::add);
        if (moving.isEmpty()) {
            return noSuch(from);
        }
        if (to.isBelow(from) || account.find(to).isPresent()) {
            return Decision.refused(Refusal.MAILBOX_EXISTS, to.value());
        }
        for (Mailbox mailbox : moving) {
            MailboxName target = mailbox.name().moved(from, to);
            if (account.find(target).isPresent() || MailboxName.parse(target.value()).isEmpty()) {
                return Decision.refused(Refusal.MAILBOX_EXISTS, target.value());
            }
            events.add(new MailboxRenamed(mailbox.id(), target));
        }
        return done();
    }

    private Decision renameInbox(MailboxName to) {
        if (account.find(to).isPresent()) {
            return Decision.refused(Refusal.MAILBOX_EXISTS, to.value());
        }
        if (account.mailboxCount() >= limits.mailboxesMax()) {
            return Decision.refused(Refusal.TOO_MANY_MAILBOXES, "at most " + limits.mailboxesMax());
        }
        Mailbox inbox = account.find(MailboxName.INBOX).orElseThrow();
        int targetId = newMailbox(to, Optional.empty());
        NumberSet all =
                existing(inbox, NumberSet.range(1, NumberSet.NUMBER_MAX), inbox.messages().rows());
        if (!all.isEmpty()) {
            for (int i = 0; i < inbox.keywords().size(); i++) {
                events.add(new KeywordDefined(targetId, i, inbox.keywords().get(i)));
            }
            events.add(new MessagesCopied(inbox.id(), all, targetId, 1, 2));
            events.add(new MessagesExpunged(inbox.id(), inbox.highestModSeq() + 1, all));
        }
        return done();
    }

    private Decision changeSubscription(ChangeSubscription c) {
        boolean subscribed = account.subscriptions().contains(c.name());
        if (c.subscribed() && !subscribed && account.subscriptions().size() >= SUBSCRIPTIONS_MAX) {
            return Decision.refused(Refusal.TOO_MANY_SUBSCRIPTIONS, "at most " + SUBSCRIPTIONS_MAX);
        }
        if (c.subscribed() != subscribed) {
            events.add(new SubscriptionChanged(c.name(), c.subscribed()));
        }
        return done();
    }

    private Decision select(MailboxName name) {
        Optional<Mailbox> found = account.find(name);
        if (found.isEmpty()) {
            return noSuch(name);
        }
        Mailbox mailbox = found.get();
        if (mailbox.status().recent() > 0) {
            events.add(new RecentClaimed(mailbox.id(), mailbox.uidNext()));
        }
        return Decision.accepted(events, account.reads().opened(mailbox));
    }

    private Decision claimRecent(ClaimRecent c) {
        Mailbox mailbox = account.find(c.mailboxId());
        if (mailbox != null && c.uidNext() > mailbox.recentFrom()) {
            events.add(new RecentClaimed(mailbox.id(), Math.min(c.uidNext(), mailbox.uidNext())));
        }
        return done();
    }

    private Decision deliver(DeliverMessage c) {
        NewMessage message = new NewMessage(MailFlags.NONE, nowMillis, c.content());
        return append(new AppendMessages(MailboxName.INBOX, List.of(message)));
    }

    private Decision append(AppendMessages c) {
        Optional<Mailbox> found = account.find(c.mailbox());
        if (found.isEmpty()) {
            return noSuch(c.mailbox());
        }
        Mailbox mailbox = found.get();
        long added = 0;
        for (NewMessage message : c.messages()) {
            long size = message.content().sizeBytes();
            if (size > limits.messageBytesMax()) {
                return Decision.refused(
                        Refusal.MESSAGE_TOO_LARGE,
                        size + " bytes, at most " + limits.messageBytesMax());
            }
            added += size;
        }
        if (added > limits.accountBytesMax() - account.sizeBytes()) {
            return Decision.refused(
                    Refusal.OVER_QUOTA,
                    "the account may hold " + limits.accountBytesMax() + " bytes");
        }
        if (c.messages().size() > NumberSet.NUMBER_MAX - mailbox.uidNext()) {
            return Decision.refused(Refusal.UIDS_EXHAUSTED, mailbox.name().value());
        }
        KeywordTable table = new KeywordTable(mailbox);
        Map<Long, MessageContent> bodies = new HashMap<>();
        int uid = mailbox.uidNext();
        long bodyId = account.nextBodyId();
        long modSeq = mailbox.highestModSeq() + 1;
        for (NewMessage message : c.messages()) {
            Optional<Long> flags = table.bits(message.flags());
            if (flags.isEmpty()) {
                return tooManyKeywords(mailbox);
            }
            long date = message.internalDateMillis() < 0 ? nowMillis : message.internalDateMillis();
            bodies.put(bodyId, message.content());
            events.add(
                    new MessageAppended(
                            mailbox.id(),
                            uid++,
                            modSeq,
                            flags.get(),
                            date,
                            message.content().sizeBytes(),
                            bodyId++));
        }
        NumberSet uids =
                c.messages().isEmpty()
                        ? NumberSet.empty()
                        : NumberSet.range(mailbox.uidNext(), uid - 1);
        return new Decision.Accepted(
                events, bodies, new AccountReply.MessagesAppended(mailbox.uidValidity(), uids));
    }

    private Decision store(StoreFlags c) {
        Mailbox mailbox = account.find(c.view().mailboxId());
        if (mailbox == null) {
            return gone();
        }
        if (c.view().expungedModSeq() < mailbox.vanished().floor()) {
            return tooOld(mailbox);
        }
        Numbering numbering = Numbering.of(mailbox, c.view());
        Numbering.Resolved resolved = numbering.resolve(c.messages());
        if (!resolved.valid()) {
            return noSuchMessage(numbering);
        }
        Optional<Long> bits = new KeywordTable(mailbox).bitsFor(c);
        if (bits.isEmpty()) {
            return tooManyKeywords(mailbox);
        }
        NumberSet.Builder changed = NumberSet.builder();
        NumberSet.Builder conflicting = NumberSet.builder();
        NumberSet.Builder unseenBefore = NumberSet.builder();
        MessageColumns messages = mailbox.messages();
        NumberSet uids = resolved.uids();
        for (int i = 0; i < uids.rangeCount(); i++) {
            int end = Math.min(numbering.rows(), messages.rowAtOrAfter(uids.last(i) + 1));
            for (int row = messages.rowAtOrAfter(uids.first(i)); row < end; row++) {
                if (messages.modSeq(row) > c.unchangedSince()) {
                    conflicting.add(messages.uid(row));
                } else if (c.mode().apply(messages.flags(row), bits.get()) != messages.flags(row)) {
                    changed.add(messages.uid(row));
                    if (messages.modSeq(row) > c.view().flagsModSeq()) {
                        unseenBefore.add(messages.uid(row));
                    }
                }
            }
        }
        NumberSet changedUids = changed.build();
        long modSeq = mailbox.highestModSeq() + 1;
        if (changedUids.isEmpty()) {
            events.clear();
        } else {
            events.add(new FlagsStored(mailbox.id(), modSeq, changedUids, c.mode(), bits.get()));
        }
        return Decision.accepted(
                events,
                new AccountReply.FlagsStored(
                        changedUids.isEmpty() ? 0 : modSeq,
                        changedUids,
                        conflicting.build(),
                        unseenBefore.build()));
    }

    private Decision copy(MailboxView view, MessageSet set, MailboxName targetName, boolean move) {
        Mailbox source = account.find(view.mailboxId());
        if (source == null) {
            return gone();
        }
        Optional<Mailbox> found = account.find(targetName);
        if (found.isEmpty()) {
            return noSuch(targetName);
        }
        if (view.expungedModSeq() < source.vanished().floor()) {
            return tooOld(source);
        }
        Mailbox target = found.get();
        Numbering numbering = Numbering.of(source, view);
        Numbering.Resolved resolved = numbering.resolve(set);
        if (!resolved.valid()) {
            return noSuchMessage(numbering);
        }
        if (set instanceof MessageSet.SequenceNumbers
                && !resolved.uids().intersect(numbering.untold()).isEmpty()) {
            return Decision.refused(
                    Refusal.EXPUNGED_MEANWHILE, "some of the messages no longer exist");
        }
        NumberSet uids = existing(source, resolved.uids(), numbering.rows());
        if (uids.isEmpty()) {
            return Decision.accepted(
                    List.of(),
                    new AccountReply.MessagesCopied(
                            target.uidValidity(), uids, NumberSet.empty(), 0));
        }
        return copied(source, target, uids, move);
    }

    private Decision copied(Mailbox source, Mailbox target, NumberSet uids, boolean move) {
        long added = 0;
        long usedBits = 0;
        MessageColumns messages = source.messages();
        for (int i = 0; i < uids.rangeCount(); i++) {
            int end = messages.rowAtOrAfter(uids.last(i) + 1);
            for (int row = messages.rowAtOrAfter(uids.first(i)); row < end; row++) {
                added += messages.sizeBytes(row);
                usedBits |= messages.flags(row);
            }
        }
        if (!move && added > limits.accountBytesMax() - account.sizeBytes()) {
            return Decision.refused(
                    Refusal.OVER_QUOTA,
                    "the account may hold " + limits.accountBytesMax() + " bytes");
        }
        if (uids.count() > NumberSet.NUMBER_MAX - target.uidNext()) {
            return Decision.refused(Refusal.UIDS_EXHAUSTED, target.name().value());
        }
        if (new KeywordTable(target)
                .bits(new MailFlags(0, keywordsOf(source, usedBits)))
                .isEmpty()) {
            return tooManyKeywords(target);
        }
        int firstUid = target.uidNext();
        long copyModSeq = target.highestModSeq() + 1;
        events.add(new MessagesCopied(source.id(), uids, target.id(), firstUid, copyModSeq));
        long expungeModSeq = 0;
        if (move) {
            expungeModSeq = source == target ? copyModSeq + 1 : source.highestModSeq() + 1;
            events.add(new MessagesExpunged(source.id(), expungeModSeq, uids));
        }
        NumberSet targets = NumberSet.range(firstUid, (int) (firstUid + uids.count() - 1));
        return Decision.accepted(
                events,
                new AccountReply.MessagesCopied(
                        target.uidValidity(), uids, targets, expungeModSeq));
    }

    private Decision expunge(ExpungeMessages c) {
        Mailbox mailbox = account.find(c.mailboxId());
        if (mailbox == null) {
            return gone();
        }
        MessageColumns messages = mailbox.messages();
        int largest = messages.rows() == 0 ? 0 : messages.uid(messages.rows() - 1);
        NumberSet wanted =
                c.uids().orElse(NumberSet.range(1, NumberSet.NUMBER_MAX)).resolved(largest);
        NumberSet.Builder marked = NumberSet.builder();
        for (int i = 0; i < wanted.rangeCount(); i++) {
            int end = messages.rowAtOrAfter(wanted.last(i) + 1);
            for (int row = messages.rowAtOrAfter(wanted.first(i)); row < end; row++) {
                if ((messages.flags(row) & SystemFlag.DELETED.bit()) != 0) {
                    marked.add(messages.uid(row));
                }
            }
        }
        NumberSet uids = marked.build();
        if (uids.isEmpty()) {
            return Decision.accepted(List.of(), new AccountReply.MessagesExpunged(uids, 0));
        }
        long modSeq = mailbox.highestModSeq() + 1;
        events.add(new MessagesExpunged(mailbox.id(), modSeq, uids));
        return Decision.accepted(events, new AccountReply.MessagesExpunged(uids, modSeq));
    }

    /** The UIDs of {@code wanted} that rows below {@code rowEnd} have. */
    private static NumberSet existing(Mailbox mailbox, NumberSet wanted, int rowEnd) {
        NumberSet.Builder uids = NumberSet.builder();
        MessageColumns messages = mailbox.messages();
        for (int i = 0; i < wanted.rangeCount(); i++) {
            int end = Math.min(rowEnd, messages.rowAtOrAfter(wanted.last(i) + 1));
            for (int row = messages.rowAtOrAfter(wanted.first(i)); row < end; row++) {
                uids.add(messages.uid(row));
            }
        }
        return uids.build();
    }

    private static List<String> keywordsOf(Mailbox mailbox, long bits) {
        List<String> keywords = new ArrayList<>();
        for (int i = 0; i < mailbox.keywords().size(); i++) {
            if ((bits & MailFlags.keywordBit(i)) != 0) {
                keywords.add(mailbox.keywords().get(i));
            }
        }
        return keywords;
    }

    private int newMailbox(MailboxName name, Optional<SpecialUse> use) {
        int created = 0;
        for (AccountEvent event : events) {
            if (event instanceof MailboxCreated) {
                created++;
            }
        }
        // A mailbox that is deleted and made anew must not show old UIDs as new ones (RFC 3501,
        // 2.3.1.1).
        int uidValidity =
                Math.max(account.lastUidValidity() + 1 + created, (int) (nowMillis / 1000));
        int id = account.nextMailboxId() + created;
        events.add(new MailboxCreated(id, name, uidValidity, use));
        return id;
    }

    private Decision done() {
        return Decision.accepted(events, new AccountReply.Done());
    }

    private static Decision noSuch(MailboxName name) {
        return Decision.refused(Refusal.NO_SUCH_MAILBOX, name.value());
    }

    private static Decision gone() {
        return Decision.refused(Refusal.NO_SUCH_MAILBOX, "the mailbox has been deleted");
    }

    private static Decision tooOld(Mailbox mailbox) {
        return Decision.refused(Refusal.VIEW_TOO_OLD, mailbox.name().value());
    }

    private static Decision noSuchMessage(Numbering numbering) {
        return Decision.refused(
                Refusal.NO_SUCH_MESSAGE, "there are " + numbering.count() + " messages");
    }

    private static Decision tooManyKeywords(Mailbox mailbox) {
        return Decision.refused(
                Refusal.TOO_MANY_KEYWORDS,
                mailbox.name() + " has " + Mailbox.KEYWORDS_MAX + " keywords already");
    }

    /** The mailbox's keywords together with those that this decision defines. */
    private final class KeywordTable {
        private final Mailbox mailbox;
        private final List<String> added = new ArrayList<>();

        KeywordTable(Mailbox mailbox) {
            this.mailbox = mailbox;
        }

        /**
         * The bits of the flags; new keywords are defined unless they are only to be taken away.
         */
        Optional<Long> bitsFor(StoreFlags c) {
            return switch (c.mode()) {
                case REMOVE -> Optional.of(mailbox.bits(c.flags()));
                case REPLACE, ADD -> bits(c.flags());
            };
        }

        /** The bits of the flags, with new keywords defined; empty when the table is full. */
        Optional<Long> bits(MailFlags flags) {
            long bits = flags.systemBits();
            for (String keyword : flags.keywords()) {
                int index = index(keyword);
                if (index >= Mailbox.KEYWORDS_MAX) {
                    return Optional.empty();
                }
                bits |= MailFlags.keywordBit(index);
            }
            return Optional.of(bits);
        }

        private int index(String keyword) {
            int index = mailbox.keywordIndex(keyword);
            if (index >= 0) {
                return index;
            }
            String wanted = keyword.toLowerCase(Locale.ROOT);
            for (int i = 0; i < added.size(); i++) {
                if (added.get(i).toLowerCase(Locale.ROOT).equals(wanted)) {
                    return mailbox.keywords().size() + i;
                }
            }
            added.add(keyword);
            int next = mailbox.keywords().size() + added.size() - 1;
            if (next < Mailbox.KEYWORDS_MAX) {
                events.add(new KeywordDefined(mailbox.id(), next, keyword));
            }
            return next;
        }
    }
}
