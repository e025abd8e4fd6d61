package org.posthouse.store.journal;

/**
 * What becomes of one appended record. Exactly one of the two methods is called, once.
 *
 * <p>{@code durable} comes from the committer thread, in the order of the appends; so it must be
 * short and must not block (hand over to your own thread). {@code failed} comes from the committer
 * thread too, or, when the record is refused at once, from the caller's thread before {@code
 * append} returns.
 */
public interface Acknowledgement {
    /** The record is on stable storage and the ownership was still valid when it got there. */
    void durable(JournalPosition position);

    /**
     * The record is not acknowledged. With {@link JournalBusy} and {@link StorageFull} nothing was
     * written. With {@link JournalFailed} it is in doubt: recovery may find it.
     *
     * <p>A {@link StorageFull} can come later than {@code append} returned. Who has appended more
     * than one record of an account without waiting must not append another one before it has seen
     * this.
     */
    void failed(JournalException cause);
}
