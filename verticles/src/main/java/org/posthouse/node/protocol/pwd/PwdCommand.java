package org.posthouse.node.protocol.pwd;

import java.util.List;
import java.util.Optional;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.layout.DomainKind;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.store.queue.QueueId;

/** One command of a logged-in client, as it was understood. */
sealed interface PwdCommand {

    /** About the server as a whole. */
    sealed interface ServerCommand extends PwdCommand {}

    record Help() implements ServerCommand {}

    record Noop() implements ServerCommand {}

    record MainDomainName() implements ServerCommand {}

    record ListDomains() implements ServerCommand {}

    record RouteAddress(MailAddress address) implements ServerCommand {}

    /** A page of the mail that waits for other hosts, after the entry given. */
    record ListQueue(QueueId after) implements ServerCommand {}

    record Shutdown() implements ServerCommand {}

    /** About one domain. */
    sealed interface DomainCommand extends PwdCommand {
        DomainName domain();
    }

    record CreateDomain(DomainName domain, DomainKind kind, Dictionary settings)
            implements DomainCommand {}

    record RenameDomain(DomainName domain, DomainName to) implements DomainCommand {}

    record DeleteDomain(DomainName domain, boolean force) implements DomainCommand {}

    record GetDomainSettings(DomainName domain) implements DomainCommand {}

    record SetDomainSettings(DomainName domain, Dictionary settings) implements DomainCommand {}

    record UpdateDomainSettings(DomainName domain, Dictionary changes) implements DomainCommand {}

    record GetDomainAliases(DomainName domain) implements DomainCommand {}

    record SetDomainAliases(DomainName domain, List<DomainName> aliases) implements DomainCommand {}

    record GetDomainLocation(DomainName domain) implements DomainCommand {}

    record ListAccounts(DomainName domain) implements DomainCommand {}

    record ListForwarders(DomainName domain) implements DomainCommand {}

    record FindForwarders(DomainName domain, MailAddress to) implements DomainCommand {}

    /** About one account. */
    sealed interface UserCommand extends PwdCommand {
        AccountName account();
    }

    record CreateAccount(AccountName account, Dictionary settings) implements UserCommand {}

    record RenameAccount(AccountName account, AccountName to) implements UserCommand {}

    record DeleteAccount(AccountName account) implements UserCommand {}

    record GetAccountSettings(AccountName account) implements UserCommand {}

    record GetAccountEffectiveSettings(AccountName account) implements UserCommand {}

    record SetAccountSettings(AccountName account, Dictionary settings) implements UserCommand {}

    record UpdateAccountSettings(AccountName account, Dictionary changes) implements UserCommand {}

    /**
     * Sets a password.
     *
     * @param check only where the account may change it itself
     */
    record SetAccountPassword(AccountName account, String password, boolean check)
            implements UserCommand {
        @Override
        public String toString() {
            return "SetAccountPassword[" + account + "]";
        }
    }

    record VerifyAccountPassword(AccountName account, String password) implements UserCommand {
        @Override
        public String toString() {
            return "VerifyAccountPassword[" + account + "]";
        }
    }

    record GetAccountAliases(AccountName account) implements UserCommand {}

    record SetAccountAliases(AccountName account, List<String> aliases) implements UserCommand {}

    record GetAccountRights(AccountName account) implements UserCommand {}

    record SetAccountRights(AccountName account, List<String> rights) implements UserCommand {}

    /**
     * Tells numbers of an account.
     *
     * @param keys only these; empty for all
     * @param single whether one value is wanted and not a dictionary
     */
    record GetAccountInfo(AccountName account, List<String> keys, boolean single)
            implements UserCommand {}

    record GetAccountLocation(AccountName account) implements UserCommand {}

    /** About the mailboxes of one account. */
    sealed interface MailboxCommand extends PwdCommand {
        AccountName account();
    }

    record ListMailboxes(AccountName account, Optional<String> filter) implements MailboxCommand {}

    record GetMailboxInfo(AccountName account, MailboxName mailbox) implements MailboxCommand {}

    record CreateMailbox(AccountName account, MailboxName mailbox) implements MailboxCommand {}

    /**
     * Renames a mailbox.
     *
     * @param withNested also those below it
     */
    record RenameMailbox(
            AccountName account, MailboxName mailbox, MailboxName to, boolean withNested)
            implements MailboxCommand {}

    /**
     * Deletes a mailbox.
     *
     * @param withNested also those below it
     */
    record DeleteMailbox(AccountName account, MailboxName mailbox, boolean withNested)
            implements MailboxCommand {}

    /** About one forwarder. */
    sealed interface ForwarderCommand extends PwdCommand {
        AccountName forwarder();
    }

    record CreateForwarder(AccountName forwarder, MailAddress to) implements ForwarderCommand {}

    record RenameForwarder(AccountName forwarder, AccountName to) implements ForwarderCommand {}

    record DeleteForwarder(AccountName forwarder) implements ForwarderCommand {}

    record GetForwarder(AccountName forwarder) implements ForwarderCommand {}
}
