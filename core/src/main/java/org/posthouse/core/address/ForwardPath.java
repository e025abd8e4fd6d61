package org.posthouse.core.address;

/** Where a message goes (RFC 5321, 4.1.1.3). */
public sealed interface ForwardPath {

    /** {@code <postmaster>} without a domain, in any case: every server must take it. */
    record Postmaster() implements ForwardPath {}

    /**
     * An address.
     *
     * @param address the recipient
     */
    record Recipient(MailAddress address) implements ForwardPath {}

    /** The path with its angle brackets. */
    default String wire() {
        return switch (this) {
            case Postmaster _ -> "<postmaster>";
            case Recipient recipient -> "<" + recipient.address().wire() + ">";
        };
    }
}
