package org.posthouse.node.net;

/** What {@link LineConnection#drained()} fails with when the connection ends first. */
public final class ConnectionClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConnectionClosedException(String id) {
        super("connection closed: " + id, null, false, false);
    }
}
