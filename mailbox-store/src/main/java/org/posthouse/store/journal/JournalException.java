package org.posthouse.store.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why the journal did not acknowledge a record. */
public abstract sealed class JournalException extends IOException
        permits JournalBusy, JournalFailed, StorageFull {
    private static final long serialVersionUID = 1L;

    JournalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
