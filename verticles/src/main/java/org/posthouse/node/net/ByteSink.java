package org.posthouse.node.net;

import io.vertx.core.buffer.Buffer;

/**
 * Takes a counted number of bytes, such as an IMAP literal or a BDAT chunk, piece by piece. To hold
 * the client back it calls {@link LineConnection#pause()} and later {@link
 * LineConnection#resume()}. A sink that can no longer store what comes must go on swallowing it, so
 * that the protocol stays in step.
 */
public interface ByteSink {

    /**
     * Takes the next bytes, in order.
     *
     * @param piece never empty; not to be changed, may be kept
     */
    void piece(Buffer piece);

    /** All bytes have come. The session calls {@link LineConnection#ready()} for the next line. */
    void end();
}
