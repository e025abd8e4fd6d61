package org.posthouse.core.directory;

import org.posthouse.core.account.AccountLimits;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.SettingsUnits;

/**
 * What an account's own settings leave open: the domain's dictionary {@code AccountDefaults}, then
 * what every account of this release has.
 */
public final class AccountDefaults {

    /** The key of the domain's settings that holds the defaults of its accounts. */
    public static final String KEY = "AccountDefaults";

    /** What holds where neither the account nor its domain says otherwise. */
    public static final Dictionary BUILT_IN =
            Dictionary.EMPTY
                    .with("AccessModes", "All")
                    .with("PWDAllowed", "YES")
                    .with("PasswordEncryption", "argon2id")
                    .with("MaxAccountSize", "unlimited")
                    .with("MaxMessageSize", SettingsUnits.size(100L << 20))
                    .with("MaxMailboxes", 10_000);

    private AccountDefaults() {}

    /** The settings that are in force for an account. */
    public static Dictionary effective(Dictionary domain, Dictionary account) {
        Dictionary inherited = BUILT_IN.merge(domain.dictionary(KEY).orElse(Dictionary.EMPTY));
        return inherited.merge(withoutDefaults(account));
    }

    /** The limits that settings in force set; a value that is none counts as the built-in one. */
    public static AccountLimits limits(Dictionary effective) {
        return new AccountLimits(
                effective
                        .sizeBytes("MaxAccountSize")
                        .orElse(AccountLimits.DEFAULT.accountBytesMax()),
                effective
                        .sizeBytes("MaxMessageSize")
                        .orElse(AccountLimits.DEFAULT.messageBytesMax()),
                mailboxesMax(effective));
    }

    /** An account that says {@code default} inherits; merging would remove the value instead. */
    private static Dictionary withoutDefaults(Dictionary account) {
        Dictionary own = account;
        for (var pair : account.entries().entrySet()) {
            if (account.text(pair.getKey()).filter(Dictionary.DEFAULT::equals).isPresent()) {
                own = own.without(pair.getKey());
            }
        }
        return own;
    }

    private static int mailboxesMax(Dictionary effective) {
        if (effective.sizeBytes("MaxMailboxes").orElse(0) == SettingsUnits.UNLIMITED) {
            return Integer.MAX_VALUE;
        }
        long set = effective.number("MaxMailboxes").orElse(AccountLimits.DEFAULT.mailboxesMax());
        return Math.clamp(set, 1, Integer.MAX_VALUE);
    }
}
