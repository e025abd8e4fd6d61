package org.posthouse.node.net;

/** Why a connection ended. */
public enum CloseReason {
    /** The client closed it, or its network did. */
    CLIENT_GONE,
    /** The session ended it. */
    SESSION_CLOSED,
    /** Nothing came for {@code idleMillisMax}. */
    IDLE,
    /** The client read nothing of what waited for it for {@code writeStallMillisMax}. */
    WRITE_STALLED,
    /** The session wrote on and on without waiting for {@link LineConnection#drained()}. */
    WRITE_OVERFLOW,
    /** No TLS could be agreed on. */
    TLS_FAILED,
    /** An exception came out of the session. */
    INTERNAL_ERROR,
    /** The node stops. */
    SHUTDOWN
}
