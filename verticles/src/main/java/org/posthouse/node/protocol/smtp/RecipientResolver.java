package org.posthouse.node.protocol.smtp;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.directory.Route;
import org.posthouse.node.directory.Router;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows an address through forwarders to accounts and to other hosts. */
final class RecipientResolver {
    private static final Logger LOG = LoggerFactory.getLogger(RecipientResolver.class);
    private static final int FORWARDS_MAX = 10;
    private static final int ADDRESSES_MAX = 200;

    /** Where an address leads. */
    sealed interface Resolution {
        /** Somewhere: to one account or other host at least. */
        record Accepted(Set<AccountName> accounts, List<MailAddress> remotes)
                implements Resolution {}

        /** Nowhere now, or nowhere for this client. */
        record Refused(SmtpReply reply) implements Resolution {}
    }

    private final Router router;

    RecipientResolver(Router router) {
        this.router = router;
    }

    /**
     * Resolves an address. The future never fails.
     *
     * @param mayRelay whether the client may write to other hosts. What a forwarder of this server
     *     points to is its owner's business, so that is allowed to everybody.
     */
    Future<Resolution> resolve(MailAddress address, boolean mayRelay) {
        return new Walk(mayRelay)
                .from(address)
                .otherwise(failure -> {
                    LOG.error("{}: not routed", address, failure);
                    return new Resolution.Refused(SmtpReplies.ROUTE_LATER);
                });
    }

    private record Step(MailAddress address, int forwards) {}

    private final class Walk {
        private final boolean mayRelay;
        private final Deque<Step> todo = new ArrayDeque<>();
        private final Set<MailAddress> seen = new HashSet<>();
        private final Set<AccountName> accounts = new LinkedHashSet<>();
        private final Set<MailAddress> remotes = new LinkedHashSet<>();
        private SmtpReply lastNo = SmtpReplies.FORWARD_LOOP;

        Walk(boolean mayRelay) {
            this.mayRelay = mayRelay;
        }

        Future<Resolution> from(MailAddress address) {
            seen.add(address);
            todo.add(new Step(address, 0));
            return next();
        }

        private Future<Resolution> next() {
            Step step = todo.poll();
            if (step == null) {
                return Future.succeededFuture(
                        accounts.isEmpty() && remotes.isEmpty()
                                ? new Resolution.Refused(lastNo)
                                : new Resolution.Accepted(accounts, List.copyOf(remotes)));
            }
            return router.route(step.address).compose(route -> follow(step, route));
        }

        private Future<Resolution> follow(Step step, Route route) {
            return switch (route) {
                case Route.ToAccount to -> {
                    accounts.add(to.account());
                    yield next();
                }
                case Route.ToElsewhere to -> {
                    if (step.forwards > 0 || mayRelay) {
                        remotes.add(to.address());
                        yield next();
                    }
                    yield refused(SmtpReplies.NO_RELAY);
                }
                case Route.ToAddresses to -> forward(step, to.addresses());
                case Route.Unknown unknown -> {
                    lastNo = SmtpReplies.NO_SUCH_USER;
                    if (step.forwards > 0) {
                        LOG.warn(
                                "a forwarder leads to {}, which is nobody: {}",
                                step.address,
                                unknown.reason());
                    }
                    yield next();
                }
                case Route.Unavailable unavailable -> {
                    LOG.info("{} can't be routed now: {}", step.address, unavailable.reason());
                    yield refused(SmtpReplies.ROUTE_LATER);
                }
            };
        }

        private Future<Resolution> forward(Step step, List<MailAddress> addresses) {
            if (step.forwards == FORWARDS_MAX || seen.size() + addresses.size() > ADDRESSES_MAX) {
                return refused(SmtpReplies.FORWARD_LOOP);
            }
            for (MailAddress address : addresses) {
                if (seen.add(address)) {
                    todo.add(new Step(address, step.forwards + 1));
                }
            }
            return next();
        }

        private static Future<Resolution> refused(SmtpReply reply) {
            return Future.succeededFuture(new Resolution.Refused(reply));
        }
    }
}
