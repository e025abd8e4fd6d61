package org.posthouse.store;

/**
 * What becomes of one appended transaction. Exactly one of the two is called, once, on any thread
 * and possibly before {@code append} returns; it must be short and must not block.
 */
public interface Acknowledgement {
    /** The transaction is on stable storage, and the ownership was valid when it got there. */
    void durable();

    /**
     * The transaction is not acknowledged. With {@link StoreException.Stopped} it is in doubt;
     * otherwise nothing was written, and its sequence is free again.
     */
    void failed(StoreException cause);
}
