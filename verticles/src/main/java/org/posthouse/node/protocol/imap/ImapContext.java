package org.posthouse.node.protocol.imap;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.account.Refusal;
import org.posthouse.node.net.Line;
import org.posthouse.node.net.LineConnection;
import org.posthouse.node.protocol.imap.ImapState.LoggedIn;
import org.posthouse.node.protocol.imap.ImapState.NotAuthenticated;
import org.posthouse.node.protocol.imap.ImapState.Selected;

/** What the commands of one session work on. Lives on the connection's event loop. */
final class ImapContext {
    /** Takes lines that are no commands, while a command waits for them. */
    @FunctionalInterface
    interface LineTaker {
        void line(Line line);
    }

    final LineConnection connection;
    final ImapServices services;
    private ImapState state = new NotAuthenticated(0);
    private boolean condstore;
    private @Nullable LineTaker lineTaker;
    private Runnable cleanup = () -> {};

    ImapContext(LineConnection connection, ImapServices services) {
        this.connection = connection;
        this.services = services;
    }

    ImapState state() {
        return state;
    }

    void become(ImapState next) {
        state = next;
    }

    Selected selected() {
        if (state instanceof Selected selected) {
            return selected;
        }
        throw new IllegalStateException("no mailbox is selected: " + state);
    }

    /** Whether the client wants modification sequences in what it is told (RFC 7162, 3.1). */
    boolean isCondstore() {
        return condstore;
    }

    /** The first command that uses modification sequences turns them on for good. */
    void enableCondstore() {
        if (condstore) {
            return;
        }
        condstore = true;
        if (state instanceof Selected selected) {
            write(
                    new ReplyWriter()
                            .ascii("* OK [HIGHESTMODSEQ ")
                            .number(selected.mailbox().view().flagsModSeq())
                            .ascii("] Modification sequences are told from now on")
                            .crlf());
        }
    }

    /** Asks the owner of the session's account. */
    Future<AccountReply> perform(AccountWork work) {
        if (state instanceof LoggedIn loggedIn) {
            return services.accounts().perform(loggedIn.account(), work);
        }
        throw new IllegalStateException("nobody is logged in: " + state);
    }

    /** Asks, and goes on with the answer; a refusal becomes the command's outcome. */
    <T extends AccountReply> Future<Outcome> ask(
            AccountWork work, Class<T> expected, Function<T, Future<Outcome>> then) {
        return ask(work, expected, then, ImapReplies::of);
    }

    <T extends AccountReply> Future<Outcome> ask(
            AccountWork work,
            Class<T> expected,
            Function<T, Future<Outcome>> then,
            Function<Refusal, TaggedReply> refused) {
        return perform(work).compose(reply -> answered(reply, expected, then, refused));
    }

    static <T extends AccountReply> Future<Outcome> answered(
            AccountReply reply,
            Class<T> expected,
            Function<T, Future<Outcome>> then,
            Function<Refusal, TaggedReply> refused) {
        if (reply instanceof AccountReply.Refused no) {
            return Future.succeededFuture(Outcome.of(refused.apply(no.reason())));
        }
        if (!expected.isInstance(reply)) {
            throw new IllegalStateException(
                    "wanted " + expected.getSimpleName() + ", got " + reply);
        }
        return then.apply(expected.cast(reply));
    }

    /** Whether only the full disk says no: reading goes on without what it would note down. */
    static boolean isStorageFull(AccountReply reply) {
        return reply instanceof AccountReply.Refused no && no.reason() == Refusal.STORAGE_FULL;
    }

    void write(ReplyWriter out) {
        if (!out.isEmpty()) {
            connection.write(out.take());
        }
    }

    void write(String line) {
        write(new ReplyWriter(line.length() + 2).ascii(line).crlf());
    }

    /** Adds the table of flags when it has grown since the client was last told. */
    void tellKeywords(List<String> keywords, ReplyWriter out) {
        Selected selected = selected();
        if (selected.mailbox().keywords().size() == keywords.size()) {
            return;
        }
        become(selected.with(selected.mailbox().withKeywords(keywords)));
        writeFlags(keywords, selected.mailbox().readOnly(), out);
    }

    static void writeFlags(List<String> keywords, boolean readOnly, ReplyWriter out) {
        out.ascii("* FLAGS ").ascii(FlagTexts.all(keywords, "")).crlf();
        out.ascii("* OK [PERMANENTFLAGS ")
                .ascii(readOnly ? "()" : FlagTexts.all(keywords, " \\*"))
                .ascii("] ")
                .ascii(readOnly ? "The mailbox is read-only" : "Flags that can be stored")
                .crlf();
    }

    /** The next lines are this taker's, until {@link #takeCommands}. */
    void takeLines(LineTaker taker) {
        lineTaker = taker;
    }

    void takeCommands() {
        lineTaker = null;
    }

    @Nullable LineTaker lineTaker() {
        return lineTaker;
    }

    /** What has to be let go of if the connection ends before the command does. */
    void cleanup(Runnable task) {
        cleanup = task;
    }

    void cleanUp() {
        Runnable task = cleanup;
        cleanup = () -> {};
        task.run();
    }

    Future<Void> delay(Duration delay) {
        Promise<Void> over = Promise.promise();
        connection.after(delay, over::complete);
        return over.future();
    }

    /** Says goodbye and ends the connection. */
    void bye(String text) {
        write("* BYE " + text);
        state = new ImapState.LoggedOut();
        connection.close();
    }

    /** The capabilities of this connection as it is now. */
    String capabilities() {
        StringBuilder text = new StringBuilder("IMAP4rev1 LITERAL+ SASL-IR ID ENABLE IDLE");
        text.append(" NAMESPACE UNSELECT CHILDREN SPECIAL-USE UIDPLUS MOVE CONDSTORE ESEARCH");
        if (state instanceof NotAuthenticated) {
            if (connection.canStartTls()) {
                text.append(" STARTTLS");
            }
            if (!allowsClearText()) {
                text.append(" LOGINDISABLED");
            }
            services.sasl()
                    .offered(
                            connection.channelBindings(),
                            connection.isTls(),
                            connection.isLoopback())
                    .forEach(name -> text.append(" AUTH=").append(name));
        }
        return text.toString();
    }

    boolean allowsClearText() {
        return services.policy().allowsClearText(connection.isTls(), connection.isLoopback());
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
