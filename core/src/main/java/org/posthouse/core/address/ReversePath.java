package org.posthouse.core.address;

/** Where reports about a message go (RFC 5321, 4.1.1.2). */
public sealed interface ReversePath {

    /** {@code <>}: nowhere; the message is itself a report. */
    record Null() implements ReversePath {}

    /**
     * To an address.
     *
     * @param address the sender
     */
    record Sender(MailAddress address) implements ReversePath {}

    /** The path with its angle brackets. */
    default String wire() {
        return switch (this) {
            case Null _ -> "<>";
            case Sender sender -> "<" + sender.address().wire() + ">";
        };
    }
}
