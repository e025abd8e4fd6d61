package org.posthouse.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.posthouse.core.account.AccountEvent;
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
import org.posthouse.core.account.AccountTransaction;
import org.posthouse.core.mailbox.NumberSet;

/**
 * Which of the bodies that a run of transactions brings are still in use at its end. A message that
 * is deleted before it settles costs no write.
 */
final class LiveBodies {
    /** The messages that refer to bodies of this run: UID to body id, by mailbox. */
    private final Map<Integer, Map<Integer, Long>> mailboxes = new HashMap<>();

    void follow(AccountTransaction transaction) {
        transaction.events().forEach(this::follow);
    }

    /** The bodies in use. */
    Set<Long> bodyIds() {
        Set<Long> live = new HashSet<>();
        mailboxes.values().forEach(messages -> live.addAll(messages.values()));
        return live;
    }

    static Set<Long> of(List<Unsettled> run) {
        LiveBodies live = new LiveBodies();
        run.forEach(unsettled -> live.follow(unsettled.record().transaction().decode()));
        return live.bodyIds();
    }

    private void follow(AccountEvent event) {
        switch (event) {
            case MessageAppended e -> messages(e.mailboxId()).put(e.uid(), e.bodyId());
            case MessagesCopied e -> copy(e);
            case MessagesExpunged e ->
                    messages(e.mailboxId()).keySet().removeIf(e.uids()::contains);
            case MailboxDeleted e -> mailboxes.remove(e.mailboxId());
            case SettingsReplaced _,
                    MailboxCreated _,
                    MailboxRenamed _,
                    SubscriptionChanged _,
                    KeywordDefined _,
                    FlagsStored _,
                    RecentClaimed _ -> {}
        }
    }

    /** The copies have the UIDs from {@code firstUid} on, in the order of the set. */
    private void copy(MessagesCopied e) {
        Map<Integer, Long> source = mailboxes.getOrDefault(e.sourceId(), Map.of());
        if (source.isEmpty()) {
            return;
        }
        Map<Integer, Long> copies = new HashMap<>();
        NumberSet uids = e.uids();
        int before = 0;
        for (int i = 0; i < uids.rangeCount(); i++) {
            for (Iterator<Map.Entry<Integer, Long>> all = source.entrySet().iterator();
                    all.hasNext(); ) {
                Map.Entry<Integer, Long> message = all.next();
                int uid = message.getKey();
                if (uid >= uids.first(i) && uid <= uids.last(i)) {
                    copies.put(e.firstUid() + before + uid - uids.first(i), message.getValue());
                }
            }
            before += uids.last(i) - uids.first(i) + 1;
        }
        messages(e.targetId()).putAll(copies);
    }

    private Map<Integer, Long> messages(int mailboxId) {
        return mailboxes.computeIfAbsent(mailboxId, _ -> new HashMap<>());
    }
}
