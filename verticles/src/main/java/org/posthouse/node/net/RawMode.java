package org.posthouse.node.net;

import io.vertx.core.buffer.Buffer;

/**
 * Takes the bytes of a client as they come, such as SMTP's dot-terminated data, until the session
 * calls {@link LineConnection#leaveRaw()}.
 */
@FunctionalInterface
public interface RawMode {

    /**
     * Takes bytes from a chunk. To go back to lines in the middle of it, call {@link
     * LineConnection#leaveRaw()} and return what was taken up to there; the rest is read as lines
     * after the next {@link LineConnection#ready()}.
     *
     * <p>Taking less than was offered without leaving means "not now": the rest is offered again
     * after {@link LineConnection#resume()}.
     *
     * @param chunk what arrived; not to be changed, may be kept
     * @param from index of the first byte that is offered, less than the chunk's length
     * @return the number of bytes taken, 0 to {@code chunk.length() - from}
     */
    int consume(Buffer chunk, int from);
}
