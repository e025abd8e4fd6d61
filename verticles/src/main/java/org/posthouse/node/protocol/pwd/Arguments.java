package org.posthouse.node.protocol.pwd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.AddressResult;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.settings.ArrayValue;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.MalformedSettings;
import org.posthouse.core.settings.SettingsParser;
import org.posthouse.core.settings.SettingsValue;
import org.posthouse.core.settings.Text;

/** The arguments of a command, one after the other: values of dictionary text. */
final class Arguments {

    private final String line;
    private final DomainName mainDomain;
    private int at;
    private SettingsParser.@Nullable Found next;

    /**
     * @param at where they begin
     * @param mainDomain the domain of names without one
     */
    Arguments(String line, int at, DomainName mainDomain) {
        this.line = line;
        this.at = at;
        this.mainDomain = mainDomain;
    }

    boolean hasMore() {
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        return at < line.length();
    }

    DomainName mainDomain() {
        return mainDomain;
    }

    /** Takes the word if it comes next, in any case. */
    boolean keyword(String word) throws BadArguments {
        if (hasMore()
                && peek().value() instanceof Text text
                && text.value().equalsIgnoreCase(word)) {
            take();
            return true;
        }
        return false;
    }

    /** Takes the word, which must come next. */
    void expect(String word) throws BadArguments {
        if (!keyword(word)) {
            throw new BadArguments(word + " is expected");
        }
    }

    /** Whether a dictionary comes next. */
    boolean hasDictionary() throws BadArguments {
        return hasMore() && peek().value() instanceof Dictionary;
    }

    Dictionary dictionary(String what) throws BadArguments {
        if (value(what) instanceof Dictionary dictionary) {
            return dictionary;
        }
        throw new BadArguments(what + " should be a dictionary");
    }

    /** The dictionary that may be left out. */
    Dictionary optionalDictionary() throws BadArguments {
        return hasDictionary() ? dictionary("settings") : Dictionary.EMPTY;
    }

    String text(String what) throws BadArguments {
        if (value(what) instanceof Text text) {
            return text.value();
        }
        throw new BadArguments(what + " should be a string");
    }

    /** An array of strings; one string stands for an array of it. */
    List<String> texts(String what) throws BadArguments {
        return switch (value(what)) {
            case Text text -> text.value().isEmpty() ? List.of() : List.of(text.value());
            case ArrayValue array when array.texts().isPresent() -> array.texts().get();
            default -> throw new BadArguments(what + " should be an array of strings");
        };
    }

    DomainName domain() throws BadArguments {
        return domain(text("domain name"));
    }

    List<DomainName> domains() throws BadArguments {
        var domains = new ArrayList<DomainName>();
        for (String name : texts("domain names")) {
            domains.add(domain(name));
        }
        return domains;
    }

    /** The domain that may be left out: then the main domain. */
    DomainName optionalDomain() throws BadArguments {
        return hasMore() ? domain() : mainDomain;
    }

    /** The name of an account or of another object, with or without a domain. */
    AccountName account() throws BadArguments {
        return good("account name", AccountName.parse(text("account name"), mainDomain));
    }

    /** Names within a domain, in lower case. */
    List<String> users() throws BadArguments {
        var users = new ArrayList<String>();
        for (String name : texts("names")) {
            users.add(good("name", AccountName.parseUser(name)));
        }
        return users;
    }

    /**
     * A mail address.
     *
     * @param domain of an address without one
     */
    MailAddress address(DomainName domain) throws BadArguments {
        String text = text("address");
        return good(
                "address", MailAddress.parse(text.indexOf('@') < 0 ? text + "@" + domain : text));
    }

    MailAddress address() throws BadArguments {
        return address(mainDomain);
    }

    MailboxName mailbox() throws BadArguments {
        return MailboxName.parse(text("mailbox name"))
                .orElseThrow(() -> new BadArguments("mailbox name can't be that"));
    }

    /** Nothing more may come. */
    void end() throws BadArguments {
        if (hasMore()) {
            throw new BadArguments("too many parameters");
        }
    }

    private static DomainName domain(String name) throws BadArguments {
        return good("domain name", DomainName.parse(name));
    }

    private static <T> T good(String what, AddressResult<T> result) throws BadArguments {
        return switch (result) {
            case AddressResult.Accepted<T> accepted -> accepted.value();
            case AddressResult.Refused<T> refused ->
                    throw new BadArguments(what + ": " + refused.problem().text());
        };
    }

    private SettingsValue value(String what) throws BadArguments {
        if (!hasMore()) {
            throw new BadArguments(what + " is missing");
        }
        return take();
    }

    private SettingsValue take() throws BadArguments {
        SettingsParser.Found found = peek();
        at = found.end();
        next = null;
        return found.value();
    }

    private SettingsParser.Found peek() throws BadArguments {
        SettingsParser.Found found = next;
        if (found == null) {
            try {
                found = SettingsParser.valueAt(line, at);
            } catch (MalformedSettings malformed) {
                throw new BadArguments(
                        "column " + malformed.column() + ": " + malformed.expected());
            }
            next = found;
        }
        return found;
    }
}
