package org.posthouse.core.account;

import org.posthouse.core.address.AccountName;
import org.posthouse.core.settings.Dictionary;

/**
 * What happens to a whole account. Its owner does it, so that nobody else has the account open
 * meanwhile.
 */
public sealed interface AccountLifecycle extends AccountWork {
    record CreateAccount(Dictionary settings) implements AccountLifecycle {}

    record RenameAccount(AccountName to) implements AccountLifecycle {}

    record DeleteAccount() implements AccountLifecycle {}
}
