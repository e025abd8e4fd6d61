package org.posthouse.node.protocol.imap;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.address.AccountName;
import org.posthouse.node.auth.AuthResult;
import org.posthouse.node.auth.SaslMechanism;
import org.posthouse.node.auth.SaslStep;
import org.posthouse.node.net.Line;
import org.posthouse.node.protocol.imap.ImapState.NotAuthenticated;

/** LOGIN, AUTHENTICATE and STARTTLS (RFC 3501, 6.2; RFC 4959). */
final class LoginCommands {
    private final ImapContext context;

    LoginCommands(ImapContext context) {
        this.context = context;
    }

    Future<Outcome> run(String tag, ImapCommand.BeforeLogin command) {
        return switch (command) {
            case ImapCommand.StartTls _ -> startTls(tag);
            case ImapCommand.Login login -> login(login);
            case ImapCommand.Authenticate authenticate -> authenticate(authenticate);
        };
    }

    private Future<Outcome> startTls(String tag) {
        if (!context.connection.canStartTls()) {
            return Future.succeededFuture(
                    Outcome.bad(
                            context.connection.isTls()
                                    ? "TLS is active already"
                                    : "TLS is not available"));
        }
        ReplyWriter goAhead = new ReplyWriter();
        TaggedReply.ok("Begin TLS").write(tag, goAhead);
        context.connection.startTls(goAhead.take());
        // What follows is a new beginning: secured() is called after the handshake.
        return Promise.<Outcome>promise().future();
    }

    private Future<Outcome> login(ImapCommand.Login login) {
        if (!context.allowsClearText()) {
            return Future.succeededFuture(
                    Outcome.no("PRIVACYREQUIRED", "Start TLS before you send a password"));
        }
        return context.services
                .authenticator()
                .verifyPassword(login.user(), login.password())
                .otherwise(failure -> new AuthResult.TryLater(String.valueOf(failure.getMessage())))
                .compose(result ->
                        switch (result) {
                            case AuthResult.Accepted accepted -> loggedIn(accepted.account());
                            case AuthResult.Rejected _ ->
                                    failed(SaslStep.Reason.INVALID_CREDENTIALS);
                            case AuthResult.TryLater _ -> failed(SaslStep.Reason.TRY_LATER);
                        });
    }

    private Future<Outcome> authenticate(ImapCommand.Authenticate command) {
        Optional<SaslMechanism> mechanism =
                context.services
                        .sasl()
                        .mechanism(
                                command.mechanism(),
                                context.connection.channelBindings(),
                                context.connection.isTls(),
                                context.connection.isLoopback());
        if (mechanism.isEmpty()) {
            boolean clearText =
                    command.mechanism().equals("PLAIN") || command.mechanism().equals("LOGIN");
            return Future.succeededFuture(
                    clearText
                            ? Outcome.no("PRIVACYREQUIRED", "Start TLS before you send a password")
                            : Outcome.no("CANNOT", "Unsupported authentication mechanism"));
        }
        @Nullable String initial = command.initialResponse();
        if (initial == null) {
            return mechanism.get().start(null).compose(step -> next(mechanism.get(), step));
        }
        Optional<byte[]> response =
                initial.equals("=") ? Optional.of(new byte[0]) : base64(initial);
        return response.isEmpty()
                ? Future.succeededFuture(Outcome.bad("Initial response is not base64"))
                : mechanism
                        .get()
                        .start(response.get())
                        .compose(step -> next(mechanism.get(), step));
    }

    private Future<Outcome> next(SaslMechanism mechanism, SaslStep step) {
        return switch (step) {
            case SaslStep.Success success -> loggedIn(success.account());
            case SaslStep.Failure failure -> failed(failure.reason());
            case SaslStep.Challenge challenge -> challenge(mechanism, challenge);
        };
    }

    private Future<Outcome> challenge(SaslMechanism mechanism, SaslStep.Challenge challenge) {
        Promise<Outcome> done = Promise.promise();
        context.takeLines(line -> {
            context.takeCommands();
            respond(mechanism, line).onComplete(done);
        });
        context.write("+ " + Base64.getEncoder().encodeToString(challenge.data()));
        context.connection.ready();
        return done.future();
    }

    private Future<Outcome> respond(SaslMechanism mechanism, Line line) {
        String text = line.latin1();
        if (text.equals("*")) {
            return Future.succeededFuture(Outcome.bad("Authentication cancelled"));
        }
        Optional<byte[]> response = base64(text);
        return response.isEmpty()
                ? Future.succeededFuture(Outcome.bad("Response is not base64"))
                : mechanism.respond(response.get()).compose(step -> next(mechanism, step));
    }

    private Future<Outcome> loggedIn(String account) {
        AccountName name =
                AccountName.parse(account)
                        .accepted()
                        .orElseThrow(() -> new IllegalStateException("not an account: " + account));
        context.become(new ImapState.Authenticated(name));
        context.connection.idleMillisMax(context.services.options().idleMillis());
        context.services.metrics().loggedIn();
        return Future.succeededFuture(
                Outcome.of(
                        TaggedReply.ok(
                                "CAPABILITY " + context.capabilities(), "You are logged in")));
    }

    private Future<Outcome> failed(SaslStep.Reason reason) {
        context.services.metrics().loginFailed();
        return switch (reason) {
            case TRY_LATER ->
                    Future.succeededFuture(
                            Outcome.no("UNAVAILABLE", "Logins can't be judged now, try later"));
            case MALFORMED ->
                    Future.succeededFuture(Outcome.bad("Not a response of the mechanism"));
            case INVALID_CREDENTIALS ->
                    slowly(Outcome.no("AUTHENTICATIONFAILED", "User name or password is wrong"));
            case NOT_AUTHORIZED ->
                    slowly(Outcome.no("AUTHORIZATIONFAILED", "You may not act for others"));
        };
    }

    private Future<Outcome> slowly(Outcome outcome) {
        if (context.state() instanceof NotAuthenticated before) {
            context.become(new NotAuthenticated(before.failures() + 1));
        }
        return context.delay(context.services.policy().failureDelay()).map(_ -> outcome);
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
