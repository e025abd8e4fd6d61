package org.posthouse.node.account;

import io.vertx.core.eventbus.DeliveryOptions;
import org.posthouse.core.address.AccountName;

/** Addresses and delivery of what crosses the bus for accounts. */
public final class AccountBus {
    /** How long a frontend waits for an answer before it gives the client a temporary error. */
    static final long ANSWER_MILLIS_MAX = 30_000;

    static final DeliveryOptions REQUEST = new DeliveryOptions().setSendTimeout(ANSWER_MILLIS_MAX);

    private AccountBus() {}

    /** Where a shard of a node's account hosts listens. */
    public static String hostAddress(String node, int shard) {
        return "account-host." + node + "." + shard;
    }

    /** Where a node is told of changes to mailboxes that its sessions watch. */
    public static String watcherAddress(String node) {
        return "watcher." + node;
    }

    /** The shard that an account belongs to on a node with so many of them. */
    public static int shardOf(AccountName account, int shards) {
        return Math.floorMod(account.hashCode() * 0x9E3779B9, shards);
    }
}
