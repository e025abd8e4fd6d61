package org.posthouse.node.account;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.posthouse.codec.AccountRequest;
import org.posthouse.codec.Codecs;
import org.posthouse.codec.MailboxChanged;
import org.posthouse.codec.Received;
import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.address.AccountName;
import org.posthouse.node.account.AccountClient.Watch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watches of all sessions of one node. Each mailbox is watched once at its host, however many
 * sessions have it selected, and asked for again while there is one: so a new owner learns of it
 * too.
 */
public final class WatchHub {
    private static final long RENEW_MILLIS = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(WatchHub.class);

    private final Vertx vertx;
    private final BusAccountClient.Owners owners;
    private final String address;

    /**
     * Sessions of all event loops come here, so it is guarded by itself; nothing is called while it
     * is held.
     */
    private final Map<Watched, List<Session>> sessions = new HashMap<>();

    /** A hub that is told of changes at {@code address}. */
    public WatchHub(Vertx vertx, BusAccountClient.Owners owners, String address) {
        this.vertx = vertx;
        this.owners = owners;
        this.address = address;
    }

    /** Starts to listen. */
    public Future<Void> start() {
        vertx.setPeriodic(RENEW_MILLIS, _ -> watched().forEach(mailbox -> ask(mailbox, true)));
        return vertx.eventBus().<Object>consumer(address, this::changed).completion();
    }

    Watch watch(AccountName account, int mailboxId, Runnable changed) {
        Watched mailbox = new Watched(account, mailboxId);
        Session session = new Session(vertx.getOrCreateContext(), changed);
        synchronized (sessions) {
            List<Session> watching = sessions.computeIfAbsent(mailbox, _ -> new ArrayList<>(1));
            if (watching.isEmpty()) {
                ask(mailbox, true);
            }
            watching.add(session);
        }
        return () -> end(mailbox, session);
    }

    private void end(Watched mailbox, Session session) {
        synchronized (sessions) {
            List<Session> watching = sessions.get(mailbox);
            if (watching != null && watching.remove(session) && watching.isEmpty()) {
                sessions.remove(mailbox);
                ask(mailbox, false);
            }
        }
    }

    private void ask(Watched mailbox, boolean wanted) {
        AccountQuery.WatchMailbox query =
                new AccountQuery.WatchMailbox(mailbox.mailboxId, address, wanted);
        vertx.eventBus()
                .send(
                        owners.hostAddress(mailbox.account),
                        new AccountRequest(
                                CommandId.NONE,
                                AccountBus.ANSWER_MILLIS_MAX,
                                0,
                                mailbox.account,
                                query),
                        AccountBus.REQUEST);
    }

    private void changed(Message<Object> message) {
        switch (Codecs.received(message, MailboxChanged.class)) {
            case Received.Understood<MailboxChanged>(MailboxChanged change) -> tell(change);
            case Received.NotUnderstood<MailboxChanged> strange ->
                    LOG.warn("{}: {} ({})", address, strange.detail(), strange.reason());
        }
    }

    private void tell(MailboxChanged change) {
        List<Session> told;
        synchronized (sessions) {
            told =
                    List.copyOf(
                            sessions.getOrDefault(
                                    new Watched(change.account(), change.mailboxId()), List.of()));
        }
        told.forEach(session -> session.context.runOnContext(_ -> session.changed.run()));
    }

    private List<Watched> watched() {
        synchronized (sessions) {
            return List.copyOf(sessions.keySet());
        }
    }

    private record Watched(AccountName account, int mailboxId) {}

    private record Session(Context context, Runnable changed) {}
}
