package org.posthouse.node.protocol.pwd;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;
import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.directory.Right;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.node.account.AccountClient;
import org.posthouse.node.protocol.pwd.PwdCommand.*;

/**
 * Who may do what. Rights are read anew for each command, so that taking one away counts at once.
 *
 * <p>Whoever may change all accounts must not become Master by it: an account with rights on the
 * server is changed by a Master only, or by itself where anybody may change that of itself.
 */
final class PwdAccess {

    /** What somebody needs who is not Master. */
    private sealed interface Need {
        /** Nothing but a login. */
        record Login() implements Need {}

        record MasterOnly() implements Need {}

        /** A right on the server, for reading the lesser one. */
        record OnServer(boolean reading) implements Need {}

        /** A right on the server or this one in the domain. */
        record InDomain(DomainName domain, Optional<Right> right, boolean reading)
                implements Need {}

        /** A right on the server, this one in the account's domain, or to be the account. */
        record OnAccount(AccountName account, Right right, boolean reading, boolean self)
                implements Need {}
    }

    private final AccountClient accounts;
    private final DomainName mainDomain;

    PwdAccess(AccountClient accounts, DomainName mainDomain) {
        this.accounts = accounts;
        this.mainDomain = mainDomain;
    }

    /** Whether the actor may; never fails. */
    Future<Boolean> allows(AccountName actor, PwdCommand command) {
        Need need = need(command);
        if (need instanceof Need.Login) {
            return Future.succeededFuture(true);
        }
        return settings(actor)
                .compose(settings -> {
                    if (settings.isEmpty()) {
                        return Future.succeededFuture(false);
                    }
                    Set<Right> rights = Right.of(settings.get(), actor.domain().equals(mainDomain));
                    return rights.contains(Right.MASTER)
                            ? Future.succeededFuture(true)
                            : allows(actor, rights, need);
                });
    }

    private Future<Boolean> allows(AccountName actor, Set<Right> rights, Need need) {
        return switch (need) {
            case Need.Login() -> Future.succeededFuture(true);
            case Need.MasterOnly() -> Future.succeededFuture(false);
            case Need.OnServer(boolean reading) ->
                    Future.succeededFuture(onServer(rights, reading));
            case Need.InDomain(DomainName domain, Optional<Right> right, boolean reading) ->
                    Future.succeededFuture(
                            onServer(rights, reading)
                                    || (right.isPresent()
                                            && actor.domain().equals(domain)
                                            && rights.contains(right.get())));
            case Need.OnAccount on -> {
                if (on.self() && actor.equals(on.account())) {
                    yield Future.succeededFuture(true);
                }
                boolean may =
                        onServer(rights, on.reading())
                                || (actor.domain().equals(on.account().domain())
                                        && rights.contains(on.right()));
                yield may && !on.reading()
                        ? hasNoRightsOnServer(on.account())
                        : Future.succeededFuture(may);
            }
        };
    }

    private Future<Boolean> hasNoRightsOnServer(AccountName account) {
        // In whatever domain it is now: rights that sleep would wake when it is renamed.
        return settings(account)
                .map(settings ->
                        Right.of(settings.orElse(Dictionary.EMPTY), true).stream()
                                .noneMatch(Right::isOnServer));
    }

    private static boolean onServer(Set<Right> rights, boolean reading) {
        return rights.contains(Right.ALL_DOMAINS)
                || (reading && rights.contains(Right.DOMAINS_READ));
    }

    private Future<Optional<Dictionary>> settings(AccountName account) {
        return accounts.perform(account, new AccountQuery.ReadSettings())
                .map(reply ->
                        reply instanceof AccountReply.SettingsTold told
                                ? Optional.of(told.settings())
                                : Optional.empty());
    }

    private static Need need(PwdCommand command) {
        return switch (command) {
            case Help _, Noop _, MainDomainName _ -> new Need.Login();
            case Shutdown _, SetAccountRights _ -> new Need.MasterOnly();
            case ListDomains _, RouteAddress _, ListQueue _ -> new Need.OnServer(true);
            case CreateDomain _, RenameDomain _, DeleteDomain _ -> new Need.OnServer(false);
            case SetDomainSettings _, UpdateDomainSettings _, SetDomainAliases _ ->
                    new Need.OnServer(false);
            case GetDomainLocation _ -> new Need.OnServer(true);
            case GetDomainSettings c -> reading(c, Right.BASIC_SETTINGS);
            case GetDomainAliases c -> reading(c, Right.BASIC_SETTINGS);
            case ListAccounts c -> reading(c, Right.CAN_CREATE_ACCOUNTS);
            case ListForwarders c -> reading(c, Right.CAN_CREATE_ALIASES);
            case FindForwarders c -> reading(c, Right.CAN_CREATE_ALIASES);
            case CreateAccount c -> changing(c.account(), Right.CAN_CREATE_ACCOUNTS);
            // To another domain: only by somebody who may change both.
            case RenameAccount c ->
                    c.account().domain().equals(c.to().domain())
                            ? changing(c.account(), Right.CAN_CREATE_ACCOUNTS)
                            : changing(c.account(), Right.ALL_DOMAINS);
            case DeleteAccount c -> changing(c.account(), Right.CAN_CREATE_ACCOUNTS);
            case SetAccountSettings c -> changing(c.account(), Right.BASIC_SETTINGS);
            case UpdateAccountSettings c -> changing(c.account(), Right.BASIC_SETTINGS);
            case SetAccountAliases c -> changing(c.account(), Right.CAN_CREATE_ALIASES);
            case SetAccountPassword c ->
                    new Need.OnAccount(c.account(), Right.BASIC_SETTINGS, false, c.check());
            case GetAccountSettings c -> own(c.account());
            case GetAccountEffectiveSettings c -> own(c.account());
            case GetAccountAliases c -> own(c.account());
            case GetAccountRights c -> own(c.account());
            case GetAccountInfo c -> own(c.account());
            case VerifyAccountPassword c -> changing(c.account(), Right.BASIC_SETTINGS);
            case GetAccountLocation _ -> new Need.OnServer(true);
            case ListMailboxes c -> own(c.account());
            case GetMailboxInfo c -> own(c.account());
            case CreateMailbox c -> ownChange(c.account());
            case RenameMailbox c -> ownChange(c.account());
            case DeleteMailbox c -> ownChange(c.account());
            case CreateForwarder c -> forwarder(c, false);
            case RenameForwarder c -> forwarder(c, false);
            case DeleteForwarder c -> forwarder(c, false);
            case GetForwarder c -> forwarder(c, true);
        };
    }

    private static Need reading(DomainCommand command, Right right) {
        return new Need.InDomain(command.domain(), Optional.of(right), true);
    }

    private static Need forwarder(ForwarderCommand command, boolean reading) {
        return new Need.InDomain(
                command.forwarder().domain(), Optional.of(Right.CAN_CREATE_ALIASES), reading);
    }

    private static Need changing(AccountName account, Right right) {
        return new Need.OnAccount(account, right, false, false);
    }

    private static Need own(AccountName account) {
        return new Need.OnAccount(account, Right.BASIC_SETTINGS, true, true);
    }

    private static Need ownChange(AccountName account) {
        return new Need.OnAccount(account, Right.BASIC_SETTINGS, false, true);
    }
}
