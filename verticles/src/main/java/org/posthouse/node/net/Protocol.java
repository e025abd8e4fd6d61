package org.posthouse.node.net;

import io.vertx.core.buffer.Buffer;

/**
 * A protocol as a listener sees it: what opens sessions and what speaks to those who get none.
 * Called from every event loop that the listener uses, so it must be safe for that.
 */
public interface Protocol {

    /** Short lower-case name for logs and metrics, such as {@code smtp}. */
    String name();

    /**
     * Makes the session of a new connection. Nothing may be written yet; {@link
     * ProtocolSession#opened()} follows.
     */
    ProtocolSession open(LineConnection connection);

    /**
     * The line, with its line end, for a client that is refused. It is not sent on a listener with
     * implicit TLS, where it would cost a handshake.
     */
    Buffer refusal(Refusal reason);

    /** The line, with its line end, that is said before the end when a session has failed. */
    Buffer internalError();
}
