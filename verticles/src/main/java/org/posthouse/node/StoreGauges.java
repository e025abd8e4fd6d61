package org.posthouse.node;

import org.posthouse.node.http.NodeMetrics;
import org.posthouse.store.MailStore;
import org.posthouse.store.queue.DurableQueue;

/** The numbers of storage that an operator watches. */
record StoreGauges(MailStore store, DurableQueue queue) {
    void register(NodeMetrics metrics) {
        metrics.gauge(
                "posthouse.accounts.open",
                "Accounts that are open.",
                () -> store.metrics().openAccounts());
        metrics.gauge(
                "posthouse.accounts.failed",
                "Accounts out of service until they are opened again.",
                () -> store.metrics().failedAccounts());
        metrics.gauge(
                "posthouse.journal.distance.bytes",
                "Bytes of the journal that a recovery would have to settle.",
                () -> store.metrics().unsettledBytes());
        metrics.counter(
                "posthouse.journal.commits",
                "Syncs of the journal.",
                () -> store.metrics().journal().commits());
        metrics.counter(
                "posthouse.journal.records",
                "Acknowledged records of the journal.",
                () -> store.metrics().journal().records());
        metrics.counter(
                "posthouse.damages",
                "Things found not to be as they were written; see the log.",
                () -> store.metrics().damages());
        metrics.gauge("posthouse.queue.messages", "Messages in the queue.", queue::size);
    }
}
