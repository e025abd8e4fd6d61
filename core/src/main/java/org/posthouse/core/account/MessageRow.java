package org.posthouse.core.account;

import java.util.List;
import org.posthouse.core.mailbox.FetchedMessage;

/**
 * What the columns know of one message at the time of a query: all that FETCH and SEARCH need
 * beside its bytes.
 */
public record MessageRow(
        int sequenceNumber,
        int uid,
        long flags,
        long modSeq,
        long internalDateMillis,
        long sizeBytes,
        long bodyId) {

    /** The answer to a FETCH of what always comes. */
    public FetchedMessage fetched() {
        return new FetchedMessage(
                sequenceNumber,
                uid,
                flags,
                modSeq,
                internalDateMillis,
                sizeBytes,
                List.of(),
                List.of());
    }
}
