package org.posthouse.node.account;

import org.posthouse.core.address.AccountName;

/** Where a host gets the right to open an account. */
public interface Leases {
    /**
     * A new epoch of ownership: larger than any before, of any account and any start of the node.
     */
    long acquire(AccountName account);

    /** The account is settled and closed. */
    void release(AccountName account, long epoch);
}
