package org.posthouse.node.protocol.pwd;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.settings.SettingsPrinter;
import org.posthouse.node.net.CloseReason;
import org.posthouse.node.net.Line;
import org.posthouse.node.net.LineConnection;
import org.posthouse.node.net.ProtocolSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client: first its login, then its commands, one at a time. */
final class PwdSession implements ProtocolSession {
    private static final Logger LOG = LoggerFactory.getLogger(PwdSession.class);

    /** How far a client has come. */
    private sealed interface State {
        /** It has not logged in. */
        record Stranger() implements State {}

        record LoggedIn(AccountName account) implements State {}
    }

    private final LineConnection connection;
    private final PwdServices services;
    private final PwdExecutor executor;
    private PwdLogin login;
    private State state = new State.Stranger();
    private boolean inline;
    private boolean busy;
    private boolean stopping;

    PwdSession(LineConnection connection, PwdServices services, PwdExecutor executor) {
        this.connection = connection;
        this.services = services;
        this.executor = executor;
        this.login = new PwdLogin(connection, services);
    }

    @Override
    public void opened() {
        write(
                "200 Posthouse at "
                        + services.host()
                        + " PWD Server "
                        + services.version()
                        + " ready "
                        + login.challenge());
        connection.ready();
    }

    @Override
    public void line(Line line) {
        busy = true;
        Optional<String> text = text(line);
        if (text.isEmpty()) {
            answer(PwdReply.failed("a line is UTF-8 text without control characters"));
            return;
        }
        switch (state) {
            case State.Stranger _ when login.isExchanging() -> beforeLogin("", text.get());
            case State.Stranger _ -> split(text.get(), this::beforeLogin);
            case State.LoggedIn(AccountName account) ->
                    split(text.get(), (verb, rest) -> command(account, verb, rest, text.get()));
        }
    }

    /** Takes a verb and what stands behind it. */
    private interface Verb {
        void of(String verb, String rest);
    }

    private static void split(String text, Verb verb) {
        String line = text.stripLeading();
        int space = line.indexOf(' ');
        verb.of(
                (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT),
                space < 0 ? "" : line.substring(space + 1));
    }

    private void beforeLogin(String verb, String rest) {
        switch (verb) {
            case "QUIT" -> quit();
            case "STLS" -> startTls();
            default ->
                    connection.then(
                            login.step(verb, rest),
                            outcome -> {
                                switch (outcome) {
                                    case PwdLogin.Outcome.Said said -> answer(said.reply());
                                    case PwdLogin.Outcome.Enough enough -> {
                                        write(line(enough.reply()));
                                        connection.close();
                                    }
                                    case PwdLogin.Outcome.In in -> {
                                        state = new State.LoggedIn(in.account());
                                        LOG.info("{}: {} logged in", connection.id(), in.account());
                                        answer(new PwdReply.Done("login OK, proceed"));
                                    }
                                }
                            });
        }
    }

    private void command(AccountName account, String verb, String rest, String line) {
        switch (verb) {
            case "QUIT" -> quit();
            case "STLS" -> startTls();
            case "INLINE" -> {
                inline = true;
                answer(PwdReply.OK);
            }
            case "NEWPASS" -> perform(executor.newPassword(account, rest));
            case "USER", "PASS", "APOP", "AUTH" ->
                    answer(PwdReply.failed("you have logged in already"));
            default -> administer(account, verb, line);
        }
    }

    private void administer(AccountName account, String verb, String line) {
        Optional<PwdCommand> command;
        try {
            int at = line.length() - line.stripLeading().length() + verb.length();
            command =
                    PwdVerbs.read(verb, new Arguments(line, at, services.directory().mainDomain()));
        } catch (BadArguments bad) {
            answer(PwdReply.failed(String.valueOf(bad.getMessage())));
            return;
        }
        if (command.isEmpty()) {
            answer(new PwdReply.Failed(500, "unknown command"));
            return;
        }
        Future<PwdReply> done = executor.perform(account, command.get());
        if (command.get() instanceof PwdCommand.Shutdown) {
            connection.then(done, this::shutDown);
        } else {
            perform(done);
        }
    }

    private void shutDown(PwdReply reply) {
        answer(reply);
        if (reply.equals(PwdReply.OK)) {
            LOG.info("{}: the node is asked to stop", connection.id());
            services.shutdown().run();
        }
    }

    private void perform(Future<PwdReply> done) {
        connection.then(
                done,
                this::answer,
                failure -> {
                    LOG.error("{}: a command failed", connection.id(), failure);
                    answer(PwdReply.failed("internal error, see the log"));
                });
    }

    private void quit() {
        write("200 Posthouse PWD connection closed");
        connection.close();
    }

    private void startTls() {
        if (!connection.canStartTls()) {
            answer(PwdReply.failed("TLS can't be started"));
            return;
        }
        connection.startTls(Buffer.buffer("200 please start TLS\r\n"));
    }

    @Override
    public void secured() {
        // Whoever could write into the clear connection must not have logged in for us.
        state = new State.Stranger();
        inline = false;
        busy = false;
        login = new PwdLogin(connection, services, login.challenge());
        connection.ready();
    }

    private void answer(PwdReply reply) {
        if (reply instanceof PwdReply.LongData data) {
            connection.write(inline ? "201 " : "200 data follow\r\n");
            stream(data.pieces());
            return;
        }
        write(line(reply));
        next();
    }

    private void stream(PwdReply.Pieces pieces) {
        connection.then(
                connection.drained(),
                _ ->
                        connection.then(
                                pieces.next(),
                                piece -> {
                                    if (piece.isPresent()) {
                                        connection.write(piece.get());
                                        stream(pieces);
                                    } else {
                                        write("");
                                        next();
                                    }
                                }),
                _ -> {});
    }

    private void next() {
        busy = false;
        if (stopping) {
            goodbye();
            return;
        }
        // The next answer waits until this one has left: a client that never reads costs one.
        connection.then(connection.drained(), _ -> connection.ready(), _ -> {});
    }

    private String line(PwdReply reply) {
        return switch (reply) {
            case PwdReply.Done done -> "200 " + done.text();
            case PwdReply.GoOn more -> "300 " + more.text();
            case PwdReply.Failed failed -> failed.code() + " " + printable(failed.text());
            case PwdReply.Data data -> {
                String wire = SettingsPrinter.wire(data.value());
                yield inline ? "201 " + wire : "200 data follow\r\n" + wire;
            }
            case PwdReply.LongData _ ->
                    throw new IllegalStateException("a long answer is no line: " + this);
        };
    }

    private void write(String line) {
        connection.write(line + "\r\n");
    }

    @Override
    public void lineTooLong(Line beginning) {
        busy = true;
        answer(PwdReply.failed("line is too long"));
    }

    @Override
    public void idle() {
        write("500 nothing was said for too long");
    }

    @Override
    public void shutdown() {
        stopping = true;
        if (!busy) {
            goodbye();
        }
    }

    private void goodbye() {
        write("500 the server is stopping");
        connection.close();
    }

    @Override
    public void closed(CloseReason reason) {
        LOG.debug("{}: closed, {}", connection.id(), reason);
    }

    @Override
    public String toString() {
        return "PwdSession[" + connection.id() + ", " + state + "]";
    }

    private static Optional<String> text(Line line) {
        if (line.hasNul() || line.hasBareCr()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(line.bytes()))
                            .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    private static String printable(@Nullable String text) {
        return String.valueOf(text).replaceAll("\\p{Cntrl}", "?");
    }
}
