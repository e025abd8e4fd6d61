package org.posthouse.node.protocol.pop3;

import java.util.Optional;
import org.posthouse.core.account.AccountCommand.ExpungeMessages;
import org.posthouse.core.account.AccountCommand.StoreFlags;
import org.posthouse.core.account.AccountQuery.ExamineMailbox;
import org.posthouse.core.account.AccountQuery.FetchMessages;
import org.posthouse.core.account.AccountReply.FlagsStored;
import org.posthouse.core.account.AccountReply.MailboxOpened;
import org.posthouse.core.account.AccountReply.MessagesExpunged;
import org.posthouse.core.account.AccountReply.MessagesFetched;
import org.posthouse.core.account.AccountReply.Refused;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchItems;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.StoreMode;
import org.posthouse.core.mailbox.SystemFlag;

/**
 * The UPDATE state (RFC 1939, 6): marks what was retrieved as seen, removes what was marked
 * deleted, and says goodbye when that is durable. UIDs alone name the messages, so nobody else's
 * are touched whatever has happened since the login.
 */
final class MaildropUpdate {
    private final Pop3Session session;
    private final Maildrop maildrop;
    private final NumberSet deleted;
    private final NumberSet read;

    MaildropUpdate(Pop3Session session, Maildrop maildrop) {
        this.session = session;
        this.maildrop = maildrop;
        this.deleted = maildrop.deleted().all();
        this.read = without(maildrop.read().all(), deleted);
    }

    void begin() {
        if (deleted.isEmpty() && read.isEmpty()) {
            session.goodbye(Pop3Reply.GOODBYE);
            return;
        }
        // The view of the login may be too old by now for a command.
        session.ask(
                maildrop.account(),
                new ExamineMailbox(MailboxName.INBOX),
                MailboxOpened.class,
                this::opened,
                this::refused);
    }

    private void opened(MailboxOpened inbox) {
        if (!maildrop.isSameAs(inbox)) {
            session.goodbye(deleted.isEmpty() ? Pop3Reply.GOODBYE : Pop3Reply.NOT_ALL_REMOVED);
        } else if (read.isEmpty()) {
            delete(inbox.view());
        } else {
            // A mark that can't be stored must keep nobody from removing the message.
            session.ask(
                    maildrop.account(),
                    store(inbox.view(), read, SystemFlag.SEEN),
                    FlagsStored.class,
                    _ -> delete(inbox.view()),
                    _ -> delete(inbox.view()));
        }
    }

    private void delete(MailboxView view) {
        if (deleted.isEmpty()) {
            session.goodbye(Pop3Reply.GOODBYE);
            return;
        }
        session.ask(
                maildrop.account(),
                store(view, deleted, SystemFlag.DELETED),
                FlagsStored.class,
                _ -> expunge(view),
                this::refused);
    }

    private void expunge(MailboxView view) {
        session.ask(
                maildrop.account(),
                new ExpungeMessages(view.mailboxId(), Optional.of(deleted)),
                MessagesExpunged.class,
                expunged -> {
                    session.metrics().deleted(expunged.uids().count());
                    if (expunged.uids().count() == deleted.count()) {
                        session.goodbye(Pop3Reply.GOODBYE);
                    } else {
                        lookForSurvivors(view);
                    }
                },
                this::refused);
    }

    /** Those that somebody else has removed first are gone, too; only one that stays is a no. */
    private void lookForSurvivors(MailboxView view) {
        session.ask(
                maildrop.account(),
                new FetchMessages(
                        view, new MessageSet.Uids(deleted), FetchItems.FLAGS, 0, FetchCursor.START),
                MessagesFetched.class,
                page ->
                        session.goodbye(
                                page.messages().isEmpty()
                                        ? Pop3Reply.GOODBYE
                                        : Pop3Reply.NOT_ALL_REMOVED),
                _ -> session.goodbye(Pop3Reply.NOT_ALL_REMOVED));
    }

    private void refused(Refused refused) {
        session.goodbye(deleted.isEmpty() ? Pop3Reply.GOODBYE : Pop3Reply.of(refused.reason()));
    }

    /** What is removed anyway needs no mark, and most sessions then need no write for it. */
    private static NumberSet without(NumberSet uids, NumberSet removed) {
        NumberSet.Builder left = NumberSet.builder();
        uids.forEach(uid -> {
            if (!removed.contains(uid)) {
                left.add(uid);
            }
        });
        return left.build();
    }

    private static StoreFlags store(MailboxView view, NumberSet uids, SystemFlag flag) {
        return new StoreFlags(
                view,
                new MessageSet.Uids(uids),
                StoreMode.ADD,
                MailFlags.of(flag),
                StoreFlags.ALWAYS);
    }
}
