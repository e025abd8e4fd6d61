package org.posthouse.core.address;

/** What stands right of the {@code @}. */
public sealed interface MailHost permits DomainName, AddressLiteral {

    /** As it is written in an address: a domain's A-labels, or the literal with its brackets. */
    String wire();
}
