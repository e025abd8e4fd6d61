package org.posthouse.core.address;

import java.util.Optional;

/**
 * A local part split at its detail (RFC 5233): {@code user+detail}.
 *
 * @param user what stands before the separator; never empty
 * @param detail what stands after it, perhaps nothing; absent where there is no separator
 */
public record LocalPart(String user, Optional<String> detail) {

    /** Splits at the first {@code separator}; one at the very beginning separates nothing. */
    public static LocalPart split(String localPart, char separator) {
        int at = localPart.indexOf(separator, 1);
        return at < 0
                ? new LocalPart(localPart, Optional.empty())
                : new LocalPart(
                        localPart.substring(0, at), Optional.of(localPart.substring(at + 1)));
    }

    static boolean isDotString(String text) {
        char before = '.';
        for (int i = 0; i < text.length(); i++) {
            char symbol = text.charAt(i);
            if (symbol == '.' ? before == '.' : !isAtext(symbol)) {
                return false;
            }
            before = symbol;
        }
        return before != '.';
    }

    /**
     * RFC 5322, 3.2.3, and everything beyond ASCII (RFC 6531, 3.3) but the C1 control characters.
     */
    static boolean isAtext(char symbol) {
        return (symbol >= 'a' && symbol <= 'z')
                || (symbol >= 'A' && symbol <= 'Z')
                || (symbol >= '0' && symbol <= '9')
                || symbol >= 0xA0
                || "!#$%&'*+-/=?^_`{|}~".indexOf(symbol) >= 0;
    }

    static boolean isQuotable(char symbol) {
        return symbol >= ' ' && symbol != 0x7F && (symbol < 0x80 || symbol >= 0xA0);
    }
}
