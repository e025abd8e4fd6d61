package org.posthouse.node.directory;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.directory.DirectoryRefusal;
import org.posthouse.core.directory.DirectoryReply;
import org.posthouse.core.directory.DirectoryWork;
import org.posthouse.core.directory.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What frontends ask of the directory. Called on a Vert.x context; futures complete on the same one
 * and never fail.
 */
public final class DirectoryClient implements Router {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryClient.class);

    private final Vertx vertx;
    private final String address;
    private final DomainName mainDomain;

    /**
     * A client of a node's directory.
     *
     * @param mainDomain the domain of logins and names without one
     */
    public DirectoryClient(Vertx vertx, String node, DomainName mainDomain) {
        this.vertx = vertx;
        this.address = DirectoryBus.address(node);
        this.mainDomain = mainDomain;
    }

    /** The domain of names that have none. */
    public DomainName mainDomain() {
        return mainDomain;
    }

    /**
     * Has the directory tell or do something. What can't be done is answered as {@link
     * DirectoryReply.Refused}; any other answer to a change means that it is durable.
     */
    public Future<DirectoryReply> perform(DirectoryWork work) {
        return vertx.eventBus()
                .<DirectoryReply>request(address, work, DirectoryBus.request(work))
                .map(message -> message.body())
                .otherwise(failure -> {
                    LOG.warn(
                            "directory: no answer to {}: {}",
                            work.getClass().getSimpleName(),
                            failure.getMessage());
                    return new DirectoryReply.Refused(
                            DirectoryRefusal.UNAVAILABLE, "the directory does not answer");
                });
    }

    @Override
    public Future<Route> route(MailAddress mail) {
        return perform(new DirectoryWork.RouteAddress(mail))
                .map(reply ->
                        reply instanceof DirectoryReply.AddressRouted routed
                                ? routed.route()
                                : new Route.Unavailable("the directory can't tell now"));
    }

    /**
     * The account that a login means: a name, with or without a domain, of an account or an alias.
     * Unlike the others this future fails: with {@link IllegalStateException} when it can't be
     * known now.
     */
    public Future<Optional<AccountName>> resolveLogin(String login) {
        Optional<AccountName> name = AccountName.parse(login, mainDomain).accepted();
        if (name.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return perform(new DirectoryWork.ResolveLogin(name.get()))
                .compose(reply ->
                        reply instanceof DirectoryReply.LoginResolved resolved
                                ? Future.succeededFuture(resolved.account())
                                : Future.failedFuture(
                                        new IllegalStateException(
                                                "the directory can't resolve logins now")));
    }
}
