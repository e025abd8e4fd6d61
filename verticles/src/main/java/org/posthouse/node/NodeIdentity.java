package org.posthouse.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.settings.DataBlock;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.faststore.DictionaryFile;

/**
 * Who the node is: kept in {@code Settings/Main.settings} from the first start on, so that a later
 * start without options is the same node.
 *
 * @param mainDomain the domain in {@code Accounts}
 * @param hostName what the node calls itself to clients
 * @param decoyKey makes the answers for logins that don't exist look like others, over restarts too
 */
record NodeIdentity(DomainName mainDomain, String hostName, byte[] decoyKey) {
    private static final String MAIN_DOMAIN = "DomainName";
    private static final String DECOY_KEY = "DecoyKey";
    private static final int KEY_BYTES = 32;

    /**
     * Reads who the node is, or makes it up at the first start.
     *
     * @throws IllegalArgumentException when a setting is no domain name
     */
    static NodeIdentity establish(NodeOptions options) throws IOException {
        DictionaryFile file = DictionaryFile.at(settings(options).resolve("Main.settings"));
        Optional<DomainName> wanted = options.setting("Main.Domain").map(NodeIdentity::domain);
        Dictionary kept =
                file.update(before -> {
                    DomainName domain =
                            wanted.or(() -> before.text(MAIN_DOMAIN).map(NodeIdentity::domain))
                                    .orElseGet(NodeIdentity::hostDomain);
                    Dictionary after = before.with(MAIN_DOMAIN, domain.toString());
                    return after.get(DECOY_KEY).isPresent()
                            ? after
                            : after.with(DECOY_KEY, newKey());
                });
        DomainName domain = domain(kept.text(MAIN_DOMAIN).orElseThrow());
        byte[] key =
                kept.get(DECOY_KEY).orElseThrow() instanceof DataBlock block
                        ? block.bytes()
                        : newKey().bytes();
        return new NodeIdentity(
                domain, options.setting("Main.HostName").orElse(domain.toString()), key);
    }

    /** Where the node keeps its own settings. */
    static Path settings(NodeOptions options) {
        return options.base().resolve("Settings");
    }

    private static DataBlock newKey() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return new DataBlock(key);
    }

    private static DomainName domain(String name) {
        return DomainName.parse(name)
                .accepted()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "Main.Domain '" + name + "' is not a domain name"));
    }

    private static DomainName hostDomain() {
        try {
            return DomainName.parse(InetAddress.getLocalHost().getCanonicalHostName())
                    .accepted()
                    .orElseGet(() -> domain("localhost"));
        } catch (UnknownHostException e) {
            return domain("localhost");
        }
    }
}
