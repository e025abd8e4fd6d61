package org.posthouse.core.layout;

import org.posthouse.core.address.DomainName;

/** Which of the three roots a domain lies under. */
public enum DomainKind {
    /**
     * The node's own main domain, {@code Accounts}: never shared, and never foldered, because there
     * is one.
     */
    MAIN("Accounts"),
    /** A further domain of this node only: {@code Domains/<domain>}. */
    LOCAL("Domains"),
    /** A domain that all nodes serve: {@code SharedDomains/<domain>}. */
    SHARED("SharedDomains");

    private final String root;

    DomainKind(String root) {
        this.root = root;
    }

    /** The directory that the domains of this kind lie in, or that the main domain is. */
    public RelativePath root() {
        return RelativePath.of(root);
    }

    /** The domain's directory. */
    public RelativePath directory(DomainName domain, DomainFoldering foldering) {
        return switch (this) {
            case MAIN -> root();
            case LOCAL, SHARED ->
                    root().children(foldering.folders(domain.name()))
                            .child(FileNames.ofDomain(domain.name()));
        };
    }
}
