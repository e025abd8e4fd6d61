package org.posthouse.node.net;

/** Why a client is sent away before it has a session. */
public enum Refusal {
    /** The listener has its {@code sessionsMax} connections. */
    TOO_MANY_SESSIONS,
    /** The client's address has its {@code sessionsPerAddressMax} connections. */
    TOO_MANY_FROM_ADDRESS,
    /** The node stops. */
    SHUTTING_DOWN
}
