package org.posthouse.node.account;

import org.posthouse.core.address.AccountName;

/** Where a host gets the right to open an account. */
public interface Leases {
    /** The epoch of this ownership: not below that of any earlier one of the account. */
    long acquire(AccountName account);

    /** The account is settled and closed. */
    void release(AccountName account, long epoch);
}
