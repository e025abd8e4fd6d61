package org.posthouse.store.files;

import java.util.List;
import org.posthouse.core.account.Account;

/**
 * An account as its files tell it.
 *
 * @param covered how much of each log and segment is in it
 * @param snapshotBytes length of the snapshot that was used, 0 without one
 * @param logBytes length of the events read after it
 * @param damage what was found wrong
 */
record Loaded(
        Account account,
        BodyTable bodies,
        List<Covered> covered,
        long snapshotBytes,
        long logBytes,
        List<Damage> damage) {
    /** Whether something is lost that the files alone can't give back. */
    boolean hasLoss() {
        return damage.stream().anyMatch(Damage::lost);
    }
}
