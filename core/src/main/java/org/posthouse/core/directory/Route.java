package org.posthouse.core.directory;

import java.util.List;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.MailAddress;

/** Where mail for an address goes. */
public sealed interface Route {
    /** To an account of a domain that is served here. */
    record ToAccount(AccountName account) implements Route {}

    /** To other addresses instead: a forwarder. */
    record ToAddresses(List<MailAddress> addresses) implements Route {
        public ToAddresses {
            addresses = List.copyOf(addresses);
        }
    }

    /** To another host: only for those who may relay. */
    record ToElsewhere(MailAddress address) implements Route {}

    /** Nowhere: the domain is served here and has no such object. */
    record Unknown(String reason) implements Route {}

    /** It can't be told now. */
    record Unavailable(String reason) implements Route {}
}
