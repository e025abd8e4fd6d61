package org.posthouse.node.directory;

import java.io.IOException;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.AddressLiteral;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.directory.Route;

/** Follows an address through domain aliases, account aliases and forwarders. Blocks. */
final class AddressRouter {

    /** How many forwarders may stand behind one another. */
    static final int FORWARDERS_MAX = 10;

    private static final String POSTMASTER = "postmaster";
    private static final String UNKNOWN_USER = "unknown user account";

    /** What a name within a domain is. */
    private sealed interface Named {
        record Account(AccountName name) implements Named {}

        record Forwarder(AccountName name, String to) implements Named {}

        record Nobody() implements Named {}
    }

    private final DomainCatalog catalog;
    private final Predicate<InetAddress> isOurs;

    /**
     * @param isOurs whether an address is this host's
     */
    AddressRouter(DomainCatalog catalog, Predicate<InetAddress> isOurs) {
        this.catalog = catalog;
        this.isOurs = isOurs;
    }

    /**
     * Where mail for the address goes. A forwarder's addresses are the end of its chain: none of
     * them is another forwarder.
     */
    Route route(MailAddress address) throws IOException {
        MailAddress current = address;
        Set<AccountName> passed = new HashSet<>();
        while (true) {
            Optional<DomainName> domain = domainOf(current);
            var served = domain.isEmpty() ? Optional.<ServedDomain>empty() : served(domain.get());
            if (served.isEmpty()) {
                return passed.isEmpty()
                        ? new Route.ToElsewhere(current)
                        : new Route.ToAddresses(List.of(current));
            }
            switch (named(served.get(), current.split().user())) {
                case Named.Account account -> {
                    return passed.isEmpty()
                            ? new Route.ToAccount(account.name())
                            : new Route.ToAddresses(List.of(addressOf(account.name())));
                }
                case Named.Nobody _ -> {
                    return new Route.Unknown(UNKNOWN_USER);
                }
                case Named.Forwarder forwarder -> {
                    if (!passed.add(forwarder.name()) || passed.size() > FORWARDERS_MAX) {
                        return new Route.Unknown("the address is forwarded in a loop");
                    }
                    var next = MailAddress.parse(forwarder.to()).accepted();
                    if (next.isEmpty()) {
                        return new Route.Unknown("the forwarder leads to no address");
                    }
                    current = next.get();
                }
            }
        }
    }

    /** The account that a login name means. Forwarders log in nowhere. */
    Optional<AccountName> login(AccountName login) throws IOException {
        var served = served(login.domain());
        if (served.isEmpty()) {
            return Optional.empty();
        }
        return switch (own(served.get(), login.user())) {
            case Named.Account account -> Optional.of(account.name());
            case Named.Forwarder _, Named.Nobody _ -> Optional.empty();
        };
    }

    private Optional<ServedDomain> served(DomainName domain) throws IOException {
        return catalog.named(domain);
    }

    private Optional<DomainName> domainOf(MailAddress address) {
        return switch (address.host()) {
            case DomainName domain -> Optional.of(domain);
            case AddressLiteral literal ->
                    isOurs.test(literal.address())
                            ? Optional.of(catalog.mainDomain())
                            : Optional.empty();
        };
    }

    private Named named(ServedDomain domain, String user) throws IOException {
        var parsed = AccountName.parseUser(user).accepted();
        if (parsed.isEmpty()) {
            return new Named.Nobody();
        }
        Named own = own(domain, parsed.get());
        // RFC 5321, 4.5.1: every domain that we serve has a postmaster.
        if (own instanceof Named.Nobody
                && parsed.get().equals(POSTMASTER)
                && !domain.name().equals(catalog.mainDomain())) {
            var main = catalog.served(catalog.mainDomain());
            return main.isPresent() ? own(main.get(), POSTMASTER) : own;
        }
        return own;
    }

    private Named own(ServedDomain domain, String user) throws IOException {
        if (catalog.accountExists(domain, user)) {
            return new Named.Account(domain.account(user));
        }
        String account = domain.accountsByAlias().get(user);
        if (account != null) {
            var name = AccountName.parseUser(account).accepted();
            return name.isPresent() && catalog.accountExists(domain, name.get())
                    ? new Named.Account(domain.account(name.get()))
                    : new Named.Nobody();
        }
        String to = domain.addressesByForwarder().get(user);
        return to == null ? new Named.Nobody() : new Named.Forwarder(domain.account(user), to);
    }

    private static MailAddress addressOf(AccountName account) {
        return new MailAddress(account.user(), account.domain());
    }
}
