package org.posthouse.node.protocol.imap;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import org.posthouse.core.account.AccountCommand.AppendMessages;
import org.posthouse.core.account.AccountQuery.ReadStatus;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountReply.MessagesAppended;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.account.NewMessage;
import org.posthouse.node.net.Line;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** APPEND (RFC 3501, 6.3.11; RFC 4315, 3), whose message is streamed. */
final class AppendCommand {
    private static final Logger log = LoggerFactory.getLogger(AppendCommand.class);

    private final ImapContext context;
    private final CommandInput input;
    private final String tag;
    private final ImapCommand.Append command;
    private final Promise<Outcome> done = Promise.promise();

    AppendCommand(ImapContext context, CommandInput input, String tag, ImapCommand.Append command) {
        this.context = context;
        this.input = input;
        this.tag = tag;
        this.command = command;
    }

    Future<Outcome> run() {
        LiteralMark literal = command.literal();
        if (literal.sizeBytes() > context.services.options().messageBytesMax()) {
            return refuse(TaggedReply.no("TOOBIG", "The message is too large"));
        }
        if (literal.sizeBytes() == 0) {
            return refuse(TaggedReply.no("CANNOT", "The message is empty"));
        }
        if (!literal.synchronizing()) {
            return receive();
        }
        // The client waits anyway, so it need not send what would be refused.
        return context.ask(
                new ReadStatus(command.mailbox()),
                AccountReply.StatusTold.class,
                _ -> {
                    context.write("+ Ready for the message");
                    return receive();
                },
                ImapReplies::ofTarget);
    }

    private Future<Outcome> refuse(TaggedReply reply) {
        if (command.literal().synchronizing()) {
            return Future.succeededFuture(Outcome.of(reply));
        }
        input.refuse(tag, command.literal(), reply);
        return done.future();
    }

    private Future<Outcome> receive() {
        MessageReceiver receiver =
                new MessageReceiver(
                        context.connection,
                        context.services.accounts(),
                        command.literal().sizeBytes(),
                        context.connection::ready);
        context.cleanup(receiver::discard);
        context.takeLines(line -> rest(receiver, line));
        context.connection.readBytes(command.literal().sizeBytes(), receiver);
        return done.future();
    }

    /** What comes between the message and the end of the command: nothing. */
    private void rest(MessageReceiver receiver, Line line) {
        context.takeCommands();
        if (line.length() == 0) {
            append(receiver).onComplete(done);
            return;
        }
        context.cleanUp();
        TaggedReply reply = TaggedReply.bad("Unexpected text after the message");
        Optional<LiteralMark> another = LiteralMark.atEnd(line.bytes(), line.length());
        if (another.isPresent()) {
            input.refuse(tag, another.get(), reply);
        } else {
            done.complete(Outcome.bad(reply.text()));
        }
    }

    private Future<Outcome> append(MessageReceiver receiver) {
        // From here on the stage belongs to the command under way, even if the client goes.
        context.cleanup(() -> {});
        return receiver.content()
                .map(Optional::of)
                .otherwise(failure -> {
                    log.warn(
                            "{}: message of {} bytes could not be staged: {}",
                            context.connection.id(),
                            command.literal().sizeBytes(),
                            failure.toString());
                    return Optional.<MessageContent>empty();
                })
                .compose(content ->
                        content.isPresent()
                                ? store(content.get())
                                : Future.succeededFuture(
                                        Outcome.no(
                                                "UNAVAILABLE", "The message can't be stored now")))
                .onComplete(_ -> receiver.discard());
    }

    private Future<Outcome> store(MessageContent content) {
        NewMessage message = new NewMessage(command.flags(), command.internalDateMillis(), content);
        return context.ask(
                new AppendMessages(command.mailbox(), List.of(message)),
                MessagesAppended.class,
                appended -> {
                    context.services.metrics().appended();
                    return Future.succeededFuture(
                            Outcome.of(
                                    TaggedReply.ok(
                                            "APPENDUID "
                                                    + appended.uidValidity()
                                                    + " "
                                                    + appended.uids(),
                                            "APPEND completed")));
                },
                ImapReplies::ofTarget);
    }
}
