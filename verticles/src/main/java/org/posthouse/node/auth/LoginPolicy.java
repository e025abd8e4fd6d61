package org.posthouse.node.auth;

import java.time.Duration;

/**
 * When a login may be tried. Data for the sessions to follow.
 *
 * @param failureDelay how long a session waits before it answers a failed login, the same for every
 *     kind of failure
 * @param failuresPerConnectionMax after so many failed logins the session says goodbye
 */
public record LoginPolicy(Duration failureDelay, int failuresPerConnectionMax) {

    /** A second, and three attempts. */
    public static final LoginPolicy DEFAULT = new LoginPolicy(Duration.ofSeconds(1), 3);

    /** Checks the ranges. */
    public LoginPolicy {
        if (failureDelay.isNegative() || failuresPerConnectionMax < 1) {
            throw new IllegalArgumentException(
                    "failureDelay is negative or failuresPerConnectionMax not positive: "
                            + failureDelay
                            + ", "
                            + failuresPerConnectionMax);
        }
    }

    /**
     * Whether a password may cross this connection as it is (PLAIN, LOGIN, USER/PASS): only where
     * nobody else can read it.
     *
     * @param tls whether the connection is encrypted
     * @param loopback whether the client is on this machine
     */
    public boolean allowsClearText(boolean tls, boolean loopback) {
        return tls || loopback;
    }

    /** Whether so many failures are enough for one connection. */
    public boolean isExhausted(int failures) {
        return failures >= failuresPerConnectionMax;
    }
}
