package org.posthouse.node;

import java.util.OptionalLong;
import org.posthouse.core.account.AccountLimits;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.node.account.AccountHost;
import org.posthouse.node.directory.DomainCatalog;

/**
 * Limits of accounts: from their own settings, else from their domain's, else the built-in ones.
 */
record SettingsLimits(DomainCatalog catalog) implements AccountHost.LimitsSource {
    @Override
    public AccountLimits limits(AccountName account, Dictionary settings) {
        Dictionary domain = catalog.settingsInMemory(account.domain());
        AccountLimits usual = AccountLimits.DEFAULT;
        return new AccountLimits(
                size("MaxAccountSize", settings, domain, usual.accountBytesMax()),
                size("MaxMessageSize", settings, domain, usual.messageBytesMax()),
                (int)
                        Math.min(
                                size("MaxMailboxes", settings, domain, usual.mailboxesMax()),
                                Integer.MAX_VALUE));
    }

    private static long size(String key, Dictionary account, Dictionary domain, long usual) {
        OptionalLong own = account.sizeBytes(key);
        return own.isPresent() ? own.getAsLong() : domain.sizeBytes(key).orElse(usual);
    }
}
