package org.posthouse.store;

import java.nio.file.Path;
import java.util.List;
import org.posthouse.core.address.AccountName;
import org.posthouse.store.files.Damage;

/** Told of what an operator has to know. Called on any thread; must be short. */
public interface StoreListener {
    /** Does nothing. The store logs everything that it tells by itself. */
    StoreListener NONE = new StoreListener() {};

    /** An account is out of service; the host lets go of it and may open it again. */
    default void accountFailed(AccountName account, StoreException.AccountFailed cause) {}

    /** Something is not as it was written. */
    default void damaged(Damage damage) {}

    /**
     * Transactions of a dead incarnation belong to accounts that are not there; they are kept.
     *
     * @param journal where they are kept now
     * @param accountDirectories where the accounts should be, relative to the base directory
     */
    default void unrecovered(Path journal, List<String> accountDirectories) {}

    /** The journal has stopped for good: the node has to be started again. */
    default void stopped(StoreException.Stopped cause) {}
}
