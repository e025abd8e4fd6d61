package org.posthouse.node.net;

/**
 * One client's session. All methods are called on the event loop of its {@link LineConnection},
 * never at the same time, never from within a call that the session makes to the connection, and
 * never after {@link #closed}.
 *
 * <p>The connection gives one thing at a time: after {@link #opened()}, {@link #line}, {@link
 * #lineTooLong}, {@link #secured()} and {@link ByteSink#end()} nothing more comes until the session
 * calls {@link LineConnection#ready()}. It may do so at once or when an answer from elsewhere has
 * come. What a client pipelines waits in bounded memory, and then in the client.
 *
 * <p>An exception out of any method is logged with the session's id and ends this connection with
 * the protocol's {@link Protocol#internalError()}; nobody else notices.
 */
public interface ProtocolSession {

    /** The client is there (with implicit TLS: after the handshake). The time to greet. */
    void opened();

    /** A line has come. */
    void line(Line line);

    /**
     * A line was longer than {@code lineBytesMax}; called once for it. The rest of it is skipped.
     * The session answers and goes on with {@link LineConnection#ready()}, or closes.
     *
     * @param beginning the first {@code lineBytesMax} bytes, in which a tag may be found
     */
    void lineTooLong(Line beginning);

    /** TLS is in place after {@link LineConnection#startTls}. What was known before is void. */
    default void secured() {
        throw new IllegalStateException("TLS was started by a session that does not handle it");
    }

    /**
     * Nothing came for the time allowed. A last line may be written; the connection closes then.
     */
    void idle();

    /**
     * The node stops. The session says goodbye and closes when its command is done; it has a few
     * seconds.
     */
    void shutdown();

    /** The connection is gone. Called once, last, also when the session itself closed it. */
    void closed(CloseReason reason);
}
