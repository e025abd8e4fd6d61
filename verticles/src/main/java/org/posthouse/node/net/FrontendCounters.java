package org.posthouse.node.net;

import java.util.concurrent.atomic.LongAdder;

/** What a listener has counted since it started. Safe from any thread. */
public final class FrontendCounters {

    final LongAdder accepted = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder closed = new LongAdder();
    final LongAdder bytesIn = new LongAdder();
    final LongAdder bytesOut = new LongAdder();
    final LongAdder tlsHandshakes = new LongAdder();
    final LongAdder failures = new LongAdder();

    FrontendCounters() {}

    /** Connections that were let in. */
    public long accepted() {
        return accepted.sum();
    }

    /** Connections that were sent away for a limit. */
    public long refused() {
        return refused.sum();
    }

    /** Connections that are open now. */
    public long open() {
        return accepted.sum() - closed.sum();
    }

    /** Bytes from clients, after decryption. */
    public long bytesIn() {
        return bytesIn.sum();
    }

    /** Bytes for clients, before encryption. */
    public long bytesOut() {
        return bytesOut.sum();
    }

    /** TLS handshakes that succeeded. */
    public long tlsHandshakes() {
        return tlsHandshakes.sum();
    }

    /** Sessions that ended with an exception. */
    public long failures() {
        return failures.sum();
    }
}
