package org.posthouse.node.protocol.pwd;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.posthouse.core.account.AccountCommand;
import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.directory.AccountDefaults;
import org.posthouse.core.directory.DirectoryReply;
import org.posthouse.core.directory.DirectoryWork;
import org.posthouse.core.directory.Right;
import org.posthouse.core.settings.ArrayValue;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.NullValue;
import org.posthouse.core.settings.SettingsValue;
import org.posthouse.core.settings.Text;
import org.posthouse.node.auth.AuthResult;
import org.posthouse.node.auth.StoredCredentials;
import org.posthouse.node.directory.AccountPasswords;
import org.posthouse.node.directory.AccountPasswords.Prepared;
import org.posthouse.node.protocol.pwd.PwdCommand.*;

/** Carries out what is about an account: by the directory or by the account's owner. */
final class UserCommands {

    private static final String PWD_ALLOWED = "PWDAllowed";

    private final PwdServices services;
    private final AccountPasswords passwords;

    UserCommands(PwdServices services) {
        this.services = services;
        this.passwords = new AccountPasswords(services.passwords());
    }

    Future<PwdReply> perform(UserCommand command) {
        return switch (command) {
            case CreateAccount c -> create(c);
            case RenameAccount c -> ask(new DirectoryWork.RenameAccount(c.account(), c.to()));
            case DeleteAccount c -> ask(new DirectoryWork.DeleteAccount(c.account()));
            case GetAccountSettings c -> withSettings(c.account(), own -> told(masked(own)));
            case GetAccountEffectiveSettings c ->
                    effective(c.account())
                            .map(read -> read.map(all -> new PwdReply.Data(masked(all))));
            case SetAccountSettings c -> replace(c);
            case UpdateAccountSettings c -> update(c.account(), c.changes());
            case SetAccountPassword c -> setPassword(c);
            case VerifyAccountPassword c -> verify(c);
            case GetAccountAliases c -> ask(new DirectoryWork.ReadAccountAliases(c.account()));
            case SetAccountAliases c ->
                    ask(new DirectoryWork.ReplaceAccountAliases(c.account(), c.aliases()));
            case GetAccountRights c ->
                    withSettings(
                            c.account(),
                            own -> told(own.array(Right.KEY).orElse(ArrayValue.EMPTY)));
            case SetAccountRights c -> setRights(c);
            case GetAccountInfo c ->
                    AccountUsage.of(services.accounts(), c.account())
                            .map(usage -> usage.map(info -> new PwdReply.Data(selected(info, c))));
            case GetAccountLocation c -> ask(new DirectoryWork.LocateAccount(c.account()));
        };
    }

    /** Sets the actor's own password, where it may do so. */
    Future<PwdReply> newPassword(AccountName account, String password) {
        return setPassword(new SetAccountPassword(account, password, true))
                .map(reply ->
                        reply.equals(PwdReply.OK) ? new PwdReply.Done("Password updated") : reply);
    }

    private Future<PwdReply> create(CreateAccount command) {
        return passwords
                .prepare(command.settings(), Optional.empty())
                .compose(prepared ->
                        switch (prepared) {
                            case Prepared.Refused refused -> failed(refused.why());
                            case Prepared.Ready ready ->
                                    ask(
                                            new DirectoryWork.CreateAccount(
                                                    command.account(),
                                                    Dictionary.EMPTY.merge(ready.settings())));
                        });
    }

    private Future<PwdReply> replace(SetAccountSettings command) {
        return withSettings(
                command.account(),
                own ->
                        passwords
                                .prepare(command.settings(), encryption(own))
                                .compose(prepared ->
                                        switch (prepared) {
                                            case Prepared.Refused refused -> failed(refused.why());
                                            case Prepared.Ready ready ->
                                                    order(
                                                            command.account(),
                                                            new AccountCommand.ReplaceSettings(
                                                                    replaced(
                                                                            own,
                                                                            ready.settings())));
                                        }));
    }

    /** What the client was never shown, it can't have meant to remove. */
    private static Dictionary replaced(Dictionary own, Dictionary given) {
        Dictionary kept = Dictionary.EMPTY;
        var hidden = new ArrayList<>(List.of(Right.KEY));
        if (given.get(StoredCredentials.PASSWORD).isEmpty()) {
            hidden.add(StoredCredentials.PASSWORD);
            hidden.add(StoredCredentials.PASSWORD_ENCRYPTION);
            hidden.add(StoredCredentials.SCRAM_SHA_256);
        }
        for (String key : hidden) {
            Optional<SettingsValue> value = own.get(key);
            if (value.isPresent()) {
                kept = kept.with(key, value.get());
            }
        }
        return kept.merge(given);
    }

    private Future<PwdReply> update(AccountName account, Dictionary changes) {
        return withSettings(
                account,
                own ->
                        passwords
                                .prepare(changes, encryption(own))
                                .compose(prepared ->
                                        switch (prepared) {
                                            case Prepared.Refused refused -> failed(refused.why());
                                            case Prepared.Ready ready ->
                                                    order(
                                                            account,
                                                            new AccountCommand.UpdateSettings(
                                                                    ready.settings()));
                                        }));
    }

    private Future<PwdReply> setPassword(SetAccountPassword command) {
        // These two have a meaning as a setting, and none as a password.
        if (command.password().equals(Dictionary.DEFAULT)
                || command.password().equals(AccountPasswords.MASK)) {
            return failed("this password can't be used");
        }
        Dictionary change = Dictionary.EMPTY.with(StoredCredentials.PASSWORD, command.password());
        if (!command.check()) {
            return update(command.account(), change);
        }
        return effective(command.account())
                .compose(read ->
                        switch (read) {
                            case Read.Failed<Dictionary> failed ->
                                    Future.succeededFuture(failed.reply());
                            case Read.Told<Dictionary> told ->
                                    told.value().yes(PWD_ALLOWED).orElse(false)
                                            ? update(command.account(), change)
                                            : failed("the password can't be changed by its user");
                        });
    }

    private Future<PwdReply> verify(VerifyAccountPassword command) {
        return services.authenticator()
                .verifyPassword(command.account().toString(), command.password())
                .map(result ->
                        switch (result) {
                            case AuthResult.Accepted _ -> PwdReply.OK;
                            case AuthResult.Rejected _ -> PwdReply.failed("password is incorrect");
                            case AuthResult.TryLater later ->
                                    PwdReply.failed("can't be done now: " + later.why());
                        })
                .otherwise(_ -> PwdReply.failed("can't be done now, try again later"));
    }

    private Future<PwdReply> setRights(SetAccountRights command) {
        boolean inMain = command.account().domain().equals(services.directory().mainDomain());
        var rights = new ArrayList<String>();
        for (String name : command.rights()) {
            Optional<Right> right = Right.ofWritten(name);
            if (right.isEmpty()) {
                return failed("unknown right");
            }
            if (right.get().isOnServer() && !inMain) {
                return failed("only accounts of the main domain can have this right");
            }
            rights.add(right.get().written());
        }
        boolean postmaster = inMain && command.account().user().equals("postmaster");
        if (postmaster && !rights.contains(Right.MASTER.written())) {
            return failed("the postmaster account keeps the right Master");
        }
        return order(
                command.account(),
                new AccountCommand.UpdateSettings(
                        Dictionary.of(
                                Right.KEY,
                                rights.isEmpty()
                                        ? new Text(Dictionary.DEFAULT)
                                        : ArrayValue.ofTexts(rights))));
    }

    private static Read<Dictionary> effective(DirectoryReply reply, Dictionary own) {
        return switch (reply) {
            case DirectoryReply.DomainTold domain ->
                    new Read.Told<>(AccountDefaults.effective(domain.settings(), own));
            case DirectoryReply.Refused refused -> new Read.Failed<>(PwdReplies.of(refused));
            default -> throw PwdReplies.odd(reply);
        };
    }

    private Future<Read<Dictionary>> effective(AccountName account) {
        return settings(account)
                .compose(own ->
                        switch (own) {
                            case Read.Failed<Dictionary> _ -> Future.succeededFuture(own);
                            case Read.Told<Dictionary> told ->
                                    services.directory()
                                            .perform(new DirectoryWork.ReadDomain(account.domain()))
                                            .map(reply -> effective(reply, told.value()));
                        });
    }

    private Future<PwdReply> withSettings(
            AccountName account, Function<Dictionary, Future<PwdReply>> go) {
        return settings(account)
                .compose(read ->
                        switch (read) {
                            case Read.Failed<Dictionary> failed ->
                                    Future.succeededFuture(failed.reply());
                            case Read.Told<Dictionary> told -> go.apply(told.value());
                        });
    }

    private Future<Read<Dictionary>> settings(AccountName account) {
        return services.accounts()
                .perform(account, new AccountQuery.ReadSettings())
                .map(reply ->
                        switch (reply) {
                            case AccountReply.SettingsTold told -> new Read.Told<>(told.settings());
                            case AccountReply.Refused refused ->
                                    new Read.Failed<>(PwdReplies.of(refused));
                            default -> throw PwdReplies.odd(reply);
                        });
    }

    private Future<PwdReply> order(AccountName account, AccountWork work) {
        return services.accounts()
                .perform(account, work)
                .map(reply ->
                        reply instanceof AccountReply.Refused refused
                                ? PwdReplies.of(refused)
                                : PwdReply.OK);
    }

    private Future<PwdReply> ask(DirectoryWork work) {
        return new ServerCommands(services).ask(work);
    }

    private static Optional<String> encryption(Dictionary settings) {
        return settings.text(StoredCredentials.PASSWORD_ENCRYPTION);
    }

    /** Hashes are never shown: who has one can try passwords on it at home. */
    private static Dictionary masked(Dictionary settings) {
        Dictionary shown = settings.without(StoredCredentials.SCRAM_SHA_256);
        return shown.get(StoredCredentials.PASSWORD).isPresent()
                ? shown.with(StoredCredentials.PASSWORD, AccountPasswords.MASK)
                : shown;
    }

    private static SettingsValue selected(Dictionary info, GetAccountInfo command) {
        if (command.single()) {
            return info.get(command.keys().getFirst()).orElse(NullValue.NULL);
        }
        if (command.keys().isEmpty()) {
            return info;
        }
        Dictionary some = Dictionary.EMPTY;
        for (String key : command.keys()) {
            some = some.with(key, info.get(key).orElse(NullValue.NULL));
        }
        return some;
    }

    private static Future<PwdReply> told(SettingsValue value) {
        return Future.succeededFuture(new PwdReply.Data(value));
    }

    private static Future<PwdReply> failed(String why) {
        return Future.succeededFuture(PwdReply.failed(why));
    }
}
