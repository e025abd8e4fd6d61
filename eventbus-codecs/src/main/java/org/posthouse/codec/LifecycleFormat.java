package org.posthouse.codec;

import org.posthouse.core.account.AccountLifecycle;
import org.posthouse.core.account.AccountLifecycle.CreateAccount;
import org.posthouse.core.account.AccountLifecycle.DeleteAccount;
import org.posthouse.core.account.AccountLifecycle.RenameAccount;

/** What happens to whole accounts: the numbers 201 to 299 of work, and the fields of each. */
final class LifecycleFormat {
    private LifecycleFormat() {}

    static int type(AccountLifecycle work) {
        return switch (work) {
            case CreateAccount _ -> 201;
            case RenameAccount _ -> 202;
            case DeleteAccount _ -> 203;
        };
    }

    static void write(AccountLifecycle work, WireWriter out) {
        switch (work) {
            case CreateAccount w -> out.dictionary(w.settings());
            case RenameAccount w -> out.account(w.to());
            case DeleteAccount _ -> {}
        }
    }

    static AccountLifecycle read(int type, WireReader in) {
        return switch (type) {
            case 201 -> new CreateAccount(in.dictionary());
            case 202 -> new RenameAccount(in.account());
            case 203 -> new DeleteAccount();
            default -> throw new NewerRelease("lifecycle", type);
        };
    }
}
