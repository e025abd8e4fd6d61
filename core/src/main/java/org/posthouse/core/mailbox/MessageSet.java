package org.posthouse.core.mailbox;

/** The messages that a command names. */
public sealed interface MessageSet {
    NumberSet numbers();

    /** By UID; numbers that no message has are passed over. */
    record Uids(NumberSet numbers) implements MessageSet {}

    /** By sequence number, as counted in the session's view. */
    record SequenceNumbers(NumberSet numbers) implements MessageSet {}
}
