package org.posthouse.node.directory;

import java.util.List;
import java.util.Map;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.layout.CountFrom;
import org.posthouse.core.layout.FastStorage;
import org.posthouse.core.layout.Foldering;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.faststore.DomainEntry;

/**
 * A domain as its files tell it at one moment.
 *
 * @param entry its kind, name and directory
 * @param settings its own settings
 * @param aliases its other names
 * @param accountsByAlias account names by alias, both within the domain
 * @param addressesByForwarder addresses by forwarder, as they are written in the file
 */
record ServedDomain(
        DomainEntry entry,
        Dictionary settings,
        List<DomainName> aliases,
        Map<String, String> accountsByAlias,
        Map<String, String> addressesByForwarder) {

    /** Key of the settings: how accounts are spread over folders. */
    static final String FOLDERING = "Foldering";

    /** Key of the settings: where the small files of accounts lie. */
    static final String FAST_STORAGE_TYPE = "FastStorageType";

    /** Key of the settings: how many accounts the domain may have. */
    static final String ACCOUNTS_LIMIT = "AccountsLimit";

    /** Key of the settings: the name that the domain is being given, while its accounts move. */
    static final String RENAMED_TO = "RenamedTo";

    ServedDomain {
        aliases = List.copyOf(aliases);
        accountsByAlias = Map.copyOf(accountsByAlias);
        addressesByForwarder = Map.copyOf(addressesByForwarder);
    }

    DomainName name() {
        return entry.name();
    }

    AccountName account(String user) {
        return new AccountName(user, entry.name());
    }

    Foldering foldering() {
        return settings.text(FOLDERING).flatMap(Foldering::ofSetting).orElse(Foldering.FLAT);
    }

    FastStorage fastStorage(CountFrom countFrom) {
        long type = settings.number(FAST_STORAGE_TYPE).orElse(0);
        return new FastStorage(Math.clamp(type, 0, 100), countFrom);
    }

    /** How much memory it takes, in names. */
    int weight() {
        return 1 + aliases.size() + accountsByAlias.size() + addressesByForwarder.size();
    }
}
