package org.posthouse.store.queue;

import java.io.IOException;
import java.io.Serial;
import org.posthouse.store.journal.JournalBusy;
import org.posthouse.store.journal.JournalException;
import org.posthouse.store.journal.JournalFailed;
import org.posthouse.store.journal.StorageFull;

/** The queue did not do what it was asked; nothing is acknowledged. */
public final class QueueException extends IOException {
    @Serial private static final long serialVersionUID = 1L;
    private final QueueRefusal reason;

    QueueException(QueueRefusal reason, String message) {
        super(message);
        this.reason = reason;
    }

    QueueException(JournalException cause) {
        super(cause.getMessage(), cause);
        this.reason =
                switch (cause) {
                    case JournalBusy _ -> QueueRefusal.BUSY;
                    case StorageFull _ -> QueueRefusal.STORAGE_FULL;
                    case JournalFailed _ -> QueueRefusal.UNAVAILABLE;
                };
    }

    /** Why. */
    public QueueRefusal reason() {
        return reason;
    }

    /** No stack trace: a full queue refuses many. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
