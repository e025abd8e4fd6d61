package org.posthouse.node.protocol.pwd;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.directory.DirectoryReply;
import org.posthouse.core.directory.DirectoryWork;
import org.posthouse.core.directory.Route;
import org.posthouse.core.settings.ArrayValue;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.TimeStamp;
import org.posthouse.node.protocol.pwd.PwdCommand.*;
import org.posthouse.store.queue.QueueSummary;

/** Carries out what is about the server, a domain or a forwarder: questions to the directory. */
final class ServerCommands {

    private static final int QUEUE_PAGE_ENTRIES = 1000;

    private final PwdServices services;

    ServerCommands(PwdServices services) {
        this.services = services;
    }

    Future<PwdReply> perform(ServerCommand command) {
        return switch (command) {
            case Help _ -> Future.succeededFuture(PwdReply.data(List.copyOf(PwdVerbs.usages())));
            case Noop _ -> Future.succeededFuture(PwdReply.OK);
            case MainDomainName _ ->
                    Future.succeededFuture(PwdReply.data(services.directory().mainDomain().name()));
            case ListDomains _ -> ask(new DirectoryWork.ListDomains());
            case RouteAddress c -> route(c.address());
            case ListQueue c ->
                    services.queue().list(c.after(), QUEUE_PAGE_ENTRIES).map(ServerCommands::told);
            // The session says so first, and asks the node then.
            case Shutdown _ -> Future.succeededFuture(PwdReply.OK);
        };
    }

    /**
     * By id, oldest first: when it came, its size, how many recipients it had and how many of them
     * wait.
     */
    private static PwdReply told(List<QueueSummary> entries) {
        Dictionary page = Dictionary.EMPTY;
        for (QueueSummary entry : entries) {
            page =
                    page.with(
                            entry.id().toString(),
                            Dictionary.of(
                                            "Accepted",
                                            new TimeStamp(
                                                    Instant.ofEpochMilli(entry.acceptedMillis())))
                                    .with("Size", entry.sizeBytes())
                                    .with("Recipients", entry.recipients())
                                    .with("Waiting", entry.waiting()));
        }
        return new PwdReply.Data(page);
    }

    /** Of a forwarder the end is told, which is none itself. */
    private Future<PwdReply> route(MailAddress address) {
        return services.directory()
                .route(address)
                .compose(route ->
                        route instanceof Route.ToAddresses to
                                ? services.directory().route(to.addresses().getFirst())
                                : Future.succeededFuture(route))
                .map(route -> told(route, address));
    }

    Future<PwdReply> perform(DomainCommand command) {
        return switch (command) {
            case CreateDomain c ->
                    ask(new DirectoryWork.CreateDomain(c.domain(), c.kind(), c.settings()));
            case RenameDomain c -> ask(new DirectoryWork.RenameDomain(c.domain(), c.to()));
            case DeleteDomain c -> ask(new DirectoryWork.DeleteDomain(c.domain(), c.force()));
            case SetDomainSettings c ->
                    ask(new DirectoryWork.ReplaceDomainSettings(c.domain(), c.settings()));
            case UpdateDomainSettings c ->
                    ask(new DirectoryWork.UpdateDomainSettings(c.domain(), c.changes()));
            case SetDomainAliases c ->
                    ask(new DirectoryWork.ReplaceDomainAliases(c.domain(), c.aliases()));
            case GetDomainSettings c -> domain(c, told -> new PwdReply.Data(told.settings()));
            case GetDomainAliases c ->
                    domain(
                            c,
                            told ->
                                    PwdReply.data(
                                            told.aliases().stream()
                                                    .map(alias -> alias.name())
                                                    .toList()));
            case GetDomainLocation c -> domain(c, told -> PwdReply.data(told.directory()));
            case ListAccounts c -> AccountPages.list(services.directory(), c.domain());
            case ListForwarders c -> ask(new DirectoryWork.ListForwarders(c.domain()));
            case FindForwarders c -> ask(new DirectoryWork.FindForwarders(c.domain(), c.to()));
        };
    }

    Future<PwdReply> perform(ForwarderCommand command) {
        return ask(
                switch (command) {
                    case CreateForwarder c ->
                            new DirectoryWork.CreateForwarder(c.forwarder(), c.to());
                    case RenameForwarder c ->
                            new DirectoryWork.RenameForwarder(c.forwarder(), c.to());
                    case DeleteForwarder c -> new DirectoryWork.DeleteForwarder(c.forwarder());
                    case GetForwarder c -> new DirectoryWork.ReadForwarder(c.forwarder());
                });
    }

    Future<PwdReply> ask(DirectoryWork work) {
        return services.directory().perform(work).map(ServerCommands::told);
    }

    private Future<PwdReply> domain(
            DomainCommand command,
            java.util.function.Function<DirectoryReply.DomainTold, PwdReply> told) {
        return services.directory()
                .perform(new DirectoryWork.ReadDomain(command.domain()))
                .map(reply ->
                        reply instanceof DirectoryReply.DomainTold domain
                                ? told.apply(domain)
                                : told(reply));
    }

    private static PwdReply told(DirectoryReply reply) {
        return switch (reply) {
            case DirectoryReply.Done _ -> PwdReply.OK;
            case DirectoryReply.Refused refused -> PwdReplies.of(refused);
            case DirectoryReply.DomainsListed listed ->
                    PwdReply.data(listed.domains().stream().map(name -> name.name()).toList());
            case DirectoryReply.NamesListed listed -> PwdReply.data(listed.names());
            case DirectoryReply.AccountLocated located -> PwdReply.data(located.directory());
            case DirectoryReply.ForwarderTold forwarder -> PwdReply.data(forwarder.to().wire());
            case DirectoryReply.DomainTold _,
                    DirectoryReply.AddressRouted _,
                    DirectoryReply.LoginResolved _ ->
                    throw PwdReplies.odd(reply);
        };
    }

    /** Module, queue and address, as CommuniGate's router tells them. */
    private static PwdReply told(Route route, MailAddress asked) {
        return switch (route) {
            case Route.ToAccount to ->
                    new PwdReply.Data(
                            ArrayValue.ofTexts("LOCAL", to.account().toString(), asked.wire()));
            case Route.ToAddresses to -> {
                MailAddress first = to.addresses().getFirst();
                yield new PwdReply.Data(
                        ArrayValue.ofTexts("SMTP", first.host().wire(), first.wire()));
            }
            case Route.ToElsewhere to ->
                    new PwdReply.Data(
                            ArrayValue.ofTexts(
                                    "SMTP", to.address().host().wire(), to.address().wire()));
            case Route.Unknown unknown -> PwdReply.failed(unknown.reason());
            case Route.Unavailable unavailable ->
                    PwdReply.failed("can't be done now: " + unavailable.reason());
        };
    }
}
