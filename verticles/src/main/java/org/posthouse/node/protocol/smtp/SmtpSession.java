package org.posthouse.node.protocol.smtp;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthouse.core.address.ForwardPath;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.address.ReversePath;
import org.posthouse.node.auth.SaslStep;
import org.posthouse.node.net.ByteSink;
import org.posthouse.node.net.CloseReason;
import org.posthouse.node.net.Line;
import org.posthouse.node.net.LineConnection;
import org.posthouse.node.net.ProtocolSession;
import org.posthouse.node.protocol.smtp.RecipientResolver.Resolution;
import org.posthouse.node.protocol.smtp.SmtpCommand.Bdat;
import org.posthouse.node.protocol.smtp.SmtpCommand.Hello;
import org.posthouse.node.protocol.smtp.SmtpCommand.HelloVerb;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's conversation, in any of the three dialects. */
final class SmtpSession implements ProtocolSession {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpSession.class);
    private static final Set<String> CLEAR_TEXT = Set.of("PLAIN", "LOGIN");

    /** A BDAT so many times too large is not swallowed. */
    private static final long SWALLOWED_MESSAGES_MAX = 16;

    /** Where the conversation is. */
    sealed interface Phase {
        /** No hello yet. */
        record Fresh() implements Phase {}

        /** Between messages. */
        record Greeted(Hello hello) implements Phase {}

        /** MAIL was accepted; recipients come. */
        record Mailing(Hello hello, MailTransaction mail) implements Phase {}

        /** Bytes come. */
        record Receiving(Hello hello, MailTransaction mail, MessageIntake intake)
                implements Phase {}

        /** The next line belongs to a login. */
        record Authenticating(Hello hello, AuthDialog dialog) implements Phase {}

        /** A command is being carried out elsewhere. */
        record Working() implements Phase {}
    }

    private final SmtpService service;
    private final SmtpDialect dialect;
    private final LineConnection connection;
    private final SmtpLimits limits;
    private Phase phase = new Phase.Fresh();
    private Optional<String> user = Optional.empty();
    private int errors;
    private int loginFailures;
    private boolean stopping;

    SmtpSession(SmtpService service, SmtpDialect dialect, LineConnection connection) {
        this.service = service;
        this.dialect = dialect;
        this.connection = connection;
        this.limits = service.limits();
    }

    // ---- what the connection tells

    @Override
    public void opened() {
        connection.idleMillisMax(limits.commandMillis());
        reply(
                SmtpReply.plain(
                        220,
                        service.settings().hostName()
                                + (dialect == SmtpDialect.LMTP ? " LMTP" : " ESMTP")
                                + " Posthouse"));
    }

    @Override
    public void line(Line line) {
        if (phase instanceof Phase.Authenticating authenticating) {
            turn(authenticating.hello, authenticating.dialog, authenticating.dialog.respond(line));
        } else {
            dispatch(SmtpParser.parse(line));
        }
    }

    @Override
    public void lineTooLong(Line beginning) {
        if (phase instanceof Phase.Authenticating authenticating) {
            phase = new Phase.Greeted(authenticating.hello);
        }
        reply(SmtpReplies.LINE_TOO_LONG);
    }

    @Override
    public void secured() {
        // What was said before could be anybody's (RFC 3207, 4.2).
        phase = new Phase.Fresh();
        user = Optional.empty();
        connection.ready();
    }

    @Override
    public void idle() {
        connection.write(SmtpReplies.IDLE.encode());
    }

    @Override
    public void shutdown() {
        stopping = true;
        if (!(phase instanceof Phase.Working)) {
            end(SmtpReplies.STOPPING);
        }
    }

    @Override
    public void closed(CloseReason reason) {
        forget();
    }

    // ---- commands

    private void dispatch(SmtpCommand command) {
        switch (command) {
            case Hello hello -> hello(hello);
            case SmtpCommand.Mail mail -> mail(mail);
            case SmtpCommand.Rcpt rcpt -> rcpt(rcpt);
            case SmtpCommand.Data _ -> data();
            case Bdat bdat -> bdat(bdat);
            case SmtpCommand.Rset _ -> {
                rset();
                reply(SmtpReplies.OK);
            }
            case SmtpCommand.Noop _ -> reply(SmtpReplies.OK);
            case SmtpCommand.Quit _ -> end(SmtpReplies.BYE);
            case SmtpCommand.Help _ -> reply(SmtpReplies.HELP);
            case SmtpCommand.Vrfy _ -> reply(SmtpReplies.VRFY);
            case SmtpCommand.StartTls _ -> startTls();
            case SmtpCommand.Auth auth -> auth(auth);
            case SmtpCommand.Refused refused -> reply(refused.reply());
            case SmtpCommand.OutOfStep lost -> end(lost.reply());
        }
    }

    private void hello(Hello hello) {
        boolean lhlo = hello.verb() == HelloVerb.LHLO;
        if (lhlo != (dialect == SmtpDialect.LMTP)) {
            reply(lhlo ? SmtpReplies.EHLO_HERE : SmtpReplies.LHLO_HERE);
            return;
        }
        forget();
        phase = new Phase.Greeted(hello);
        String host = service.settings().hostName();
        if (hello.verb() == HelloVerb.HELO) {
            reply(SmtpReply.plain(250, host));
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add(host);
        lines.add("PIPELINING");
        lines.add("SIZE " + limits.messageBytesMax());
        if (connection.canStartTls()) {
            lines.add("STARTTLS");
        }
        lines.add("AUTH " + String.join(" ", offeredMechanisms()));
        Collections.addAll(
                lines,
                "8BITMIME",
                "ENHANCEDSTATUSCODES",
                "CHUNKING",
                "BINARYMIME",
                "SMTPUTF8",
                "DSN",
                "HELP");
        reply(new SmtpReply(250, lines));
    }

    private void mail(SmtpCommand.Mail command) {
        SmtpReply refused =
                switch (phase) {
                    case Phase.Greeted _ -> mayMail(command);
                    case Phase.Mailing _, Phase.Receiving _ -> SmtpReplies.IN_TRANSACTION;
                    case Phase.Fresh _, Phase.Authenticating _, Phase.Working _ ->
                            SmtpReplies.HELLO_FIRST;
                };
        if (refused.isError()) {
            reply(refused);
            return;
        }
        MailTransaction mail =
                new MailTransaction(
                        service.nextId(), command.reversePath(), command.parameters(), user);
        phase = new Phase.Mailing(hello(), mail);
        reply(refused);
    }

    private SmtpReply mayMail(SmtpCommand.Mail command) {
        if (needsLogin()) {
            return SmtpReplies.LOGIN_FIRST;
        }
        if (command.parameters().sizeBytes() > limits.messageBytesMax()) {
            return SmtpReplies.TOO_LARGE;
        }
        return command.reversePath() instanceof ReversePath.Sender sender
                        && sender.address().needsUtf8()
                        && !command.parameters().smtpUtf8()
                ? SmtpReplies.NEEDS_SMTPUTF8
                : SmtpReplies.SENDER_OK;
    }

    private boolean needsLogin() {
        return user.isEmpty()
                && switch (dialect) {
                    case SMTP -> false;
                    case SUBMISSION -> true;
                    case LMTP -> !connection.isLoopback();
                };
    }

    private void rcpt(SmtpCommand.Rcpt command) {
        if (!(phase instanceof Phase.Mailing mailing)) {
            reply(
                    phase instanceof Phase.Receiving
                            ? SmtpReplies.IN_TRANSACTION
                            : SmtpReplies.MAIL_FIRST);
            return;
        }
        MailAddress address =
                switch (command.forwardPath()) {
                    case ForwardPath.Postmaster _ ->
                            new MailAddress("postmaster", service.settings().mainDomain());
                    case ForwardPath.Recipient recipient -> recipient.address();
                };
        if (address.needsUtf8() && !mailing.mail.isSmtpUtf8()) {
            refuseRecipient(SmtpReplies.NEEDS_SMTPUTF8);
            return;
        }
        if (mailing.mail.recipients().size() >= limits.recipientsMax()) {
            refuseRecipient(SmtpReplies.TOO_MANY_RECIPIENTS);
            return;
        }
        boolean mayRelay = user.isPresent() && dialect != SmtpDialect.LMTP;
        phase = new Phase.Working();
        connection.then(
                service.resolver().resolve(address, mayRelay),
                resolution -> {
                    phase = mailing;
                    switch (resolution) {
                        case Resolution.Accepted accepted -> {
                            mailing.mail.add(
                                    new Recipient(
                                            address,
                                            command.parameters(),
                                            accepted.accounts(),
                                            accepted.remotes()));
                            reply(SmtpReplies.RECIPIENT_OK);
                        }
                        case Resolution.Refused refused -> refuseRecipient(refused.reply());
                    }
                });
    }

    private void refuseRecipient(SmtpReply reply) {
        service.counters().recipientsRefused.increment();
        reply(reply);
    }

    private void rset() {
        forget();
        switch (phase) {
            case Phase.Mailing mailing -> phase = new Phase.Greeted(mailing.hello);
            case Phase.Receiving receiving -> phase = new Phase.Greeted(receiving.hello);
            case Phase.Fresh _, Phase.Greeted _, Phase.Authenticating _, Phase.Working _ -> {}
        }
    }

    private void startTls() {
        if (connection.isTls()) {
            reply(SmtpReplies.TLS_ALREADY);
        } else if (!connection.canStartTls()) {
            reply(SmtpReplies.TLS_NOT_AVAILABLE);
        } else {
            forget();
            phase = new Phase.Fresh();
            connection.startTls(SmtpReplies.START_TLS.encode());
        }
    }

    // ---- the message

    private void data() {
        if (!(phase instanceof Phase.Mailing mailing)) {
            reply(
                    phase instanceof Phase.Receiving
                            ? SmtpReplies.IN_TRANSACTION
                            : SmtpReplies.MAIL_FIRST);
            return;
        }
        if (mailing.mail.recipients().isEmpty()) {
            reply(SmtpReplies.NO_RECIPIENTS);
            return;
        }
        if (mailing.mail.isBinary()) {
            reply(SmtpReplies.BINARY_NEEDS_BDAT);
            return;
        }
        Phase.Receiving receiving =
                receive(mailing, DataScanner.dotted(limits.messageLineBytesMax()));
        connection.write(SmtpReplies.GO_AHEAD.encode());
        connection.enterRaw((chunk, from) -> {
            int taken = receiving.intake.data(chunk.getBytes(from, chunk.length()));
            if (receiving.intake.isEnded()) {
                connection.leaveRaw();
                complete(receiving);
            }
            return taken;
        });
    }

    private void bdat(Bdat bdat) {
        Optional<SmtpReply> refused =
                switch (phase) {
                    case Phase.Mailing mailing ->
                            mailing.mail.recipients().isEmpty()
                                    ? Optional.of(SmtpReplies.NO_RECIPIENTS)
                                    : Optional.empty();
                    case Phase.Receiving _ -> Optional.empty();
                    case Phase.Fresh _, Phase.Greeted _, Phase.Authenticating _, Phase.Working _ ->
                            Optional.of(SmtpReplies.MAIL_FIRST);
                };
        if (bdat.count() / SWALLOWED_MESSAGES_MAX > limits.messageBytesMax()) {
            end(SmtpReplies.TOO_LARGE);
        } else if (refused.isPresent()) {
            connection.idleMillisMax(limits.dataMillis());
            connection.readBytes(bdat.count(), swallow(refused.get()));
        } else {
            Phase.Receiving receiving =
                    switch (phase) {
                        case Phase.Receiving more -> more;
                        case Phase.Mailing mailing ->
                                receive(mailing, DataScanner.counted(limits.messageLineBytesMax()));
                        case Phase.Fresh _,
                                Phase.Greeted _,
                                Phase.Authenticating _,
                                Phase.Working _ ->
                                throw new IllegalStateException("BDAT without MAIL: " + phase);
                    };
            connection.idleMillisMax(limits.dataMillis());
            connection.readBytes(bdat.count(), chunk(receiving, bdat));
        }
    }

    private ByteSink chunk(Phase.Receiving receiving, Bdat bdat) {
        if (receiving.intake.sizeBytes() + bdat.count() > limits.messageBytesMax()) {
            receiving.intake.refuse(SmtpReplies.TOO_LARGE);
        }
        return new ByteSink() {
            @Override
            public void piece(Buffer piece) {
                receiving.intake.chunk(piece.getBytes());
            }

            @Override
            public void end() {
                connection.idleMillisMax(limits.commandMillis());
                SmtpReply problem = receiving.intake.problem();
                if (bdat.last()) {
                    receiving.intake.endChunks();
                    complete(receiving);
                } else if (problem != null) {
                    // The whole transaction has failed (RFC 3030, 2).
                    service.counters().refused.increment();
                    rset();
                    reply(problem);
                } else {
                    reply(SmtpReply.of(250, "2.0.0", bdat.count() + " octets received"));
                }
            }
        };
    }

    private ByteSink swallow(SmtpReply then) {
        return new ByteSink() {
            @Override
            public void piece(Buffer piece) {}

            @Override
            public void end() {
                connection.idleMillisMax(limits.commandMillis());
                reply(then);
            }
        };
    }

    private Phase.Receiving receive(Phase.Mailing mailing, DataScanner scanner) {
        connection.idleMillisMax(limits.dataMillis());
        MessageIntake intake =
                IntakePlans.intake(
                        service, dialect, connection, mailing.hello, mailing.mail, user, scanner);
        Phase.Receiving receiving = new Phase.Receiving(mailing.hello, mailing.mail, intake);
        phase = receiving;
        return receiving;
    }

    /** All bytes have come: refuse or deliver, then say so. */
    private void complete(Phase.Receiving receiving) {
        connection.idleMillisMax(limits.commandMillis());
        MailTransaction mail = receiving.mail;
        SmtpReply problem = receiving.intake.problem();
        int replies = dialect == SmtpDialect.LMTP ? mail.recipients().size() : 1;
        phase = new Phase.Working();
        Future<List<SmtpReply>> done =
                problem != null
                        ? Future.succeededFuture(Collections.nCopies(replies, problem))
                        : receiving
                                .intake
                                .finish()
                                .compose(message -> deliver(mail, message))
                                .otherwise(failure ->
                                        Collections.nCopies(
                                                replies, SmtpReplies.of(failure, limits)));
        // Whether or not the client is still there.
        done.onComplete(_ -> receiving.intake.discard());
        connection.then(
                done,
                all -> {
                    phase = new Phase.Greeted(receiving.hello);
                    account(mail, receiving.intake.sizeBytes(), all);
                    all.subList(0, all.size() - 1).forEach(one -> connection.write(one.encode()));
                    reply(all.getLast());
                });
    }

    private Future<List<SmtpReply>> deliver(MailTransaction mail, IncomingMessage message) {
        Delivery delivery =
                new Delivery(
                        mail,
                        message,
                        service.accounts(),
                        service.queue(),
                        limits,
                        service.counters());
        return dialect == SmtpDialect.LMTP ? delivery.forEach() : delivery.forAll().map(List::of);
    }

    private void account(MailTransaction mail, long sizeBytes, List<SmtpReply> replies) {
        boolean accepted = replies.stream().anyMatch(reply -> !reply.isError());
        if (accepted) {
            // Who brings good mail may go on asking for unknown recipients.
            errors = 0;
            service.counters().accepted.increment();
            service.counters().bytes.add(sizeBytes);
        } else {
            service.counters().refused.increment();
        }
        LOG.info(
                "{}: {} from=<{}> bytes={} recipients={} reply={} {}",
                connection.id(),
                mail.id(),
                mail.sender(),
                sizeBytes,
                mail.recipients().size(),
                replies.getFirst().code(),
                replies.getFirst().lines().getFirst());
    }

    // ---- logins

    private List<String> offeredMechanisms() {
        return service.sasl()
                .offered(connection.channelBindings(), connection.isTls(), connection.isLoopback());
    }

    private void auth(SmtpCommand.Auth command) {
        if (user.isPresent()) {
            reply(SmtpReplies.LOGGED_IN);
            return;
        }
        if (!(phase instanceof Phase.Greeted greeted)) {
            reply(
                    phase instanceof Phase.Fresh
                            ? SmtpReplies.HELLO_FIRST
                            : SmtpReplies.IN_TRANSACTION);
            return;
        }
        service.sasl()
                .mechanism(
                        command.mechanism(),
                        connection.channelBindings(),
                        connection.isTls(),
                        connection.isLoopback())
                .map(AuthDialog::new)
                .ifPresentOrElse(
                        dialog ->
                                turn(
                                        greeted.hello,
                                        dialog,
                                        dialog.start(command.initialResponse())),
                        () ->
                                reply(
                                        CLEAR_TEXT.contains(command.mechanism())
                                                ? SmtpReplies.NEEDS_TLS
                                                : SmtpReplies.UNKNOWN_MECHANISM));
    }

    private void turn(Hello hello, AuthDialog dialog, AuthDialog.Turn turn) {
        switch (turn) {
            case AuthDialog.Turn.Ended ended -> {
                phase = new Phase.Greeted(hello);
                reply(ended.reply());
            }
            case AuthDialog.Turn.Asked asked -> {
                phase = new Phase.Working();
                connection.then(asked.step(), step -> step(hello, dialog, step));
            }
        }
    }

    private void step(Hello hello, AuthDialog dialog, SaslStep step) {
        switch (step) {
            case SaslStep.Challenge challenge -> {
                phase = new Phase.Authenticating(hello, dialog);
                reply(AuthDialog.challenge(challenge));
            }
            case SaslStep.Success success -> {
                phase = new Phase.Greeted(hello);
                user = Optional.of(success.account());
                service.counters().logins.increment();
                LOG.info("{}: {} has logged in", connection.id(), success.account());
                reply(SmtpReplies.AUTHENTICATED);
            }
            case SaslStep.Failure failure -> {
                service.counters().loginsFailed.increment();
                LOG.info(
                        "{}: login failed from {}: {}",
                        connection.id(),
                        connection.remoteAddress().getAddress().getHostAddress(),
                        failure.reason());
                if (failure.reason() != SaslStep.Reason.TRY_LATER) {
                    loginFailures++;
                }
                connection.after(
                        service.settings().loginPolicy().failureDelay(),
                        () -> loginFailed(hello, failure));
            }
        }
    }

    private void loginFailed(Hello hello, SaslStep.Failure failure) {
        phase = new Phase.Greeted(hello);
        if (service.settings().loginPolicy().isExhausted(loginFailures)) {
            connection.write(SmtpReplies.of(failure.reason()).encode());
            end(SmtpReplies.TOO_MANY_LOGINS);
        } else {
            reply(SmtpReplies.of(failure.reason()));
        }
    }

    // ---- the end of each command

    private Hello hello() {
        return switch (phase) {
            case Phase.Greeted greeted -> greeted.hello;
            case Phase.Mailing mailing -> mailing.hello;
            case Phase.Receiving receiving -> receiving.hello;
            case Phase.Authenticating authenticating -> authenticating.hello;
            case Phase.Fresh _, Phase.Working _ ->
                    throw new IllegalStateException("no hello: phase=" + phase);
        };
    }

    private void reply(SmtpReply reply) {
        connection.write(reply.encode());
        if (reply.code() >= 500 && ++errors > limits.errorsMax()) {
            end(SmtpReplies.TOO_MANY_ERRORS);
        } else if (stopping) {
            end(SmtpReplies.STOPPING);
        } else {
            connection.ready();
        }
    }

    private void end(SmtpReply last) {
        forget();
        connection.write(last.encode());
        connection.close();
    }

    /** Lets go of a message whose bytes are coming. */
    private void forget() {
        if (phase instanceof Phase.Receiving receiving) {
            receiving.intake.discard();
        }
    }
}
