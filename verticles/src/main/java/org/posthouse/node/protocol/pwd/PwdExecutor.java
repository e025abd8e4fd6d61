package org.posthouse.node.protocol.pwd;

import io.vertx.core.Future;
import org.posthouse.core.address.AccountName;

/** Carries out commands of those who may give them. */
final class PwdExecutor {

    private final PwdAccess access;
    private final ServerCommands server;
    private final UserCommands users;
    private final MailboxCommands mailboxes;

    PwdExecutor(PwdServices services) {
        this.access = new PwdAccess(services.accounts(), services.directory().mainDomain());
        this.server = new ServerCommands(services);
        this.users = new UserCommands(services);
        this.mailboxes = new MailboxCommands(services.accounts());
    }

    Future<PwdReply> perform(AccountName actor, PwdCommand command) {
        return access.allows(actor, command)
                .compose(allowed ->
                        allowed
                                ? carryOut(command)
                                : Future.succeededFuture(
                                        PwdReply.failed("you have no right to do this")));
    }

    /** Anybody's own password. */
    Future<PwdReply> newPassword(AccountName actor, String password) {
        return users.newPassword(actor, password);
    }

    private Future<PwdReply> carryOut(PwdCommand command) {
        return switch (command) {
            case PwdCommand.ServerCommand c -> server.perform(c);
            case PwdCommand.DomainCommand c -> server.perform(c);
            case PwdCommand.ForwarderCommand c -> server.perform(c);
            case PwdCommand.UserCommand c -> users.perform(c);
            case PwdCommand.MailboxCommand c -> mailboxes.perform(c);
        };
    }
}
