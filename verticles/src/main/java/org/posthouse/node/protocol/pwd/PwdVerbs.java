package org.posthouse.node.protocol.pwd;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.directory.Right;
import org.posthouse.core.layout.DomainKind;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.store.queue.QueueId;

/** The verbs of logged-in clients: how each is written, and what it becomes. */
final class PwdVerbs {

    /** Settings that have commands, or owners, of their own. */
    private static final List<String> RESERVED = List.of(Right.KEY, "AccountId");

    /** Reads the arguments of one verb. */
    private interface Reader {
        PwdCommand read(Arguments arguments) throws BadArguments;
    }

    private record Verb(String usage, Reader reader) {}

    private static final Map<String, Verb> TABLE = new TreeMap<>();

    static {
        server();
        domains();
        accounts();
        mailboxes();
        forwarders();
    }

    private PwdVerbs() {}

    /** Reads a command; empty when there is no such verb. */
    static Optional<PwdCommand> read(String verb, Arguments arguments) throws BadArguments {
        Verb found = TABLE.get(verb.toUpperCase(Locale.ROOT));
        if (found == null) {
            return Optional.empty();
        }
        PwdCommand command = found.reader().read(arguments);
        arguments.end();
        return Optional.of(command);
    }

    /** How all verbs are written, in the order of their names. */
    static Collection<String> usages() {
        return TABLE.values().stream().map(Verb::usage).toList();
    }

    private static void verb(String usage, Reader reader) {
        int space = usage.indexOf(' ');
        String name = space < 0 ? usage : usage.substring(0, space);
        TABLE.put(name.toUpperCase(Locale.ROOT), new Verb(usage, reader));
    }

    private static void server() {
        verb("Help", _ -> new PwdCommand.Help());
        verb("NOOP", _ -> new PwdCommand.Noop());
        verb("MainDomainName", _ -> new PwdCommand.MainDomainName());
        verb("ListDomains", _ -> new PwdCommand.ListDomains());
        verb("Route address [mail | access | signal]", PwdVerbs::route);
        verb(
                "ListQueue [afterId]",
                a ->
                        new PwdCommand.ListQueue(
                                a.hasMore()
                                        ? QueueId.parse(a.text("id"))
                                                .orElseThrow(() ->
                                                        new BadArguments(
                                                                "id has 16 hexadecimal digits"))
                                        : QueueId.FIRST));
        verb("SHUTDOWN", _ -> new PwdCommand.Shutdown());
    }

    private static void domains() {
        verb("CreateDomain domain [settings]", a -> createDomain(a, DomainKind.LOCAL));
        verb("CreateSharedDomain domain [settings]", a -> createDomain(a, DomainKind.SHARED));
        verb(
                "RenameDomain domain into newName",
                a -> {
                    var from = a.domain();
                    a.expect("into");
                    return new PwdCommand.RenameDomain(from, a.domain());
                });
        verb(
                "DeleteDomain domain [force]",
                a -> new PwdCommand.DeleteDomain(a.domain(), a.keyword("force")));
        verb(
                "GetDomainSettings [domain]",
                a -> new PwdCommand.GetDomainSettings(a.optionalDomain()));
        verb(
                "SetDomainSettings domain settings",
                a -> new PwdCommand.SetDomainSettings(a.domain(), a.dictionary("settings")));
        verb(
                "UpdateDomainSettings [domain] settings",
                a ->
                        new PwdCommand.UpdateDomainSettings(
                                a.hasDictionary() ? a.mainDomain() : a.domain(),
                                a.dictionary("settings")));
        verb("GetDomainAliases domain", a -> new PwdCommand.GetDomainAliases(a.domain()));
        verb(
                "SetDomainAliases domain (name,...)",
                a -> new PwdCommand.SetDomainAliases(a.domain(), a.domains()));
        verb(
                "GetDomainLocation [domain]",
                a -> new PwdCommand.GetDomainLocation(a.optionalDomain()));
        verb("ListAccounts [domain]", a -> new PwdCommand.ListAccounts(a.optionalDomain()));
    }

    private static void accounts() {
        verb(
                "CreateAccount account [MultiMailbox | TextMailbox | MailDirMailbox | AGrade |"
                        + " BGrade | CGrade] [settings]",
                PwdVerbs::createAccount);
        verb(
                "RenameAccount account into newName",
                a -> {
                    AccountName from = a.account();
                    a.expect("into");
                    return new PwdCommand.RenameAccount(from, a.account());
                });
        verb("DeleteAccount account", a -> new PwdCommand.DeleteAccount(a.account()));
        verb("GetAccountSettings account", a -> new PwdCommand.GetAccountSettings(a.account()));
        verb(
                "GetAccountEffectiveSettings account",
                a -> new PwdCommand.GetAccountEffectiveSettings(a.account()));
        verb(
                "SetAccountSettings account settings",
                a -> new PwdCommand.SetAccountSettings(a.account(), accountSettings(a)));
        verb(
                "UpdateAccountSettings account settings",
                a -> new PwdCommand.UpdateAccountSettings(a.account(), accountSettings(a)));
        verb(
                "SetAccountPassword account PASSWORD password [CHECK]",
                a -> {
                    AccountName account = a.account();
                    a.expect("PASSWORD");
                    return new PwdCommand.SetAccountPassword(
                            account, a.text("password"), a.keyword("CHECK"));
                });
        verb(
                "VerifyAccountPassword account PASSWORD password",
                a -> {
                    AccountName account = a.account();
                    a.expect("PASSWORD");
                    return new PwdCommand.VerifyAccountPassword(account, a.text("password"));
                });
        verb("GetAccountAliases account", a -> new PwdCommand.GetAccountAliases(a.account()));
        verb(
                "SetAccountAliases account (name,...)",
                a -> new PwdCommand.SetAccountAliases(a.account(), a.users()));
        verb("GetAccountRights account", a -> new PwdCommand.GetAccountRights(a.account()));
        verb(
                "SetAccountRights account (right,...)",
                a -> new PwdCommand.SetAccountRights(a.account(), a.texts("rights")));
        verb("GetAccountInfo account [Key name | (name,...)]", PwdVerbs::accountInfo);
        verb("GetAccountLocation account", a -> new PwdCommand.GetAccountLocation(a.account()));
    }

    private static void mailboxes() {
        verb(
                "ListMailboxes account [FILTER pattern]",
                a -> {
                    AccountName account = a.account();
                    Optional<String> filter =
                            a.keyword("FILTER") ? Optional.of(a.text("filter")) : Optional.empty();
                    withoutAuth(a);
                    return new PwdCommand.ListMailboxes(account, filter);
                });
        verb(
                "GetMailboxInfo account MAILBOX mailbox",
                a -> {
                    AccountName account = a.account();
                    a.expect("MAILBOX");
                    MailboxName mailbox = a.mailbox();
                    withoutAuth(a);
                    return new PwdCommand.GetMailboxInfo(account, mailbox);
                });
        verb(
                "CreateMailbox account MAILBOX mailbox",
                a -> {
                    AccountName account = a.account();
                    a.expect("MAILBOX");
                    MailboxName mailbox = a.mailbox();
                    withoutAuth(a);
                    if (a.keyword("CLASS")) {
                        throw new BadArguments("CLASS is not supported");
                    }
                    return new PwdCommand.CreateMailbox(account, mailbox);
                });
        verb(
                "RenameMailbox account (MAILBOX | MAILBOXES) mailbox INTO newName",
                a -> {
                    AccountName account = a.account();
                    boolean nested = nested(a);
                    MailboxName from = a.mailbox();
                    a.expect("INTO");
                    MailboxName to = a.mailbox();
                    withoutAuth(a);
                    return new PwdCommand.RenameMailbox(account, from, to, nested);
                });
        verb(
                "DeleteMailbox account (MAILBOX | MAILBOXES) mailbox",
                a -> {
                    AccountName account = a.account();
                    boolean nested = nested(a);
                    MailboxName mailbox = a.mailbox();
                    withoutAuth(a);
                    return new PwdCommand.DeleteMailbox(account, mailbox, nested);
                });
    }

    private static void forwarders() {
        verb(
                "CreateForwarder forwarder TO address",
                a -> {
                    AccountName forwarder = a.account();
                    a.expect("TO");
                    return new PwdCommand.CreateForwarder(forwarder, a.address(forwarder.domain()));
                });
        verb(
                "RenameForwarder forwarder into newName",
                a -> {
                    AccountName from = a.account();
                    a.expect("into");
                    return new PwdCommand.RenameForwarder(from, a.account());
                });
        verb("DeleteForwarder forwarder", a -> new PwdCommand.DeleteForwarder(a.account()));
        verb("GetForwarder forwarder", a -> new PwdCommand.GetForwarder(a.account()));
        verb(
                "FindForwarders domain TO address",
                a -> {
                    var domain = a.domain();
                    a.expect("TO");
                    return new PwdCommand.FindForwarders(domain, a.address(domain));
                });
        verb("ListForwarders [domain]", a -> new PwdCommand.ListForwarders(a.optionalDomain()));
    }

    private static PwdCommand route(Arguments a) throws BadArguments {
        var address = a.address();
        // All three ways lead to the same place: there is one router.
        boolean named = a.keyword("mail") || a.keyword("access") || a.keyword("signal");
        if (!named && a.hasMore()) {
            throw new BadArguments("mail, access or signal is expected");
        }
        return new PwdCommand.RouteAddress(address);
    }

    private static PwdCommand createDomain(Arguments a, DomainKind kind) throws BadArguments {
        return new PwdCommand.CreateDomain(a.domain(), kind, a.optionalDictionary());
    }

    private static PwdCommand createAccount(Arguments a) throws BadArguments {
        AccountName account = a.account();
        Dictionary given = Dictionary.EMPTY;
        if (a.keyword("TextMailbox")) {
            given = given.with("DefaultMailboxType", "TextMailbox");
        } else if (a.keyword("MailDirMailbox")) {
            given = given.with("DefaultMailboxType", "MailDirMailbox");
        } else {
            // Grades are CommuniGate's licences; every account here has many mailboxes.
            boolean _ =
                    a.keyword("MultiMailbox")
                            || a.keyword("AGrade")
                            || a.keyword("BGrade")
                            || a.keyword("CGrade");
        }
        if (a.keyword("external")) {
            throw new BadArguments("external mailboxes are not supported");
        }
        Dictionary settings = a.hasMore() ? accountSettings(a) : Dictionary.EMPTY;
        return new PwdCommand.CreateAccount(account, given.merge(settings));
    }

    private static PwdCommand accountInfo(Arguments a) throws BadArguments {
        AccountName account = a.account();
        if (a.keyword("Key")) {
            return new PwdCommand.GetAccountInfo(account, List.of(a.text("key")), true);
        }
        List<String> keys = a.hasMore() ? a.texts("keys") : List.of();
        return new PwdCommand.GetAccountInfo(account, keys, false);
    }

    private static Dictionary accountSettings(Arguments a) throws BadArguments {
        Dictionary settings = a.dictionary("settings");
        for (String key : RESERVED) {
            if (settings.get(key).isPresent()) {
                throw new BadArguments(key + " can't be set here");
            }
        }
        return settings;
    }

    private static boolean nested(Arguments a) throws BadArguments {
        if (a.keyword("MAILBOXES")) {
            return true;
        }
        a.expect("MAILBOX");
        return false;
    }

    private static void withoutAuth(Arguments a) throws BadArguments {
        if (a.keyword("AUTH")) {
            throw new BadArguments("AUTH is not supported");
        }
    }
}
