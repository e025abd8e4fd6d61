package org.posthouse.node.account;

import org.posthouse.core.address.AccountName;

/**
 * The leases of a node that is alone: it always gets them, under epochs that grow over its starts.
 */
public final class StandaloneLeases implements Leases {
    private final long incarnation;

    /**
     * The epoch of every account of this start is {@code incarnation}, which grows from start to
     * start.
     */
    public StandaloneLeases(long incarnation) {
        this.incarnation = incarnation;
    }

    @Override
    public long acquire(AccountName account) {
        return incarnation;
    }

    @Override
    public void release(AccountName account, long epoch) {}
}
