package org.posthouse.node.directory;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.directory.DirectoryRefusal;
import org.posthouse.core.directory.DirectoryReply;
import org.posthouse.core.directory.DirectoryReply.AccountLocated;
import org.posthouse.core.directory.DirectoryReply.AddressRouted;
import org.posthouse.core.directory.DirectoryReply.DomainTold;
import org.posthouse.core.directory.DirectoryReply.DomainsListed;
import org.posthouse.core.directory.DirectoryReply.ForwarderTold;
import org.posthouse.core.directory.DirectoryReply.LoginResolved;
import org.posthouse.core.directory.DirectoryReply.NamesListed;
import org.posthouse.core.directory.DirectoryReply.Refused;
import org.posthouse.core.directory.DirectoryWork.FindForwarders;
import org.posthouse.core.directory.DirectoryWork.ListAccounts;
import org.posthouse.core.directory.DirectoryWork.ListDomains;
import org.posthouse.core.directory.DirectoryWork.ListForwarders;
import org.posthouse.core.directory.DirectoryWork.LocateAccount;
import org.posthouse.core.directory.DirectoryWork.Question;
import org.posthouse.core.directory.DirectoryWork.ReadAccountAliases;
import org.posthouse.core.directory.DirectoryWork.ReadDomain;
import org.posthouse.core.directory.DirectoryWork.ReadForwarder;
import org.posthouse.core.directory.DirectoryWork.ResolveLogin;
import org.posthouse.core.directory.DirectoryWork.RouteAddress;
import org.posthouse.faststore.Domains;

/** Answers questions from the catalog. Blocks; safe from any thread. */
final class DirectoryQuestions {

    /** Domains in one answer. */
    static final int DOMAINS_MAX = 100_000;

    /** Accounts in one page. */
    static final int ACCOUNTS_PAGE_MAX = 10_000;

    private final DomainCatalog catalog;
    private final AddressRouter router;

    DirectoryQuestions(DomainCatalog catalog, AddressRouter router) {
        this.catalog = catalog;
        this.router = router;
    }

    DirectoryReply answer(Question question) throws IOException {
        return switch (question) {
            case ListDomains _ -> domains();
            case ReadDomain q -> inDomain(q.domain(), DirectoryQuestions::told);
            case ListAccounts q -> accounts(q);
            case LocateAccount q -> located(q.account());
            case ReadAccountAliases q -> aliases(q.account());
            case ReadForwarder q -> forwarder(q.forwarder());
            case ListForwarders q ->
                    inDomain(
                            q.domain(), domain -> sorted(domain.addressesByForwarder(), _ -> true));
            case FindForwarders q ->
                    inDomain(
                            q.domain(),
                            domain ->
                                    sorted(
                                            domain.addressesByForwarder(),
                                            to -> to.equalsIgnoreCase(q.to().wire())));
            case RouteAddress q -> new AddressRouted(router.route(q.address()));
            case ResolveLogin q -> new LoginResolved(router.login(q.login()));
        };
    }

    private DirectoryReply domains() throws IOException {
        Domains.Listing listing = catalog.domains().list(DOMAINS_MAX);
        return new DomainsListed(
                listing.domains().stream().map(entry -> entry.name()).toList(), listing.complete());
    }

    private DirectoryReply accounts(ListAccounts question) throws IOException {
        Optional<ServedDomain> domain = catalog.served(question.domain());
        if (domain.isEmpty()) {
            return noSuchDomain(question.domain());
        }
        List<String> names =
                catalog.files(domain.get()).accounts(question.after(), ACCOUNTS_PAGE_MAX + 1);
        boolean more = names.size() > ACCOUNTS_PAGE_MAX;
        return new NamesListed(more ? names.subList(0, ACCOUNTS_PAGE_MAX) : names, more);
    }

    private DirectoryReply located(AccountName account) throws IOException {
        if (catalog.served(account.domain()).isEmpty()) {
            return noSuchDomain(account.domain());
        }
        Optional<AccountPlace> place = catalog.find(account);
        return place.isPresent()
                ? new AccountLocated(place.get().directory().toString())
                : noSuchAccount(account);
    }

    private DirectoryReply aliases(AccountName account) throws IOException {
        Optional<ServedDomain> domain = catalog.served(account.domain());
        if (domain.isEmpty()) {
            return noSuchDomain(account.domain());
        }
        return catalog.accountExists(domain.get(), account.user())
                ? sorted(domain.get().accountsByAlias(), account.user()::equals)
                : noSuchAccount(account);
    }

    private DirectoryReply forwarder(AccountName forwarder) throws IOException {
        Optional<ServedDomain> domain = catalog.served(forwarder.domain());
        if (domain.isEmpty()) {
            return noSuchDomain(forwarder.domain());
        }
        var to =
                Optional.ofNullable(domain.get().addressesByForwarder().get(forwarder.user()))
                        .flatMap(text -> MailAddress.parse(text).accepted());
        return to.isPresent() ? new ForwarderTold(to.get()) : noSuchForwarder(forwarder);
    }

    private DirectoryReply inDomain(DomainName name, Function<ServedDomain, DirectoryReply> answer)
            throws IOException {
        return catalog.served(name).map(answer).orElseGet(() -> noSuchDomain(name));
    }

    private static DirectoryReply told(ServedDomain domain) {
        return new DomainTold(
                domain.name(),
                domain.entry().kind(),
                domain.entry().directory().toString(),
                domain.settings(),
                domain.aliases());
    }

    private static DirectoryReply sorted(
            Map<String, String> names, java.util.function.Predicate<String> wanted) {
        var found = new TreeSet<String>();
        names.forEach((name, value) -> {
            if (wanted.test(value)) {
                found.add(name);
            }
        });
        return new NamesListed(List.copyOf(found), false);
    }

    static Refused noSuchDomain(DomainName domain) {
        return new Refused(DirectoryRefusal.NO_SUCH_DOMAIN, domain.name());
    }

    static Refused noSuchAccount(AccountName account) {
        return new Refused(DirectoryRefusal.NO_SUCH_ACCOUNT, account.toString());
    }

    static Refused noSuchForwarder(AccountName forwarder) {
        return new Refused(DirectoryRefusal.NO_SUCH_FORWARDER, forwarder.toString());
    }
}
