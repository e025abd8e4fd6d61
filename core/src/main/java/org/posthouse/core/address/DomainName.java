package org.posthouse.core.address;

import java.net.IDN;
import java.util.Locale;

/**
 * The name of a domain in lower-case A-labels ({@code xn--mnchen-3ya.example}). Names in other
 * scripts are brought to that form by the JDK's IDNA 2003 tables. Underscores are taken, because
 * real senders use them.
 *
 * @param name the A-labels; at least one of them, without a dot at the end
 */
public record DomainName(String name) implements MailHost {

    /**
     * What fits into the DNS (RFC 1035, 3.1: 255 octets with the lengths of the labels); RFC 5321,
     * 4.5.3.1.2 would allow 255.
     */
    public static final int CHARS_MAX = 253;

    private static final int LABEL_CHARS_MAX = 63;

    /**
     * Takes a checked name; for others there is {@link #parse}. Throws {@link
     * IllegalArgumentException} for a bad one.
     */
    public DomainName {
        var problem = problemOf(name).refusal();
        if (problem.isPresent()) {
            throw new IllegalArgumentException(
                    "not a domain name in A-labels: " + problem.get().text());
        }
    }

    /** Reads a name in any script and case. Never throws. */
    public static AddressResult<DomainName> parse(String text) {
        if (text.isEmpty()) {
            return refused(AddressProblem.EMPTY);
        }
        // Bounds the work of IDNA below; the A-labels are measured again.
        if (text.length() > CHARS_MAX) {
            return refused(AddressProblem.TOO_LONG);
        }
        String ascii = text;
        if (!isAscii(text)) {
            try {
                ascii = IDN.toASCII(text, 0);
            } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
                return refused(AddressProblem.BAD_DOMAIN);
            }
        }
        return problemOf(ascii.toLowerCase(Locale.ROOT)).map(DomainName::new);
    }

    /** The name in its own script, for people. */
    public String unicode() {
        return IDN.toUnicode(name, IDN.ALLOW_UNASSIGNED);
    }

    @Override
    public String wire() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }

    private static AddressResult<String> problemOf(String name) {
        if (name.isEmpty()) {
            return new AddressResult.Refused<>(AddressProblem.EMPTY);
        }
        if (name.length() > CHARS_MAX) {
            return new AddressResult.Refused<>(AddressProblem.TOO_LONG);
        }
        if (IpLiteral.looksLikeIpv4(name)) {
            return new AddressResult.Refused<>(AddressProblem.BARE_IP_ADDRESS);
        }
        int labelAt = 0;
        for (int i = 0; i <= name.length(); i++) {
            char symbol = i < name.length() ? name.charAt(i) : '.';
            if (symbol == '.') {
                if (i == labelAt) {
                    return new AddressResult.Refused<>(AddressProblem.MISPLACED_DOT);
                }
                if (i - labelAt > LABEL_CHARS_MAX
                        || name.charAt(labelAt) == '-'
                        || name.charAt(i - 1) == '-') {
                    return new AddressResult.Refused<>(AddressProblem.BAD_DOMAIN);
                }
                labelAt = i + 1;
            } else if (!isLabelSymbol(symbol)) {
                return new AddressResult.Refused<>(AddressProblem.BAD_CHARACTER);
            }
        }
        return new AddressResult.Accepted<>(name);
    }

    private static boolean isLabelSymbol(char symbol) {
        return (symbol >= 'a' && symbol <= 'z')
                || (symbol >= '0' && symbol <= '9')
                || symbol == '-'
                || symbol == '_';
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(symbol -> symbol < 0x80);
    }

    private static AddressResult<DomainName> refused(AddressProblem problem) {
        return new AddressResult.Refused<>(problem);
    }
}
