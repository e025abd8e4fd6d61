package org.posthouse.node.protocol.pop3;

import io.vertx.core.buffer.Buffer;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import org.posthouse.core.account.AccountQuery.ExamineMailbox;
import org.posthouse.core.account.AccountQuery.FetchMessages;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountReply.MailboxOpened;
import org.posthouse.core.account.AccountReply.MessagesFetched;
import org.posthouse.core.account.AccountReply.Refused;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchItems;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.node.net.CloseReason;
import org.posthouse.node.net.Line;
import org.posthouse.node.net.LineConnection;
import org.posthouse.node.net.ProtocolSession;
import org.posthouse.node.protocol.pop3.Pop3State.Authorization;
import org.posthouse.node.protocol.pop3.Pop3State.Transaction;
import org.posthouse.node.protocol.pop3.Pop3State.Update;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's session. One command is under way at a time; whoever answers it ends it by {@link
 * #answer}, {@link #bad}, {@link #finished}, {@link #goodbye} or {@link #breakOff}.
 */
final class Pop3Session implements ProtocolSession {
    private static final Logger log = LoggerFactory.getLogger(Pop3Session.class);

    private final Pop3Services services;
    private final LineConnection connection;
    private final String timestamp;
    private Pop3State state;
    private boolean busy;
    private boolean stopping;
    private int badCommands;

    /**
     * @param timestamp for APOP: different in every session, with its angle brackets
     */
    Pop3Session(Pop3Services services, LineConnection connection, String timestamp) {
        this.services = services;
        this.connection = connection;
        this.timestamp = timestamp;
        this.state = new Authorization(new LoginDialog(this, services, connection, timestamp));
    }

    // From the connection

    @Override
    public void opened() {
        connection.idleMillisMax(services.options().loginIdleMillis());
        answer(Pop3Reply.ok("Posthouse POP3 ready " + timestamp));
    }

    @Override
    public void line(Line line) {
        busy = true;
        if (state instanceof Authorization(LoginDialog login) && login.expectsResponse()) {
            login.response(line);
            return;
        }
        switch (Pop3Parser.parse(line)) {
            case Parsed.Ready ready -> obey(ready.command());
            case Parsed.Wrong wrong -> bad(Pop3Reply.error(wrong.text()));
        }
    }

    @Override
    public void lineTooLong(Line beginning) {
        busy = true;
        if (state instanceof Authorization(LoginDialog login)) {
            login.reset();
        }
        bad(Pop3Reply.LINE_TOO_LONG);
    }

    @Override
    public void secured() {
        if (state instanceof Authorization(LoginDialog login)) {
            login.reset();
        }
        finished();
    }

    @Override
    public void idle() {
        // RFC 1939, 3: the connection is closed without a response and without UPDATE.
        log.debug("{}: idle, closed", connection.id());
    }

    @Override
    public void shutdown() {
        stopping = true;
        if (!busy) {
            goodbye(Pop3Reply.STOPPING);
        }
    }

    @Override
    public void closed(CloseReason reason) {
        log.debug("{}: closed, {}", connection.id(), reason);
    }

    // Commands

    private void obey(Pop3Command command) {
        switch (command) {
            case Pop3Command.Capabilities _ -> capabilities();
            case Pop3Command.Quit _ -> quit();
            case Pop3Command.Authorization asked -> {
                if (state instanceof Authorization(LoginDialog login)) {
                    logIn(login, asked);
                } else {
                    bad(Pop3Reply.LOGGED_IN);
                }
            }
            case Pop3Command.Transaction asked -> {
                if (state instanceof Transaction(Maildrop maildrop)) {
                    badCommands = 0;
                    serve(maildrop, asked);
                } else {
                    bad(Pop3Reply.LOG_IN_FIRST);
                }
            }
        }
    }

    private void logIn(LoginDialog login, Pop3Command.Authorization command) {
        switch (command) {
            case Pop3Command.User user -> login.user(user);
            case Pop3Command.Pass pass -> login.pass(pass);
            case Pop3Command.ApopLogin apop -> login.apop(apop);
            case Pop3Command.Authenticate authenticate -> login.authenticate(authenticate);
            case Pop3Command.ListMechanisms _ -> {
                String names = String.join("\r\n", services.mechanisms(connection));
                write(Pop3Reply.ok("Mechanisms follow").line() + names + "\r\n.\r\n");
                finished();
            }
            case Pop3Command.StartTls _ -> startTls();
            // Names, passwords and messages are UTF-8 in either mode, so there is nothing to turn.
            case Pop3Command.EnableUtf8 _ -> answer(Pop3Reply.ok("UTF-8 it is"));
        }
    }

    private void serve(Maildrop maildrop, Pop3Command.Transaction command) {
        switch (command) {
            case Pop3Command.Stat _ ->
                    answer(Pop3Reply.ok(maildrop.count() + " " + maildrop.octets()));
            case Pop3Command.ListSizes list ->
                    list(maildrop, list.number(), m -> Long.toString(m.sizeBytes()));
            case Pop3Command.ListUids list -> list(maildrop, list.number(), maildrop::uniqueId);
            case Pop3Command.Retrieve retrieve -> {
                if (maildrop.has(retrieve.number())) {
                    MessageSender.retrieve(this, maildrop, retrieve.number()).begin();
                } else {
                    answer(Pop3Reply.NO_SUCH_MESSAGE);
                }
            }
            case Pop3Command.Top top -> {
                if (maildrop.has(top.number())) {
                    MessageSender.top(this, maildrop, top.number(), top.bodyLinesMax()).begin();
                } else {
                    answer(Pop3Reply.NO_SUCH_MESSAGE);
                }
            }
            case Pop3Command.Delete delete -> delete(maildrop, delete.number());
            case Pop3Command.Reset _ -> {
                maildrop.reset();
                answer(Pop3Reply.ok("The maildrop has " + maildrop.count() + " messages"));
            }
            case Pop3Command.Noop _ -> answer(Pop3Reply.ok("Nothing done"));
        }
    }

    private void list(
            Maildrop maildrop, OptionalInt number, Function<FetchedMessage, String> shown) {
        if (number.isEmpty()) {
            new ListingSender(this, maildrop, shown).begin();
        } else {
            find(
                    maildrop,
                    number.getAsInt(),
                    message ->
                            answer(Pop3Reply.ok(number.getAsInt() + " " + shown.apply(message))));
        }
    }

    private void delete(Maildrop maildrop, int number) {
        find(
                maildrop,
                number,
                message -> {
                    maildrop.delete(message);
                    answer(Pop3Reply.ok("The message is marked deleted"));
                });
    }

    /** Gives the numbers of a message that is there and not marked deleted, or answers. */
    private void find(Maildrop maildrop, int number, Consumer<FetchedMessage> found) {
        if (!maildrop.has(number)) {
            answer(Pop3Reply.NO_SUCH_MESSAGE);
            return;
        }
        MessageSet one = new MessageSet.SequenceNumbers(NumberSet.of(number));
        ask(
                maildrop.account(),
                new FetchMessages(maildrop.view(), one, FetchItems.FLAGS, 0, FetchCursor.START),
                MessagesFetched.class,
                page -> {
                    if (page.messages().isEmpty()) {
                        answer(Pop3Reply.REMOVED_MEANWHILE);
                    } else if (maildrop.isDeleted(page.messages().getFirst())) {
                        answer(Pop3Reply.MARKED_DELETED);
                    } else {
                        found.accept(page.messages().getFirst());
                    }
                },
                refused -> answer(Pop3Reply.of(refused.reason())));
    }

    private void startTls() {
        if (connection.canStartTls()) {
            connection.startTls(Buffer.buffer(Pop3Reply.ok("Begin TLS").line()));
        } else if (connection.isTls()) {
            bad(Pop3Reply.error("TLS is on already"));
        } else {
            bad(Pop3Reply.error("There is no TLS here"));
        }
    }

    private void capabilities() {
        write(Capabilities.text(services, connection, state instanceof Authorization));
        finished();
    }

    private void quit() {
        switch (state) {
            case Transaction(Maildrop maildrop) -> {
                state = new Update();
                new MaildropUpdate(this, maildrop).begin();
            }
            case Authorization _, Update _ -> goodbye(Pop3Reply.GOODBYE);
        }
    }

    // For those who work on a command

    /** The client is who it says: opens its maildrop. */
    void open(String name) {
        AccountName account =
                AccountName.parse(name)
                        .accepted()
                        .orElseThrow(
                                () -> new IllegalStateException("not an account name: " + name));
        ask(
                account,
                new ExamineMailbox(MailboxName.INBOX),
                MailboxOpened.class,
                opened -> {
                    log.info("{}: login of {}", connection.id(), account);
                    services.metrics().loggedIn();
                    Maildrop maildrop = new Maildrop(account, opened);
                    state = new Transaction(maildrop);
                    connection.idleMillisMax(services.options().idleMillis());
                    badCommands = 0;
                    answer(
                            Pop3Reply.ok(
                                    maildrop.count()
                                            + " messages ("
                                            + maildrop.octets()
                                            + " octets)"));
                },
                refused -> answer(Pop3Reply.of(refused.reason())));
    }

    /** Asks the account's owner; a reply of another kind is a bug and ends the connection. */
    <T extends AccountReply> void ask(
            AccountName account,
            AccountWork work,
            Class<T> expected,
            Consumer<? super T> told,
            Consumer<? super Refused> refused) {
        connection.then(
                services.accounts().perform(account, work),
                reply -> {
                    if (reply instanceof Refused no) {
                        refused.accept(no);
                    } else {
                        told.accept(expected.cast(reply));
                    }
                });
    }

    Pop3Metrics metrics() {
        return services.metrics();
    }

    void write(String text) {
        connection.write(text);
    }

    void write(Buffer bytes) {
        connection.write(bytes);
    }

    /** Goes on when the client has taken enough of what was written. */
    void whenDrained(Runnable then) {
        connection.then(connection.drained(), _ -> then.run());
    }

    /** Says a command's whole answer. */
    void answer(Pop3Reply reply) {
        write(reply.line());
        finished();
    }

    /** Says that a command was not understood or out of place. Too many of them are the end. */
    void bad(Pop3Reply reply) {
        badCommands++;
        if (badCommands >= services.options().badCommandsMax()) {
            goodbye(Pop3Reply.TOO_MANY_ERRORS);
        } else {
            answer(reply);
        }
    }

    /** A command is answered: the next one may come. */
    void finished() {
        busy = false;
        if (stopping) {
            goodbye(Pop3Reply.STOPPING);
        } else {
            connection.ready();
        }
    }

    /** Says the last words. */
    void goodbye(Pop3Reply reply) {
        write(reply.line());
        connection.close();
    }

    /**
     * Ends in the middle of a multi-line answer: the missing last line is all that can tell the
     * client that it does not have everything.
     */
    void breakOff(String why) {
        log.warn("{}: {}, connection closed", connection.id(), why);
        connection.close();
    }
}
