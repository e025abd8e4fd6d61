package org.posthouse.node.protocol.smtp;

import java.util.concurrent.atomic.LongAdder;

/** What the sessions of a node have counted since its start. Safe from any thread. */
public final class SmtpCounters {
    final LongAdder accepted = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder delivered = new LongAdder();
    final LongAdder queued = new LongAdder();
    final LongAdder recipientsRefused = new LongAdder();
    final LongAdder logins = new LongAdder();
    final LongAdder loginsFailed = new LongAdder();

    SmtpCounters() {}

    /** Messages that were taken for one recipient at least. */
    public long accepted() {
        return accepted.sum();
    }

    /** Messages that were refused after their bytes had come. */
    public long refused() {
        return refused.sum();
    }

    /** Bytes of the messages that were taken. */
    public long bytes() {
        return bytes.sum();
    }

    /** Copies stored at accounts. */
    public long delivered() {
        return delivered.sum();
    }

    /** Recipients given to the queue. */
    public long queued() {
        return queued.sum();
    }

    /** RCPT commands that were refused. */
    public long recipientsRefused() {
        return recipientsRefused.sum();
    }

    /** Logins that succeeded. */
    public long logins() {
        return logins.sum();
    }

    /** Logins that failed. */
    public long loginsFailed() {
        return loginsFailed.sum();
    }
}
