package org.posthouse.core.address;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses written as digits. Nothing here asks the DNS. */
public final class IpLiteral {

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern FOUR_NUMBERS = Pattern.compile("\\d+(?:\\.\\d+){3}");
    private static final Pattern IPV6 =
            Pattern.compile("[0-9a-fA-F:]{2,39}(?:\\d{1,3}(?:\\.\\d{1,3}){3})?");

    private IpLiteral() {}

    /**
     * Four decimal numbers up to 255 (never fewer, never octal), or an IPv6 address without a zone.
     */
    public static Optional<InetAddress> parse(String text) {
        boolean ipv6 = text.indexOf(':') >= 0;
        if (text.length() > 45 || !(ipv6 ? IPV6 : IPV4).matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    static boolean looksLikeIpv4(String text) {
        return FOUR_NUMBERS.matcher(text).matches();
    }
}
