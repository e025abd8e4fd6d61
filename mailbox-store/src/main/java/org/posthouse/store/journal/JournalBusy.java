package org.posthouse.store.journal;

/**
 * Too many bytes wait for the disk already. Nothing was written; try again when others are through.
 */
public final class JournalBusy extends JournalException {
    private static final long serialVersionUID = 1L;

    JournalBusy(long queuedBytes, long queuedBytesMax) {
        super(
                "the journal is busy: "
                        + queuedBytes
                        + " bytes wait for the disk, the limit is "
                        + queuedBytesMax,
                null);
    }

    /** No stack trace: this is an answer to overload and has to cost little. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
