package org.posthouse.core.address;

/** Why a text is no name, address or path. */
public enum AddressProblem {
    /** Nothing is there. */
    EMPTY("it is empty"),
    /** Over the limit of RFC 5321, 4.5.3.1, or of CommuniGate's object names. */
    TOO_LONG("it is too long"),
    /** A character that may not stand there. */
    BAD_CHARACTER("it has a character that is not allowed there"),
    /** A dot at the beginning, at the end, or after another. */
    MISPLACED_DOT("a dot stands at its beginning, at its end, or after another dot"),
    /** No {@code @} and no domain to take instead. */
    NO_DOMAIN("it has no domain"),
    /** The domain cannot be written in the DNS's letters, digits and hyphens. */
    BAD_DOMAIN("its domain is not a valid domain name"),
    /** Looks like an IPv4 address: that belongs into brackets. */
    BARE_IP_ADDRESS("an IP address must stand in brackets"),
    /** {@code [...]} holds no IPv4 and no tagged IPv6 address. */
    BAD_ADDRESS_LITERAL("its address literal is neither [1.2.3.4] nor [IPv6:...]"),
    /** A quoted string that does not end. */
    UNFINISHED_QUOTE("its quoted string does not end"),
    /** A path without {@code <} or {@code >}. */
    NO_ANGLE_BRACKETS("it must stand between < and >"),
    /** A source route that does not follow RFC 5321, appendix C. */
    BAD_SOURCE_ROUTE("its source route is not valid"),
    /** An empty path where there must be a recipient. */
    NO_RECIPIENT("an empty path is no recipient");

    private final String text;

    AddressProblem(String text) {
        this.text = text;
    }

    /** A clause in plain words that goes on after "bad address:". */
    public String text() {
        return text;
    }
}
