package org.posthouse.store.journal;

import java.nio.file.Path;

/**
 * The file system of the journals has less free space than the reserve. Nothing was written; it
 * heals by itself.
 */
public final class StorageFull extends JournalException {
    private static final long serialVersionUID = 1L;

    StorageFull(Path directory, long reserveBytes) {
        super(
                "less than "
                        + reserveBytes
                        + " bytes are free for the journal in "
                        + directory
                        + ": nothing new is accepted until there is space",
                null);
    }

    /** No stack trace: a full disk refuses many. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
