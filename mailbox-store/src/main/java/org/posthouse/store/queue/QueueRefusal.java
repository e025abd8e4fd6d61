package org.posthouse.store.queue;

/** Why the queue did not take a message. */
public enum QueueRefusal {
    /** It holds {@code entriesMax} entries. */
    TOO_MANY_ENTRIES,
    /** No room on the disk; nothing is half done. */
    STORAGE_FULL,
    /** Too much waits for the disk; try again. */
    BUSY,
    /** More recipients than one entry can name. */
    ENVELOPE_TOO_LARGE,
    /** The queue has stopped; what was not acknowledged is in doubt. */
    UNAVAILABLE
}
