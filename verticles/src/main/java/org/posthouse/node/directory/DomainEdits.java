package org.posthouse.node.directory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.directory.AccountDefaults;
import org.posthouse.core.directory.DirectoryRefusal;
import org.posthouse.core.directory.DirectoryWork.CreateDomain;
import org.posthouse.core.directory.DirectoryWork.CreateForwarder;
import org.posthouse.core.directory.DirectoryWork.RenameForwarder;
import org.posthouse.core.directory.DirectoryWork.ReplaceAccountAliases;
import org.posthouse.core.directory.DirectoryWork.ReplaceDomainAliases;
import org.posthouse.core.layout.Foldering;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.faststore.DomainChange;
import org.posthouse.faststore.DomainFiles;

/**
 * Changes to the files of domains, checked. Blocks; one at a time. Throws {@link RefusedChange} for
 * an expected no, before anything has changed.
 */
final class DomainEdits {

    /** Aliases, and forwarders, of one domain; the file is read and written whole. */
    static final int NAMES_MAX = 100_000;

    /** Other names of one domain. */
    static final int DOMAIN_ALIASES_MAX = 1000;

    private static final String POSTMASTER = "postmaster";

    private final DomainCatalog catalog;

    DomainEdits(DomainCatalog catalog) {
        this.catalog = catalog;
    }

    // Domains

    void create(CreateDomain change) throws IOException {
        checkSettings(change.settings());
        requireFree(change.domain());
        done(
                catalog.domains().create(change.kind(), change.domain(), change.settings()),
                change.domain());
        catalog.forget(change.domain());
    }

    /** Deletes a domain without accounts. */
    void deleteEmpty(DomainName domain) throws IOException {
        done(catalog.domains().delete(domain, false), domain);
        catalog.learnAliases(domain, List.of());
        catalog.forget(domain);
    }

    /** Names of accounts, a few; empty when there is none left. */
    List<String> someAccounts(DomainName domain, int accountsMax) throws IOException {
        return catalog.files(requireDomain(domain)).accounts("", accountsMax);
    }

    void requireNotMain(DomainName domain) throws IOException {
        requireDomain(domain);
        if (domain.equals(catalog.mainDomain())) {
            throw new RefusedChange(DirectoryRefusal.MAIN_DOMAIN_STAYS, domain.name());
        }
    }

    /**
     * Prepares a domain's move to another name.
     *
     * @return true when that was all; false when accounts have to be moved to it now
     */
    boolean beginRename(DomainName from, DomainName to) throws IOException {
        requireNotMain(from);
        ServedDomain old = requireDomain(from);
        boolean goesOn =
                old.settings().text(ServedDomain.RENAMED_TO).filter(to.name()::equals).isPresent();
        Optional<ServedDomain> target = goesOn ? catalog.served(to) : Optional.empty();
        if (target.isEmpty()) {
            requireFree(to);
            if (catalog.files(old).accounts("", 1).isEmpty()) {
                done(catalog.domains().rename(from, to), from);
                moveAliases(old, to);
                return true;
            }
            catalog.files(old)
                    .settings()
                    .update(settings -> settings.with(ServedDomain.RENAMED_TO, to.name()));
            catalog.forget(from);
            done(
                    catalog.domains()
                            .create(
                                    old.entry().kind(),
                                    to,
                                    old.settings().without(ServedDomain.RENAMED_TO)),
                    to);
            catalog.forget(to);
        }
        // Before the accounts: each finds its aliases when it comes.
        DomainFiles files = catalog.files(requireDomain(to));
        files.writeAliases(old.accountsByAlias());
        files.writeForwarders(old.addressesByForwarder());
        catalog.forget(to);
        return false;
    }

    /** All accounts have moved: the old domain goes, and its other names lead to the new one. */
    void endRename(DomainName from, DomainName to) throws IOException {
        ServedDomain old = requireDomain(from);
        catalog.files(requireDomain(to))
                .writeDomainAliases(old.aliases().stream().map(DomainName::name).toList());
        done(catalog.domains().delete(from, false), from);
        moveAliases(old, to);
    }

    private void moveAliases(ServedDomain old, DomainName to) {
        catalog.learnAliases(old.name(), List.of());
        catalog.learnAliases(to, old.aliases());
        catalog.forget(old.name());
        catalog.forget(to);
    }

    void updateSettings(DomainName domain, Dictionary changes) throws IOException {
        checkSettings(changes);
        catalog.files(requireDomain(domain)).settings().update(settings -> settings.merge(changes));
        catalog.forget(domain);
    }

    void replaceSettings(DomainName domain, Dictionary settings) throws IOException {
        checkSettings(settings);
        catalog.files(requireDomain(domain))
                .settings()
                .update(_ -> Dictionary.EMPTY.merge(settings));
        catalog.forget(domain);
    }

    void replaceDomainAliases(ReplaceDomainAliases change) throws IOException {
        ServedDomain domain = requireDomain(change.domain());
        List<DomainName> aliases = change.aliases().stream().distinct().toList();
        if (aliases.size() > DOMAIN_ALIASES_MAX) {
            throw new RefusedChange(
                    DirectoryRefusal.LIMIT_REACHED, "aliases of a domain: " + DOMAIN_ALIASES_MAX);
        }
        for (DomainName alias : aliases) {
            if (!domain.aliases().contains(alias)) {
                requireFree(alias);
            }
        }
        catalog.files(domain).writeDomainAliases(aliases.stream().map(DomainName::name).toList());
        catalog.learnAliases(change.domain(), aliases);
        catalog.forget(change.domain());
    }

    // Accounts

    /** Whether an account may be made under this name, and its domain may have one more. */
    void requireFreeAccount(AccountName account) throws IOException {
        ServedDomain domain = requireDomain(account.domain());
        requireFreeName(domain, account.user());
        var limit = domain.settings().number(ServedDomain.ACCOUNTS_LIMIT);
        if (limit.isPresent() && limit.getAsLong() >= 0) {
            int max = (int) Math.min(limit.getAsLong(), Integer.MAX_VALUE);
            if (max == 0 || catalog.files(domain).accounts("", max).size() >= max) {
                throw new RefusedChange(
                        DirectoryRefusal.LIMIT_REACHED, "accounts of the domain: " + max);
            }
        }
    }

    void requireAccount(AccountName account) throws IOException {
        ServedDomain domain = requireDomain(account.domain());
        if (!catalog.accountExists(domain, account.user())) {
            throw new RefusedChange(DirectoryQuestions.noSuchAccount(account));
        }
    }

    void requireNotPostmaster(AccountName account) {
        if (account.equals(new AccountName(POSTMASTER, catalog.mainDomain()))) {
            throw new RefusedChange(DirectoryRefusal.POSTMASTER_STAYS, account.toString());
        }
    }

    /** The account has another name: within its domain its aliases follow, else they are gone. */
    void accountRenamed(AccountName from, AccountName to) throws IOException {
        catalog.forget(from);
        catalog.forget(to);
        ServedDomain domain = requireDomain(from.domain());
        if (from.domain().equals(to.domain())) {
            var aliases = new HashMap<>(domain.accountsByAlias());
            aliases.replaceAll((_, account) -> account.equals(from.user()) ? to.user() : account);
            writeAliases(domain, aliases);
        } else {
            dropAliases(from);
        }
    }

    /** Nobody who makes an account of that name later shall get the mail of the old aliases. */
    void dropAliases(AccountName account) throws IOException {
        ServedDomain domain = requireDomain(account.domain());
        var aliases = new HashMap<>(domain.accountsByAlias());
        aliases.values().removeIf(account.user()::equals);
        writeAliases(domain, aliases);
    }

    void replaceAccountAliases(ReplaceAccountAliases change) throws IOException {
        requireAccount(change.account());
        ServedDomain domain = requireDomain(change.account().domain());
        String user = change.account().user();
        var aliases = new HashMap<>(domain.accountsByAlias());
        aliases.values().removeIf(user::equals);
        ServedDomain others =
                new ServedDomain(
                        domain.entry(),
                        domain.settings(),
                        domain.aliases(),
                        aliases,
                        domain.addressesByForwarder());
        for (String alias : change.aliases()) {
            requireFreeName(others, alias);
            aliases.put(alias, user);
        }
        requireRoom(aliases, "aliases");
        writeAliases(domain, aliases);
    }

    // Forwarders

    void createForwarder(CreateForwarder change) throws IOException {
        ServedDomain domain = requireDomain(change.forwarder().domain());
        requireFreeName(domain, change.forwarder().user());
        var forwarders = new HashMap<>(domain.addressesByForwarder());
        forwarders.put(change.forwarder().user(), change.to().wire());
        requireRoom(forwarders, "forwarders");
        writeForwarders(domain, forwarders);
    }

    void renameForwarder(RenameForwarder change) throws IOException {
        ServedDomain from = requireDomain(change.from().domain());
        String to = from.addressesByForwarder().get(change.from().user());
        if (to == null) {
            throw new RefusedChange(DirectoryQuestions.noSuchForwarder(change.from()));
        }
        if (!change.from().domain().equals(change.to().domain())) {
            throw new RefusedChange(
                    DirectoryRefusal.NO_SUCH_DOMAIN, "a forwarder stays in its domain");
        }
        requireFreeName(from, change.to().user());
        var forwarders = new HashMap<>(from.addressesByForwarder());
        forwarders.remove(change.from().user());
        forwarders.put(change.to().user(), to);
        writeForwarders(from, forwarders);
    }

    void deleteForwarder(AccountName forwarder) throws IOException {
        ServedDomain domain = requireDomain(forwarder.domain());
        var forwarders = new HashMap<>(domain.addressesByForwarder());
        if (forwarders.remove(forwarder.user()) == null) {
            throw new RefusedChange(DirectoryQuestions.noSuchForwarder(forwarder));
        }
        writeForwarders(domain, forwarders);
    }

    // What all of them need

    private ServedDomain requireDomain(DomainName name) throws IOException {
        return catalog.served(name)
                .orElseThrow(() -> new RefusedChange(DirectoryQuestions.noSuchDomain(name)));
    }

    private void requireFree(DomainName name) throws IOException {
        if (catalog.ofAlias(name).isPresent() || catalog.served(name).isPresent()) {
            throw new RefusedChange(DirectoryRefusal.DOMAIN_EXISTS, name.name());
        }
    }

    private void requireFreeName(ServedDomain domain, String user) throws IOException {
        String name = domain.account(user).toString();
        if (catalog.accountExists(domain, user)) {
            throw new RefusedChange(DirectoryRefusal.ACCOUNT_EXISTS, name);
        }
        if (domain.accountsByAlias().containsKey(user)) {
            throw new RefusedChange(DirectoryRefusal.ALIAS_EXISTS, name);
        }
        if (domain.addressesByForwarder().containsKey(user)) {
            throw new RefusedChange(DirectoryRefusal.FORWARDER_EXISTS, name);
        }
    }

    private void writeAliases(ServedDomain domain, Map<String, String> aliases) throws IOException {
        if (!aliases.equals(domain.accountsByAlias())) {
            catalog.files(domain).writeAliases(aliases);
            catalog.forget(domain.name());
        }
    }

    private void writeForwarders(ServedDomain domain, Map<String, String> forwarders)
            throws IOException {
        catalog.files(domain).writeForwarders(forwarders);
        catalog.forget(domain.name());
    }

    private static void requireRoom(Map<String, String> names, String what) {
        if (names.size() > NAMES_MAX) {
            throw new RefusedChange(
                    DirectoryRefusal.LIMIT_REACHED, what + " of a domain: " + NAMES_MAX);
        }
    }

    private static void checkSettings(Dictionary settings) {
        check(settings, ServedDomain.FOLDERING, text -> Foldering.ofSetting(text).isPresent());
        check(settings, ServedDomain.FAST_STORAGE_TYPE, DomainEdits::isCount);
        check(
                settings,
                ServedDomain.ACCOUNTS_LIMIT,
                text -> isCount(text) || text.equals("-1") || text.equals("unlimited"));
        if (settings.get(ServedDomain.RENAMED_TO).isPresent()) {
            throw new RefusedChange(
                    DirectoryRefusal.BAD_SETTINGS, ServedDomain.RENAMED_TO + " can't be set");
        }
        if (settings.get(AccountDefaults.KEY).isPresent()
                && settings.dictionary(AccountDefaults.KEY).isEmpty()
                && settings.text(AccountDefaults.KEY)
                        .filter(Dictionary.DEFAULT::equals)
                        .isEmpty()) {
            throw new RefusedChange(
                    DirectoryRefusal.BAD_SETTINGS, AccountDefaults.KEY + " is a dictionary");
        }
    }

    private static void check(Dictionary settings, String key, Predicate<String> isGood) {
        if (settings.get(key).isEmpty()) {
            return;
        }
        Optional<String> text = settings.text(key);
        boolean good =
                text.isPresent()
                        && (isGood.test(text.get()) || text.get().equals(Dictionary.DEFAULT));
        if (!good) {
            throw new RefusedChange(DirectoryRefusal.BAD_SETTINGS, key + " can't be that");
        }
    }

    private static boolean isCount(String text) {
        return !text.isEmpty()
                && text.length() < 10
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static void done(DomainChange change, DomainName domain) {
        switch (change) {
            case DomainChange.Done _ -> {}
            case DomainChange.Refused refused ->
                    throw new RefusedChange(
                            switch (refused.reason()) {
                                case DOMAIN_EXISTS -> DirectoryRefusal.DOMAIN_EXISTS;
                                case NO_SUCH_DOMAIN -> DirectoryRefusal.NO_SUCH_DOMAIN;
                                case MAIN_DOMAIN -> DirectoryRefusal.MAIN_DOMAIN_STAYS;
                                case DOMAIN_NOT_EMPTY -> DirectoryRefusal.DOMAIN_NOT_EMPTY;
                            },
                            domain.name());
        }
    }

    /** The accounts of these names; a directory whose name is none is left alone. */
    static List<AccountName> inDomain(List<String> users, DomainName domain) {
        var names = new ArrayList<AccountName>();
        users.forEach(user ->
                AccountName.parseUser(user)
                        .accepted()
                        .ifPresent(name -> names.add(new AccountName(name, domain))));
        return names;
    }
}
