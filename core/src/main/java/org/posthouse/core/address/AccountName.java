package org.posthouse.core.address;

import java.util.Locale;
import java.util.Optional;

/**
 * The full name of an account, or of another object of a domain: {@code user@domain}, in lower
 * case, because object names are case-insensitive. As CommuniGate's: letters, digits, {@code _ -
 * .}, no dot at either end or after another, at most 128. That makes a user name safe as a part of
 * a file name.
 *
 * @param user the name within its domain, lower case
 * @param domain its domain
 */
public record AccountName(String user, DomainName domain) {

    /** How many characters the name within the domain may have. */
    public static final int USER_CHARS_MAX = 128;

    /**
     * Takes a checked name; for others there is {@link #parse}. Throws {@link
     * IllegalArgumentException} for a bad one.
     */
    public AccountName {
        var problem = parseUser(user).refusal();
        if (problem.isPresent() || !user.equals(user.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "not a user name in lower case: "
                            + problem.map(AddressProblem::text).orElse("it has capitals"));
        }
    }

    /** Reads {@code user@domain}, or {@code user%domain} as some clients log in. Never throws. */
    public static AddressResult<AccountName> parse(String text) {
        return parse(text, Optional.empty());
    }

    /**
     * Reads {@code user@domain}, {@code user%domain}, or {@code user} of the default domain. Never
     * throws.
     */
    public static AddressResult<AccountName> parse(String text, DomainName defaultDomain) {
        return parse(text, Optional.of(defaultDomain));
    }

    /** The account that an address would name, were its domain served here. Never throws. */
    public static AddressResult<AccountName> of(MailAddress address) {
        return switch (address.host()) {
            case DomainName domain ->
                    parseUser(address.localPart()).map(user -> new AccountName(user, domain));
            case AddressLiteral _ -> new AddressResult.Refused<>(AddressProblem.NO_DOMAIN);
        };
    }

    /**
     * Reads the name within a domain and answers it in lower case: also of aliases, groups and
     * forwarders. Never throws.
     */
    public static AddressResult<String> parseUser(String text) {
        if (text.isEmpty()) {
            return new AddressResult.Refused<>(AddressProblem.EMPTY);
        }
        if (text.length() > USER_CHARS_MAX) {
            return new AddressResult.Refused<>(AddressProblem.TOO_LONG);
        }
        char before = '.';
        for (int i = 0; i < text.length(); i++) {
            char symbol = text.charAt(i);
            if (symbol == '.' && before == '.') {
                return new AddressResult.Refused<>(AddressProblem.MISPLACED_DOT);
            }
            if (!isUserSymbol(symbol)) {
                return new AddressResult.Refused<>(AddressProblem.BAD_CHARACTER);
            }
            before = symbol;
        }
        return before == '.'
                ? new AddressResult.Refused<>(AddressProblem.MISPLACED_DOT)
                : new AddressResult.Accepted<>(text.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return user + "@" + domain;
    }

    private static AddressResult<AccountName> parse(
            String text, Optional<DomainName> defaultDomain) {
        int at = text.lastIndexOf('@');
        int split = at >= 0 ? at : text.lastIndexOf('%');
        if (split < 0 && defaultDomain.isEmpty()) {
            return new AddressResult.Refused<>(
                    text.isEmpty() ? AddressProblem.EMPTY : AddressProblem.NO_DOMAIN);
        }
        AddressResult<String> user = parseUser(split < 0 ? text : text.substring(0, split));
        AddressResult<DomainName> domain =
                split < 0
                        ? new AddressResult.Accepted<>(defaultDomain.orElseThrow())
                        : DomainName.parse(text.substring(split + 1));
        return user.flatMap(name -> domain.map(of -> new AccountName(name, of)));
    }

    private static boolean isUserSymbol(char symbol) {
        return (symbol >= 'a' && symbol <= 'z')
                || (symbol >= 'A' && symbol <= 'Z')
                || (symbol >= '0' && symbol <= '9')
                || symbol == '_'
                || symbol == '-'
                || symbol == '.';
    }
}
