package org.posthouse.core.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * An address literal (RFC 5321, 4.1.3): {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]}. General
 * literals of other tags are refused, because nobody could deliver there.
 *
 * @param address the address
 */
public record AddressLiteral(InetAddress address) implements MailHost {

    private static final String IPV6_TAG = "ipv6:";

    static AddressResult<AddressLiteral> parse(String bracketed) {
        var problem = new AddressResult.Refused<AddressLiteral>(AddressProblem.BAD_ADDRESS_LITERAL);
        if (bracketed.length() < 3 || !bracketed.startsWith("[") || !bracketed.endsWith("]")) {
            return problem;
        }
        String inner = bracketed.substring(1, bracketed.length() - 1);
        boolean tagged = inner.toLowerCase(Locale.ROOT).startsWith(IPV6_TAG);
        String digits = tagged ? inner.substring(IPV6_TAG.length()) : inner;
        if (tagged != digits.indexOf(':') >= 0) {
            return problem;
        }
        Optional<InetAddress> address = IpLiteral.parse(digits);
        return address.isPresent()
                ? new AddressResult.Accepted<>(new AddressLiteral(address.get()))
                : problem;
    }

    @Override
    public String wire() {
        return (address instanceof Inet6Address ? "[IPv6:" : "[") + address.getHostAddress() + "]";
    }

    @Override
    public String toString() {
        return wire();
    }
}
