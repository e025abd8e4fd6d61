package org.posthouse.core.directory;

import java.util.List;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.layout.DomainKind;
import org.posthouse.core.settings.Dictionary;

/** What the directory is asked to tell or to change. */
public sealed interface DirectoryWork {

    /** What is only told: any number of these at the same time. */
    sealed interface Question extends DirectoryWork {}

    /** What changes domains or their objects: one after the other, each all or nothing. */
    sealed interface Change extends DirectoryWork {}

    /** The names of all domains, the main domain first. */
    record ListDomains() implements Question {}

    record ReadDomain(DomainName domain) implements Question {}

    /**
     * A page of the accounts of a domain, in the order of their names.
     *
     * @param after the last name of the page before; empty for the first page
     */
    record ListAccounts(DomainName domain, String after) implements Question {}

    /** Where the account's directory lies. */
    record LocateAccount(AccountName account) implements Question {}

    /** The other names of an account within its domain. */
    record ReadAccountAliases(AccountName account) implements Question {}

    record ReadForwarder(AccountName forwarder) implements Question {}

    record ListForwarders(DomainName domain) implements Question {}

    /** The forwarders of a domain that lead to an address. */
    record FindForwarders(DomainName domain, MailAddress to) implements Question {}

    /** Where mail for an address goes. */
    record RouteAddress(MailAddress address) implements Question {}

    /** The account that a login name means: itself, or the one that it is an alias of. */
    record ResolveLogin(AccountName login) implements Question {}

    /**
     * Makes a domain.
     *
     * @param kind local or shared
     */
    record CreateDomain(DomainName domain, DomainKind kind, Dictionary settings)
            implements Change {}

    /** Gives a domain and all its accounts another name. Going on with an interrupted one is it. */
    record RenameDomain(DomainName from, DomainName to) implements Change {}

    /**
     * Deletes a domain.
     *
     * @param force also its accounts, where it has any
     */
    record DeleteDomain(DomainName domain, boolean force) implements Change {}

    /** Sets the keys of {@code changes}; the value {@code default} removes one. */
    record UpdateDomainSettings(DomainName domain, Dictionary changes) implements Change {}

    /** Replaces all settings of a domain. */
    record ReplaceDomainSettings(DomainName domain, Dictionary settings) implements Change {}

    /** Replaces the other names of a domain. */
    record ReplaceDomainAliases(DomainName domain, List<DomainName> aliases) implements Change {
        public ReplaceDomainAliases {
            aliases = List.copyOf(aliases);
        }
    }

    /**
     * Makes an account.
     *
     * @param settings its own settings; a password in them is already what is stored
     */
    record CreateAccount(AccountName account, Dictionary settings) implements Change {}

    /** Gives an account another name, perhaps in another domain; its aliases stay with it. */
    record RenameAccount(AccountName from, AccountName to) implements Change {}

    /** Deletes an account, its mail and its aliases. */
    record DeleteAccount(AccountName account) implements Change {}

    /**
     * Replaces the other names of an account.
     *
     * @param aliases names within the account's domain, lower case
     */
    record ReplaceAccountAliases(AccountName account, List<String> aliases) implements Change {
        public ReplaceAccountAliases {
            aliases = List.copyOf(aliases);
        }
    }

    record CreateForwarder(AccountName forwarder, MailAddress to) implements Change {}

    /** Gives a forwarder another name in the same domain. */
    record RenameForwarder(AccountName from, AccountName to) implements Change {}

    record DeleteForwarder(AccountName forwarder) implements Change {}
}
