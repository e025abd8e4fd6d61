package org.posthouse.node.protocol.imap;

import io.vertx.core.Future;
import org.posthouse.node.net.CloseReason;
import org.posthouse.node.net.Line;
import org.posthouse.node.net.LineConnection;
import org.posthouse.node.net.ProtocolSession;
import org.posthouse.node.protocol.imap.ImapState.LoggedIn;
import org.posthouse.node.protocol.imap.ImapState.NotAuthenticated;
import org.posthouse.node.protocol.imap.ImapState.Selected;

/**
 * One client: one command at a time, in the order in which they came. Each command has one future;
 * when it completes the client is told what has happened to its mailbox, then how the command
 * ended, and only then the next one is read.
 */
final class ImapSession implements ProtocolSession {
    private static final Outcome UNFINISHED = Outcome.bad("Literal ends too early");

    private final LineConnection connection;
    private final ImapContext context;
    private final CommandInput input;
    private int badInARow;
    private boolean running;
    private boolean stopping;

    ImapSession(LineConnection connection, ImapServices services) {
        this.connection = connection;
        this.context = new ImapContext(connection, services);
        this.input =
                new CommandInput(
                        connection, services.options().loginCommandBytesMax(), this::received);
    }

    @Override
    public void opened() {
        connection.idleMillisMax(context.services.options().loginIdleMillis());
        context.write("* OK [CAPABILITY " + context.capabilities() + "] Posthouse is ready");
        connection.ready();
    }

    @Override
    public void secured() {
        running = false;
        connection.ready();
    }

    @Override
    public void line(Line line) {
        ImapContext.LineTaker taker = context.lineTaker();
        if (taker != null) {
            taker.line(line);
        } else {
            input.line(line);
        }
    }

    @Override
    public void lineTooLong(Line beginning) {
        if (context.lineTaker() != null) {
            context.bye("Line too long");
        } else {
            input.lineTooLong(beginning);
        }
    }

    @Override
    public void idle() {
        context.write("* BYE Nothing was said for too long");
    }

    @Override
    public void shutdown() {
        stopping = true;
        // A command that waits for its client is not waited for.
        if (!running || context.lineTaker() != null) {
            context.bye("The server is shutting down");
        }
    }

    @Override
    public void closed(CloseReason reason) {
        context.cleanUp();
    }

    private void received(Parsed parsed) {
        running = true;
        switch (parsed) {
            case Parsed.Wrong wrong ->
                    end(wrong.tag(), new Outcome(wrong.reply(), Outcome.Sync.NOTHING, 0));
            case Parsed.Unfinished unfinished -> end(unfinished.tag(), UNFINISHED);
            case Parsed.Ready ready ->
                    connection.then(
                            dispatch(ready.tag(), ready.command()),
                            outcome -> tellAndEnd(ready, outcome));
        }
    }

    private Future<Outcome> dispatch(String tag, ImapCommand command) {
        ImapState state = context.state();
        return switch (command) {
            case ImapCommand.Any any -> inAnyState(any);
            case ImapCommand.BeforeLogin login ->
                    state instanceof NotAuthenticated
                            ? new LoginCommands(context).run(tag, login)
                            : wrongState("You are logged in already");
            case ImapCommand.Append append ->
                    state instanceof LoggedIn
                            ? new AppendCommand(context, input, tag, append).run()
                            : appendTooEarly(tag, append);
            case ImapCommand.AfterLogin general ->
                    state instanceof LoggedIn loggedIn
                            ? afterLogin(loggedIn, general)
                            : wrongState("Log in first");
            case ImapCommand.OnMailbox onMailbox ->
                    state instanceof Selected
                            ? onMailbox(tag, onMailbox)
                            : wrongState(
                                    state instanceof LoggedIn
                                            ? "Select a mailbox first"
                                            : "Log in first");
        };
    }

    private Future<Outcome> inAnyState(ImapCommand.Any command) {
        return switch (command) {
            case ImapCommand.Capability _ -> {
                context.write("* CAPABILITY " + context.capabilities());
                yield ok("CAPABILITY completed");
            }
            case ImapCommand.Noop _ -> ok("NOOP completed");
            case ImapCommand.Id _ -> {
                context.write("* ID (\"name\" \"Posthouse\")");
                yield ok("ID completed");
            }
            case ImapCommand.Logout _ -> {
                context.write("* BYE Logging out");
                context.become(new ImapState.LoggedOut());
                yield ok("LOGOUT completed");
            }
        };
    }

    private Future<Outcome> afterLogin(LoggedIn state, ImapCommand.AfterLogin command) {
        MailboxCommands mailboxes = new MailboxCommands(context);
        return switch (command) {
            case ImapCommand.Enable c -> enable(c);
            case ImapCommand.Select c -> mailboxes.select(state, c);
            case ImapCommand.Create c -> mailboxes.create(c);
            case ImapCommand.Delete c -> mailboxes.delete(c);
            case ImapCommand.Rename c -> mailboxes.rename(c);
            case ImapCommand.Subscribe c -> mailboxes.subscribe(c);
            case ImapCommand.ListNames c -> new ListCommand(context, c).run();
            case ImapCommand.Namespace _ -> mailboxes.namespace();
            case ImapCommand.Status c -> mailboxes.status(c);
            case ImapCommand.Idle _ -> new IdleCommand(context).run();
            case ImapCommand.Append _ ->
                    throw new IllegalStateException("APPEND has a way of its own");
        };
    }

    private Future<Outcome> onMailbox(String tag, ImapCommand.OnMailbox command) {
        MessageCommands messages = new MessageCommands(context);
        return switch (command) {
            case ImapCommand.Check _ -> ok("CHECK completed");
            case ImapCommand.Close _ -> messages.close();
            case ImapCommand.Unselect _ -> messages.unselect("UNSELECT completed");
            case ImapCommand.Expunge c -> messages.expunge(c.uids());
            case ImapCommand.Copy c -> messages.copy(c);
            case ImapCommand.Search c -> new SearchCommand(context, tag, c).run();
            case ImapCommand.Fetch c -> new FetchCommand(context, c).run();
            case ImapCommand.Store c -> new StoreCommand(context, c).run();
        };
    }

    private Future<Outcome> enable(ImapCommand.Enable command) {
        if (command.capabilities().contains("CONDSTORE")) {
            context.enableCondstore();
            context.write("* ENABLED CONDSTORE");
        } else {
            context.write("* ENABLED");
        }
        return ok("ENABLE completed");
    }

    /** The message is on its way where the client does not wait for leave. */
    private Future<Outcome> appendTooEarly(String tag, ImapCommand.Append append) {
        if (append.literal().synchronizing()) {
            return wrongState("Log in first");
        }
        input.refuse(tag, append.literal(), TaggedReply.bad("Log in first"));
        return Future.future(_ -> {});
    }

    private static Future<Outcome> ok(String text) {
        return Future.succeededFuture(Outcome.ok(text));
    }

    private static Future<Outcome> wrongState(String text) {
        return Future.succeededFuture(Outcome.bad(text));
    }

    /** Tells what has happened to the mailbox meanwhile, as far as the command allows. */
    private void tellAndEnd(Parsed.Ready ready, Outcome outcome) {
        context.cleanup(() -> {});
        if (!(context.state() instanceof Selected selected)
                || outcome.sync() == Outcome.Sync.NOTHING) {
            end(ready.tag(), outcome);
            return;
        }
        connection.then(
                new MailboxSync(context, outcome.sync(), outcome.ownModSeq()).tell(),
                result -> {
                    switch (result) {
                        case TOLD -> end(ready.tag(), outcome);
                        case DELETED -> deleted(ready, outcome, selected);
                        case LOST -> {
                            write(ready.tag(), outcome.reply());
                            context.bye("Too much has happened to the mailbox, select it again");
                        }
                    }
                });
    }

    private void deleted(Parsed.Ready ready, Outcome outcome, Selected selected) {
        if (ready.command() instanceof ImapCommand.Delete) {
            context.become(new ImapState.Authenticated(selected.account()));
            context.write("* OK [CLOSED] The selected mailbox is deleted");
            end(ready.tag(), outcome);
        } else {
            write(ready.tag(), outcome.reply());
            context.bye("The selected mailbox has been deleted");
        }
    }

    private void end(String tag, Outcome outcome) {
        running = false;
        write(tag, outcome.reply());
        switch (context.state()) {
            case ImapState.LoggedOut _ -> {
                connection.close();
                return;
            }
            case NotAuthenticated state -> {
                if (context.services.policy().isExhausted(state.failures())) {
                    context.bye("Too many failed logins");
                    return;
                }
            }
            case LoggedIn _ -> input.commandBytesMax(context.services.options().commandBytesMax());
        }
        badInARow = outcome.reply().status() == TaggedReply.Status.BAD ? badInARow + 1 : 0;
        if (badInARow >= context.services.options().badCommandsMax()) {
            context.bye("Too many commands in a row that are wrong");
        } else if (stopping) {
            context.bye("The server is shutting down");
        } else {
            connection.ready();
        }
    }

    private void write(String tag, TaggedReply reply) {
        context.services.metrics().commandEnded(reply.status());
        ReplyWriter out = new ReplyWriter();
        reply.write(tag, out);
        context.write(out);
    }
}
