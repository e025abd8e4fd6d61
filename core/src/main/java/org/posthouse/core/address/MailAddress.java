package org.posthouse.core.address;

import java.nio.charset.StandardCharsets;

/**
 * A mailbox (RFC 5321, 4.1.2): a local part, as its characters without quotes, and a host. The
 * local part keeps its case and may hold characters beyond ASCII (RFC 6531). Local parts of more
 * than 64 octets are taken as long as the path is: 4.5.3.1.1 names what every server must take, and
 * mailing lists send from longer ones.
 *
 * @param localPart any printable characters; may be empty, which is written {@code ""}
 * @param host a domain or an address literal
 */
public record MailAddress(String localPart, MailHost host) {

    /** The octets of a path with its angle brackets (RFC 5321, 4.5.3.1.3). */
    public static final int PATH_BYTES_MAX = 256;

    /**
     * Takes a checked local part; throws {@link IllegalArgumentException} for one with control
     * characters or lone surrogates.
     */
    public MailAddress {
        for (int i = 0; i < localPart.length(); i++) {
            if (!LocalPart.isQuotable(localPart.charAt(i))) {
                throw new IllegalArgumentException("a local part with a control character at " + i);
            }
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(localPart)) {
            throw new IllegalArgumentException("a local part that UTF-8 cannot hold");
        }
    }

    /** Reads {@code local@host} that fills the whole text. Never throws. */
    public static AddressResult<MailAddress> parse(String text) {
        if (text.isEmpty()) {
            return new AddressResult.Refused<>(AddressProblem.EMPTY);
        }
        if (utf8Length(text) > PATH_BYTES_MAX - 2) {
            return new AddressResult.Refused<>(AddressProblem.TOO_LONG);
        }
        return AddressReader.mailbox(text);
    }

    /**
     * True when the receiving server must know SMTPUTF8. A domain never asks for it: it is held in
     * A-labels.
     */
    public boolean needsUtf8() {
        return localPart.chars().anyMatch(symbol -> symbol >= 0x80);
    }

    /** The local part as it is written: quoted where it must be. */
    public String wireLocalPart() {
        if (LocalPart.isDotString(localPart)) {
            return localPart;
        }
        var out = new StringBuilder("\"");
        for (int i = 0; i < localPart.length(); i++) {
            char symbol = localPart.charAt(i);
            if (symbol == '"' || symbol == '\\') {
                out.append('\\');
            }
            out.append(symbol);
        }
        return out.append('"').toString();
    }

    /** The address as it is written in a path or a header. */
    public String wire() {
        return wireLocalPart() + "@" + host.wire();
    }

    /** The local part split at its first {@code +}. */
    public LocalPart split() {
        return LocalPart.split(localPart, '+');
    }

    @Override
    public String toString() {
        return wire();
    }

    static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
