package org.posthouse.core.account;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
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
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.settings.Dictionary;

/**
 * One account: its settings, its mailboxes and what is in them.
 *
 * <p>{@link #decide} never changes anything; {@link #evolve} alone does, and only by events, in the
 * order of their transactions. Replaying all events of an account's life gives its state, so
 * snapshots and caches can be thrown away. Not thread-safe: an account belongs to one thread at a
 * time.
 */
public final class Account {
    /** Numbers of each kind that are left out after a loss: more than 60 s of changes use up. */
    private static final int LOSS_ROOM = 65_536;

    private final Map<Integer, Mailbox> mailboxes = new TreeMap<>();
    private final NavigableMap<MailboxName, Mailbox> byName = new TreeMap<>();
    private final NavigableSet<MailboxName> subscriptions = new TreeSet<>();
    private Dictionary settings = Dictionary.EMPTY;
    private long sequence;
    private int nextMailboxId = 1;
    private int lastUidValidity;
    private long nextBodyId = 1;

    /** An account in which nothing has happened. */
    public Account() {}

    /** The sequence of the last transaction that this state tells of; 0 before the first. */
    public long sequence() {
        return sequence;
    }

    /** The account's own settings, without what it inherits. */
    public Dictionary settings() {
        return settings;
    }

    /** Bytes of all messages of all mailboxes. */
    public long sizeBytes() {
        return mailboxes.values().stream().mapToLong(Mailbox::sizeBytes).sum();
    }

    /** How many mailboxes there are. */
    public int mailboxCount() {
        return mailboxes.size();
    }

    /** The numbers of every mailbox, by name. */
    public NavigableMap<MailboxName, MailboxStatus> statuses() {
        NavigableMap<MailboxName, MailboxStatus> statuses = new TreeMap<>();
        byName.forEach((name, mailbox) -> statuses.put(name, mailbox.status()));
        return statuses;
    }

    /**
     * What {@code command} comes to, without doing it.
     *
     * @param nowMillis the time, in milliseconds since 1970
     */
    public Decision decide(AccountCommand command, AccountLimits limits, long nowMillis) {
        return new Decider(this, limits, nowMillis).decide(command);
    }

    /**
     * Answers a question that needs no message's bytes; for FETCH and SEARCH see {@link
     * AccountReads}.
     */
    public AccountReads reads() {
        return new AccountReads(this);
    }

    /**
     * Takes over what a transaction says; throws {@link IllegalStateException} when it is not the
     * next one.
     */
    public void evolve(AccountTransaction transaction) {
        if (transaction.sequence() != sequence + 1) {
            throw new IllegalStateException(
                    "transaction "
                            + transaction.sequence()
                            + " after "
                            + sequence
                            + ": "
                            + transaction);
        }
        transaction.events().forEach(this::evolve);
        sequence = transaction.sequence();
    }

    /**
     * Takes over as much of a transaction as still makes sense where transactions before it are
     * lost: for opening an account whose files are damaged, never for anything else.
     *
     * @return the events that make no sense without what is lost
     * @throws IllegalStateException when the transaction is not later than {@link #sequence}
     */
    public List<AccountEvent> evolveAfterLoss(AccountTransaction transaction) {
        if (transaction.sequence() <= sequence) {
            throw new IllegalStateException(
                    "transaction " + transaction.sequence() + " after " + sequence);
        }
        List<AccountEvent> senseless = new ArrayList<>();
        for (AccountEvent event : transaction.events()) {
            try {
                evolve(event);
            } catch (IllegalStateException missing) {
                senseless.add(event);
            }
        }
        sequence = transaction.sequence();
        return senseless;
    }

    /**
     * Leaves out numbers that lost transactions may have given away, so that no UID, modification
     * sequence or body id is ever used twice. As {@link #evolveAfterLoss}, for damaged files only.
     *
     * @param bodyIdMin the next body id is not below this
     */
    public void leaveRoomAfterLoss(long bodyIdMin) {
        nextBodyId = Math.max(nextBodyId, bodyIdMin) + LOSS_ROOM;
        nextMailboxId += LOSS_ROOM;
        lastUidValidity += LOSS_ROOM;
        mailboxes.values().forEach(mailbox -> mailbox.leaveRoomAfterLoss(LOSS_ROOM));
    }

    private void evolve(AccountEvent event) {
        switch (event) {
            case SettingsReplaced e -> settings = e.settings();
            case MailboxCreated e ->
                    add(new Mailbox(e.mailboxId(), e.name(), e.uidValidity(), e.use()));
            case MailboxDeleted e -> byName.remove(removed(e.mailboxId()).name());
            case MailboxRenamed e -> rename(mailbox(e.mailboxId()), e.name());
            case SubscriptionChanged e -> subscribe(e.name(), e.subscribed());
            case KeywordDefined e -> mailbox(e.mailboxId()).defineKeyword(e.index(), e.keyword());
            case MessageAppended e -> append(e);
            case FlagsStored e -> store(mailbox(e.mailboxId()), e);
            case MessagesExpunged e -> mailbox(e.mailboxId()).expunge(e.modSeq(), e.uids());
            case MessagesCopied e -> copy(mailbox(e.sourceId()), mailbox(e.targetId()), e);
            case RecentClaimed e -> mailbox(e.mailboxId()).claimRecent(e.uidNext());
        }
    }

    private void add(Mailbox mailbox) {
        if (byName.putIfAbsent(mailbox.name(), mailbox) != null) {
            throw new IllegalStateException("second mailbox of the name " + mailbox.name());
        }
        mailboxes.put(mailbox.id(), mailbox);
        nextMailboxId = Math.max(nextMailboxId, mailbox.id() + 1);
        lastUidValidity = Math.max(lastUidValidity, mailbox.uidValidity());
    }

    private Mailbox removed(int mailboxId) {
        Mailbox mailbox = mailbox(mailboxId);
        mailboxes.remove(mailboxId);
        return mailbox;
    }

    private void rename(Mailbox mailbox, MailboxName name) {
        byName.remove(mailbox.name());
        mailbox.rename(name);
        byName.put(name, mailbox);
    }

    private void subscribe(MailboxName name, boolean subscribed) {
        if (subscribed) {
            subscriptions.add(name);
        } else {
            subscriptions.remove(name);
        }
    }

    private void append(MessageAppended e) {
        mailbox(e.mailboxId())
                .append(
                        e.uid(),
                        e.modSeq(),
                        e.flags(),
                        e.internalDateMillis(),
                        e.sizeBytes(),
                        e.bodyId());
        nextBodyId = Math.max(nextBodyId, e.bodyId() + 1);
    }

    private static void store(Mailbox mailbox, FlagsStored e) {
        MessageColumns messages = mailbox.messages();
        NumberSet uids = e.uids();
        for (int i = 0; i < uids.rangeCount(); i++) {
            int end = messages.rowAtOrAfter(uids.last(i) + 1);
            for (int row = messages.rowAtOrAfter(uids.first(i)); row < end; row++) {
                mailbox.storeFlags(row, e.modSeq(), e.mode().apply(messages.flags(row), e.flags()));
            }
        }
    }

    private static void copy(Mailbox source, Mailbox target, MessagesCopied e) {
        MessageColumns from = source.messages();
        NumberSet uids = e.uids();
        int uid = e.firstUid();
        for (int i = 0; i < uids.rangeCount(); i++) {
            int end = from.rowAtOrAfter(uids.last(i) + 1);
            for (int row = from.rowAtOrAfter(uids.first(i)); row < end; row++) {
                target.append(
                        uid++,
                        e.modSeq(),
                        target.translated(source, from.flags(row)),
                        from.internalDateMillis(row),
                        from.sizeBytes(row),
                        from.bodyId(row));
            }
        }
    }

    Mailbox mailbox(int mailboxId) {
        Mailbox mailbox = mailboxes.get(mailboxId);
        if (mailbox == null) {
            throw new IllegalStateException(
                    "event for mailbox " + mailboxId + ", which does not exist");
        }
        return mailbox;
    }

    @Nullable Mailbox find(int mailboxId) {
        return mailboxes.get(mailboxId);
    }

    Optional<Mailbox> find(MailboxName name) {
        return Optional.ofNullable(byName.get(name));
    }

    NavigableMap<MailboxName, Mailbox> byName() {
        return Collections.unmodifiableNavigableMap(byName);
    }

    NavigableSet<MailboxName> subscriptions() {
        return Collections.unmodifiableNavigableSet(subscriptions);
    }

    int nextMailboxId() {
        return nextMailboxId;
    }

    int lastUidValidity() {
        return lastUidValidity;
    }

    /** The id that the next new message's body will have; no transaction has given it away. */
    public long nextBodyId() {
        return nextBodyId;
    }

    /** Puts a stored state in place of this empty one; what {@link AccountImage} reads. */
    void restore(
            Dictionary storedSettings,
            long storedSequence,
            int mailboxId,
            int uidValidity,
            long bodyId) {
        settings = storedSettings;
        sequence = storedSequence;
        nextMailboxId = mailboxId;
        lastUidValidity = uidValidity;
        nextBodyId = bodyId;
    }

    void restore(Mailbox mailbox) {
        add(mailbox);
    }

    void restoreSubscription(MailboxName name) {
        subscriptions.add(name);
    }
}
