package org.posthouse.core.directory;

import java.util.List;
import java.util.Optional;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.layout.DomainKind;
import org.posthouse.core.settings.Dictionary;

/** What the directory answers. Everything but {@link Refused} means that a change is durable. */
public sealed interface DirectoryReply {

    /** Done, and there is nothing to tell. */
    record Done() implements DirectoryReply {}

    /**
     * Not done.
     *
     * @param detail for people: names and limits
     */
    record Refused(DirectoryRefusal reason, String detail) implements DirectoryReply {}

    /**
     * Names of domains.
     *
     * @param complete false when there are more than can be told
     */
    record DomainsListed(List<DomainName> domains, boolean complete) implements DirectoryReply {
        public DomainsListed {
            domains = List.copyOf(domains);
        }
    }

    /**
     * A domain.
     *
     * @param directory where it lies, from the base directory on
     * @param settings its own settings
     * @param aliases its other names
     */
    record DomainTold(
            DomainName domain,
            DomainKind kind,
            String directory,
            Dictionary settings,
            List<DomainName> aliases)
            implements DirectoryReply {
        public DomainTold {
            aliases = List.copyOf(aliases);
        }
    }

    /**
     * Names within a domain, in ascending order.
     *
     * @param more whether there are names after the last of this page
     */
    record NamesListed(List<String> names, boolean more) implements DirectoryReply {
        public NamesListed {
            names = List.copyOf(names);
        }
    }

    /** Where an account's directory lies, from the base directory on. */
    record AccountLocated(String directory) implements DirectoryReply {}

    /** Where a forwarder leads to. */
    record ForwarderTold(MailAddress to) implements DirectoryReply {}

    record AddressRouted(Route route) implements DirectoryReply {}

    /** The account that a login name means; empty when it means none. */
    record LoginResolved(Optional<AccountName> account) implements DirectoryReply {}
}
