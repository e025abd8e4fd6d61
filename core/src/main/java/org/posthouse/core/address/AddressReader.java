package org.posthouse.core.address;

import java.nio.charset.StandardCharsets;

/** Reads the grammar of RFC 5321, 4.1.2. */
final class AddressReader {

    private AddressReader() {}

    static AddressResult<MailAddress> mailbox(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return refused(AddressProblem.BAD_CHARACTER);
        }
        return text.startsWith("\"") ? quoted(text) : unquoted(text);
    }

    private static AddressResult<MailAddress> unquoted(String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            return refused(AddressProblem.NO_DOMAIN);
        }
        String local = text.substring(0, at);
        if (local.isEmpty()) {
            return refused(AddressProblem.EMPTY);
        }
        if (!LocalPart.isDotString(local)) {
            boolean dots = local.startsWith(".") || local.endsWith(".") || local.contains("..");
            return refused(dots ? AddressProblem.MISPLACED_DOT : AddressProblem.BAD_CHARACTER);
        }
        return host(text.substring(at + 1)).map(host -> new MailAddress(local, host));
    }

    private static AddressResult<MailAddress> quoted(String text) {
        var local = new StringBuilder();
        int i = 1;
        while (i < text.length() && text.charAt(i) != '"') {
            if (text.charAt(i) == '\\' && ++i == text.length()) {
                break;
            }
            if (!LocalPart.isQuotable(text.charAt(i))) {
                return refused(AddressProblem.BAD_CHARACTER);
            }
            local.append(text.charAt(i++));
        }
        if (i >= text.length()) {
            return refused(AddressProblem.UNFINISHED_QUOTE);
        }
        if (i + 1 >= text.length()) {
            return refused(AddressProblem.NO_DOMAIN);
        }
        if (text.charAt(i + 1) != '@') {
            return refused(AddressProblem.BAD_CHARACTER);
        }
        return host(text.substring(i + 2)).map(host -> new MailAddress(local.toString(), host));
    }

    private static AddressResult<MailHost> host(String text) {
        if (text.isEmpty()) {
            return new AddressResult.Refused<>(AddressProblem.NO_DOMAIN);
        }
        return text.startsWith("[")
                ? AddressLiteral.parse(text).map(literal -> literal)
                : DomainName.parse(text).map(domain -> domain);
    }

    private static AddressResult<MailAddress> refused(AddressProblem problem) {
        return new AddressResult.Refused<>(problem);
    }
}
