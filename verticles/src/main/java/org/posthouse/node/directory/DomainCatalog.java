package org.posthouse.node.directory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.layout.AccountPaths;
import org.posthouse.core.layout.CountFrom;
import org.posthouse.core.layout.DomainFoldering;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.faststore.DomainEntry;
import org.posthouse.faststore.DomainFiles;
import org.posthouse.faststore.Domains;

/**
 * The domains of a base directory, what is used of them kept in bounded memory. Knows nothing of
 * accounts but where they lie. Safe from any thread; methods block unless they say otherwise.
 */
public final class DomainCatalog {

    /** Names (domains, aliases, forwarders) of the domains in memory. */
    static final long NAMES_MAX = 1_000_000;

    /** Accounts of which it is remembered that they exist. */
    static final long ACCOUNTS_MAX = 100_000;

    private final Path base;
    private final DomainName mainDomain;
    private final CountFrom countFrom;
    private final Domains domains;
    private final Map<DomainName, DomainName> domainsByAlias = new ConcurrentHashMap<>();
    private final BoundedCache<DomainName, ServedDomain> served;
    private final BoundedCache<AccountName, Boolean> existing;

    /**
     * The catalog of a base directory; nothing is read before {@link #open}.
     *
     * @param base the base directory
     * @param mainDomain the name of the domain in {@code Accounts}
     * @param foldering where new domains go
     * @param countFrom how {@code FastStorageType} counts
     */
    public DomainCatalog(
            Path base, DomainName mainDomain, DomainFoldering foldering, CountFrom countFrom) {
        this(base, mainDomain, foldering, countFrom, NAMES_MAX, ACCOUNTS_MAX);
    }

    DomainCatalog(
            Path base,
            DomainName mainDomain,
            DomainFoldering foldering,
            CountFrom countFrom,
            long namesMax,
            long accountsMax) {
        this.base = base;
        this.mainDomain = mainDomain;
        this.countFrom = countFrom;
        this.domains = Domains.of(base, mainDomain, foldering);
        this.served = new BoundedCache<>(namesMax, ServedDomain::weight);
        this.existing = new BoundedCache<>(accountsMax, _ -> 1);
    }

    /**
     * Makes the main domain where there is none, removes what crashes have left, and learns the
     * other names of all domains. Once, before anything else; only while no other node uses the
     * base directory, or by the controller.
     *
     * @param mainSettings settings of a new main domain
     */
    public void open(Dictionary mainSettings) throws IOException {
        domains.openMain(mainSettings);
        domains.removeLeftovers();
        for (DomainEntry entry : domains.list(Integer.MAX_VALUE).domains()) {
            DomainFiles files = domains.files(entry);
            files.sweep();
            learnAliases(entry.name(), parsed(files.domainAliases()));
        }
    }

    /** The base directory. Does not block. */
    public Path base() {
        return base;
    }

    /** The name of the main domain. Does not block. */
    public DomainName mainDomain() {
        return mainDomain;
    }

    /** Where an account lies; empty when there is none. */
    public Optional<AccountPlace> find(AccountName account) throws IOException {
        var domain = served(account.domain());
        return domain.flatMap(d ->
                files(d).find(account.user(), d.foldering())
                        .map(directory -> new AccountPlace(directory, d.fastStorage(countFrom))));
    }

    /** Where a new account goes; empty when its domain is not served here. */
    public Optional<AccountPlace> placeOfNew(AccountName account) throws IOException {
        return served(account.domain())
                .map(domain ->
                        new AccountPlace(
                                AccountPaths.directory(
                                        domain.entry().directory(),
                                        domain.foldering(),
                                        account.user()),
                                domain.fastStorage(countFrom)));
    }

    /**
     * The settings of a domain if they are in memory, as they are while its accounts are used; else
     * none. Does not block.
     */
    public Dictionary settingsInMemory(DomainName domain) {
        return served.kept(domain).map(ServedDomain::settings).orElse(Dictionary.EMPTY);
    }

    Domains domains() {
        return domains;
    }

    DomainFiles files(ServedDomain domain) {
        return domains.files(domain.entry());
    }

    /** The domain of exactly this name. */
    Optional<ServedDomain> served(DomainName name) throws IOException {
        return served.get(name, this::read);
    }

    /** The domain that this is a name of. */
    Optional<ServedDomain> named(DomainName name) throws IOException {
        return served(domainsByAlias.getOrDefault(name, name));
    }

    /** The domain that has this as another name. Does not block. */
    Optional<DomainName> ofAlias(DomainName alias) {
        return Optional.ofNullable(domainsByAlias.get(alias));
    }

    boolean accountExists(ServedDomain domain, String user) throws IOException {
        return existing.get(
                        domain.account(user),
                        name ->
                                files(domain).exists(name.user(), domain.foldering())
                                        ? Optional.of(true)
                                        : Optional.empty())
                .isPresent();
    }

    /** The files of a domain have changed. Does not block. */
    void forget(DomainName domain) {
        served.forget(domain);
    }

    /** An account has come or gone. Does not block. */
    void forget(AccountName account) {
        existing.forget(account);
    }

    /** The other names of a domain are these now. Does not block. */
    void learnAliases(DomainName domain, List<DomainName> aliases) {
        domainsByAlias.values().removeIf(domain::equals);
        aliases.forEach(alias -> domainsByAlias.put(alias, domain));
    }

    private Optional<ServedDomain> read(DomainName name) throws IOException {
        Optional<DomainEntry> entry = domains.find(name);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        DomainFiles files = domains.files(entry.get());
        return Optional.of(
                new ServedDomain(
                        entry.get(),
                        files.settings().content(),
                        parsed(files.domainAliases()),
                        files.aliases(),
                        files.forwarders()));
    }

    private static List<DomainName> parsed(List<String> names) {
        var parsed = new ArrayList<DomainName>();
        names.forEach(name -> DomainName.parse(name).accepted().ifPresent(parsed::add));
        return parsed;
    }
}
