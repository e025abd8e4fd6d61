package org.posthouse.core.settings;

import java.net.InetAddress;

/**
 * A network address with or without a port: {@code #I[10.0.0.1]:25}, {@code #I[2001:db8::1]}.
 *
 * @param address the address; it has been written as digits, no name was ever looked up
 * @param port 1 to 65535, or 0 where none is given
 */
public record IpAddress(InetAddress address, int port) implements SettingsValue {

    /** Refuses a port that is none with {@link IllegalArgumentException}. */
    public IpAddress {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
    }

    /** The text form with its leading {@code #I}. */
    String text() {
        return "#I[" + address.getHostAddress() + "]" + (port == 0 ? "" : ":" + port);
    }
}
