package org.posthouse.node.account;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.posthouse.core.account.AccountQuery;

/** Who wants to be told of changes to which mailbox of one account, and until when. */
final class Watchers {
    /** Nodes, not sessions, watch: there are never more of them than this. */
    private static final int WATCHERS_PER_MAILBOX_MAX = 1000;

    private final long watchMillisMax;
    private final Map<Integer, Map<String, Long>> untilMillis = new HashMap<>();

    Watchers(long watchMillisMax) {
        this.watchMillisMax = watchMillisMax;
    }

    void watch(AccountQuery.WatchMailbox query, long nowMillis) {
        Map<String, Long> watchers =
                untilMillis.computeIfAbsent(query.mailboxId(), _ -> new HashMap<>());
        if (!query.wanted()) {
            watchers.remove(query.watcher());
        } else if (watchers.size() < WATCHERS_PER_MAILBOX_MAX) {
            watchers.put(query.watcher(), nowMillis + watchMillisMax);
        }
        if (watchers.isEmpty()) {
            untilMillis.remove(query.mailboxId());
        }
    }

    void expire(long nowMillis) {
        untilMillis
                .values()
                .removeIf(watchers -> {
                    watchers.values().removeIf(until -> until < nowMillis);
                    return watchers.isEmpty();
                });
    }

    boolean isEmpty() {
        return untilMillis.isEmpty();
    }

    Set<String> of(int mailboxId) {
        return untilMillis.getOrDefault(mailboxId, Map.of()).keySet();
    }
}
