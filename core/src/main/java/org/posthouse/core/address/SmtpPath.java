package org.posthouse.core.address;

import java.util.Locale;

/**
 * Reads the paths of MAIL and RCPT: {@code <user@domain>}, {@code <>}, and {@code
 * <@a,@b:user@domain>}, whose source route is checked and ignored, as RFC 5321, appendix C, asks
 * for. Never throws.
 */
public final class SmtpPath {

    /**
     * A path found in a command line.
     *
     * @param path the path
     * @param end the offset after its {@code >}, where the parameters begin
     * @param <P> which kind of path
     */
    public record Found<P>(P path, int end) {}

    private record Inner(String mailbox, int end) {}

    private SmtpPath() {}

    /** The reverse-path whose {@code <} stands at {@code offset}. */
    public static AddressResult<Found<ReversePath>> reverse(String line, int offset) {
        return inner(line, offset)
                .flatMap(inner ->
                        inner.mailbox().isEmpty()
                                ? new AddressResult.Accepted<>(
                                        new Found<>(new ReversePath.Null(), inner.end()))
                                : MailAddress.parse(inner.mailbox())
                                        .map(address ->
                                                new Found<>(
                                                        new ReversePath.Sender(address),
                                                        inner.end())));
    }

    /** The forward-path whose {@code <} stands at {@code offset}. */
    public static AddressResult<Found<ForwardPath>> forward(String line, int offset) {
        return inner(line, offset)
                .flatMap(inner -> {
                    if (inner.mailbox().isEmpty()) {
                        return new AddressResult.Refused<>(AddressProblem.NO_RECIPIENT);
                    }
                    if (inner.mailbox().toLowerCase(Locale.ROOT).equals("postmaster")) {
                        return new AddressResult.Accepted<>(
                                new Found<>(new ForwardPath.Postmaster(), inner.end()));
                    }
                    return MailAddress.parse(inner.mailbox())
                            .map(address ->
                                    new Found<>(new ForwardPath.Recipient(address), inner.end()));
                });
    }

    private static AddressResult<Inner> inner(String line, int offset) {
        if (offset < 0 || offset >= line.length() || line.charAt(offset) != '<') {
            return refused(AddressProblem.NO_ANGLE_BRACKETS);
        }
        int close = closing(line, offset + 1);
        if (close < 0) {
            return refused(AddressProblem.NO_ANGLE_BRACKETS);
        }
        String path = line.substring(offset + 1, close);
        if (MailAddress.utf8Length(path) > MailAddress.PATH_BYTES_MAX - 2) {
            return refused(AddressProblem.TOO_LONG);
        }
        if (!path.startsWith("@")) {
            return new AddressResult.Accepted<>(new Inner(path, close + 1));
        }
        int colon = path.indexOf(':');
        if (colon < 0 || colon == path.length() - 1) {
            return refused(AddressProblem.BAD_SOURCE_ROUTE);
        }
        for (String hop : path.substring(0, colon).split(",", -1)) {
            if (!hop.startsWith("@") || DomainName.parse(hop.substring(1)).accepted().isEmpty()) {
                return refused(AddressProblem.BAD_SOURCE_ROUTE);
            }
        }
        return new AddressResult.Accepted<>(new Inner(path.substring(colon + 1), close + 1));
    }

    /** The {@code >} that is not inside a quoted string. */
    private static int closing(String line, int from) {
        boolean quoted = false;
        for (int i = from; i < line.length(); i++) {
            char symbol = line.charAt(i);
            if (symbol == '"') {
                quoted = !quoted;
            } else if (quoted && symbol == '\\') {
                i++;
            } else if (!quoted && symbol == '>') {
                return i;
            }
        }
        return -1;
    }

    private static AddressResult<Inner> refused(AddressProblem problem) {
        return new AddressResult.Refused<>(problem);
    }
}
