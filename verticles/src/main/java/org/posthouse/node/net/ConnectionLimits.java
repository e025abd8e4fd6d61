package org.posthouse.node.net;

/**
 * What one connection may cost.
 *
 * @param lineBytesMax longest line without its line end, 1 or more
 * @param writeQueueBytesMax what may wait for the client before the session is asked to wait;
 *     sixteen times this is the end of the connection
 * @param writeStallMillisMax how long a client may read nothing of what waits for it
 * @param idleMillisMax how long a client may say nothing when it is its turn; a session can change
 *     it with {@link LineConnection#idleMillisMax(long)}
 * @param lingerMillisMax how long the last words may take to reach a client that still sends
 * @param handshakeMillisMax how long a TLS handshake may take
 */
public record ConnectionLimits(
        int lineBytesMax,
        int writeQueueBytesMax,
        long writeStallMillisMax,
        long idleMillisMax,
        long lingerMillisMax,
        long handshakeMillisMax) {

    /** Limits that suit SMTP: RFC 5321, 4.5.3.1 and 4.5.3.2.7 (5 minutes). */
    public static final ConnectionLimits DEFAULT =
            new ConnectionLimits(8192, 64 * 1024, 60_000, 300_000, 2_000, 30_000);

    /** Checks that every limit is positive. */
    public ConnectionLimits {
        if (lineBytesMax < 1
                || writeQueueBytesMax < 1
                || writeStallMillisMax < 1
                || idleMillisMax < 1
                || lingerMillisMax < 1
                || handshakeMillisMax < 1) {
            throw new IllegalArgumentException("a limit is not positive: " + this);
        }
    }

    /** The same with another {@code lineBytesMax}. */
    public ConnectionLimits withLineBytesMax(int bytes) {
        return new ConnectionLimits(
                bytes,
                writeQueueBytesMax,
                writeStallMillisMax,
                idleMillisMax,
                lingerMillisMax,
                handshakeMillisMax);
    }

    /** The same with another {@code writeStallMillisMax}. */
    public ConnectionLimits withWriteStallMillisMax(long millis) {
        return new ConnectionLimits(
                lineBytesMax,
                writeQueueBytesMax,
                millis,
                idleMillisMax,
                lingerMillisMax,
                handshakeMillisMax);
    }

    /** The same with another {@code idleMillisMax}. */
    public ConnectionLimits withIdleMillisMax(long millis) {
        return new ConnectionLimits(
                lineBytesMax,
                writeQueueBytesMax,
                writeStallMillisMax,
                millis,
                lingerMillisMax,
                handshakeMillisMax);
    }

    /** How often time limits are looked at: often enough to be at most a quarter late. */
    long sweepMillis() {
        long shortest = Math.min(Math.min(writeStallMillisMax, idleMillisMax), lingerMillisMax) / 4;
        return Math.clamp(shortest, 10, 1000);
    }
}
