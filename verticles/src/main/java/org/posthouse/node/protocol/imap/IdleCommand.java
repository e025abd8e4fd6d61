package org.posthouse.node.protocol.imap;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Locale;
import org.posthouse.node.net.Line;
import org.posthouse.node.protocol.imap.ImapState.Selected;

/** IDLE (RFC 2177): tells changes as they come until the client says DONE. */
final class IdleCommand {
    private final ImapContext context;
    private final Promise<Outcome> done = Promise.promise();
    private Runnable endWatch = () -> {};
    private boolean telling;
    private boolean changedMeanwhile;
    private boolean ended;
    private Outcome outcome = Outcome.ok("IDLE completed");

    IdleCommand(ImapContext context) {
        this.context = context;
    }

    Future<Outcome> run() {
        context.takeLines(this::line);
        context.cleanup(this::end);
        context.write("+ idling");
        if (context.state() instanceof Selected selected) {
            endWatch =
                    context.services
                                    .accounts()
                                    .watch(
                                            selected.account(),
                                            selected.mailbox().view().mailboxId(),
                                            this::changed)
                            ::close;
            // What has changed before the watch began is not reported by it.
            changed();
        }
        stayAlive();
        context.connection.ready();
        return done.future();
    }

    private void changed() {
        if (ended) {
            return;
        }
        if (telling) {
            changedMeanwhile = true;
            return;
        }
        telling = true;
        changedMeanwhile = false;
        context.connection.then(
                context.connection
                        .drained()
                        .compose(_ -> new MailboxSync(context, Outcome.Sync.EVERYTHING, 0).tell()),
                this::told);
    }

    private void told(MailboxSync.Result result) {
        telling = false;
        if (ended) {
            finish();
            return;
        }
        switch (result) {
            case TOLD -> {
                if (changedMeanwhile) {
                    changed();
                }
            }
            case DELETED -> leave("The mailbox has been deleted");
            case LOST -> leave("Too much has happened to the mailbox, select it again");
        }
    }

    private void leave(String text) {
        end();
        context.bye(text);
    }

    private void line(Line line) {
        if (!line.latin1().strip().toUpperCase(Locale.ROOT).equals("DONE")) {
            outcome = Outcome.bad("Expected DONE");
        }
        context.takeCommands();
        end();
        if (!telling) {
            finish();
        }
    }

    private void end() {
        ended = true;
        Runnable close = endWatch;
        endWatch = () -> {};
        close.run();
    }

    private void finish() {
        done.tryComplete(outcome);
    }

    /** Routers forget connections on which nothing is said. */
    private void stayAlive() {
        context.connection.after(
                Duration.ofMillis(context.services.options().keepAliveMillis()),
                () -> {
                    if (!ended) {
                        context.write("* OK Still here");
                        stayAlive();
                    }
                });
    }
}
