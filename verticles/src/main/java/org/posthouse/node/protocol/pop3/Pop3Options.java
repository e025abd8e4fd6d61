package org.posthouse.node.protocol.pop3;

/**
 * The limits of POP3 sessions.
 *
 * @param host what the greeting's timestamp names as this host (RFC 1939, 7)
 * @param badCommandsMax commands in a row that are not understood or out of place, before the
 *     session ends; 1 or more
 * @param loginIdleMillis how long a client may say nothing before its login, 1 or more
 * @param idleMillis and after it; RFC 1939, 3, asks for 10 minutes or more
 */
public record Pop3Options(String host, int badCommandsMax, long loginIdleMillis, long idleMillis) {

    /**
     * The longest line that listeners for POP3 should take, in bytes: that of a SASL exchange (RFC
     * 5034, 4).
     */
    public static final int LINE_BYTES_MAX = 12_288;

    /** Checks the ranges. */
    public Pop3Options {
        if (host.isEmpty()
                || host.chars().anyMatch(c -> c <= ' ' || c >= 0x7F || c == '<' || c == '>')) {
            throw new IllegalArgumentException("not a host for a timestamp: '" + host + "'");
        }
        if (badCommandsMax < 1 || loginIdleMillis < 1 || idleMillis < 1) {
            throw new IllegalArgumentException(
                    "badCommandsMax, loginIdleMillis and idleMillis must be positive: "
                            + badCommandsMax
                            + ", "
                            + loginIdleMillis
                            + ", "
                            + idleMillis);
        }
    }

    /** What suits everybody: 20 errors, 3 minutes before the login, 10 after it. */
    public static Pop3Options of(String host) {
        return new Pop3Options(host, 20, 180_000, 600_000);
    }
}
