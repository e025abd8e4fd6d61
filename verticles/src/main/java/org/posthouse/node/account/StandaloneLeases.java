package org.posthouse.node.account;

import java.util.concurrent.atomic.AtomicLong;
import org.posthouse.core.address.AccountName;

/**
 * The leases of a node that is alone: it always gets them, under epochs that grow over its starts.
 */
public final class StandaloneLeases implements Leases {
    private final AtomicLong last;

    /** Epochs of this start have {@code incarnation} in their upper 32 bits. */
    public StandaloneLeases(int incarnation) {
        last = new AtomicLong((long) incarnation << 32);
    }

    @Override
    public long acquire(AccountName account) {
        return last.incrementAndGet();
    }

    @Override
    public void release(AccountName account, long epoch) {}
}
