package org.posthouse.core.layout;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Names as parts of file names. Lower-case letters, digits, {@code _ - .} stand for themselves, so
 * that a valid user or domain name is its own file name; everything else is {@code %XX} for each
 * byte of its UTF-8 form, and so is a dot at the beginning. Two different names never share a file
 * name.
 */
public final class FileNames {

    /**
     * What else lies among the domain directories, in lower case: a domain of that name steps
     * aside.
     */
    private static final Set<String> RESERVED_BESIDE_DOMAINS =
            Set.of("fast", "settings", "members", "journals", "heartbeat.data");

    /** The file name of the empty name. */
    private static final String EMPTY = "%";

    private static final String HEXADECIMAL = "0123456789abcdef";

    private FileNames() {}

    /**
     * The file name of a user, lower-cased. Never empty, never {@code .} or {@code ..}, never with
     * {@code /} or NUL.
     */
    public static String ofUser(String user) {
        return encode(user.toLowerCase(Locale.ROOT));
    }

    /**
     * The directory name of a domain, lower-cased. A domain that would be taken for something else
     * ({@code fast}, the names beside the domains, or one that ends with {@code .sub} as a folder
     * of domains does) has its first character encoded: {@code %66ast}.
     */
    public static String ofDomain(String domain) {
        String name = domain.toLowerCase(Locale.ROOT);
        String encoded = encode(name);
        if (RESERVED_BESIDE_DOMAINS.contains(encoded) || encoded.endsWith(Foldering.SUFFIX)) {
            int first = name.charAt(0);
            return "%" + hexadecimal(first >> 4) + hexadecimal(first & 15) + encoded.substring(1);
        }
        return encoded;
    }

    /** The name that a file name stands for, or nothing where no name is written like that. */
    public static Optional<String> decode(String fileName) {
        if (fileName.equals(EMPTY)) {
            return Optional.of("");
        }
        var bytes = new ByteArrayOutputStream(fileName.length());
        for (int i = 0; i < fileName.length(); i++) {
            char symbol = fileName.charAt(i);
            if (symbol == '%') {
                int high =
                        i + 2 < fileName.length()
                                ? HEXADECIMAL.indexOf(fileName.charAt(i + 1))
                                : -1;
                int low = high < 0 ? -1 : HEXADECIMAL.indexOf(fileName.charAt(i + 2));
                if (low < 0) {
                    return Optional.empty();
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else if (symbol >= 0x80) {
                return Optional.empty();
            } else {
                bytes.write(symbol);
            }
        }
        String name = bytes.toString(StandardCharsets.UTF_8);
        boolean ours = fileName.equals(encode(name)) || fileName.equals(ofDomain(name));
        return ours ? Optional.of(name) : Optional.empty();
    }

    private static String encode(String name) {
        if (name.isEmpty()) {
            return EMPTY;
        }
        var out = new StringBuilder(name.length());
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            int symbol = octet & 0xFF;
            boolean leadingDot = symbol == '.' && out.isEmpty();
            if (isPlain(symbol) && !leadingDot) {
                out.append((char) symbol);
            } else {
                out.append('%').append(hexadecimal(symbol >> 4)).append(hexadecimal(symbol & 15));
            }
        }
        return out.toString();
    }

    private static boolean isPlain(int symbol) {
        return (symbol >= 'a' && symbol <= 'z')
                || (symbol >= '0' && symbol <= '9')
                || symbol == '_'
                || symbol == '-'
                || symbol == '.';
    }

    private static char hexadecimal(int nibble) {
        return HEXADECIMAL.charAt(nibble);
    }
}
