package org.posthouse.faststore;

/** What came of creating, renaming or deleting a domain. */
public sealed interface DomainChange {

    /**
     * It is done, and durable.
     *
     * @param domain the domain as it is now; when deleted, as it was
     */
    record Done(DomainEntry domain) implements DomainChange {}

    /**
     * Nothing was changed.
     *
     * @param reason why
     */
    record Refused(Reason reason) implements DomainChange {}

    /** Why nothing was changed. */
    enum Reason {
        /** There is a domain of that name already, of whatever kind. */
        DOMAIN_EXISTS("Domain with this name already exists"),
        /** There is none. */
        NO_SUCH_DOMAIN("Domain with this name does not exist"),
        /** The main domain is the node's own, and is neither made nor removed while it runs. */
        MAIN_DOMAIN("The main domain cannot be created, renamed or deleted"),
        /** It has accounts, and the deletion was not forced. */
        DOMAIN_NOT_EMPTY("Domain is not empty");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** A sentence for an administrator. */
        public String text() {
            return text;
        }
    }
}
