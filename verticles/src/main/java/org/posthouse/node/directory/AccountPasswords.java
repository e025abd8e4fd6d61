package org.posthouse.node.directory;

import io.vertx.core.Future;
import java.util.Optional;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.SettingsValue;
import org.posthouse.core.settings.Text;
import org.posthouse.node.auth.PasswordHash;
import org.posthouse.node.auth.PasswordVerifier;
import org.posthouse.node.auth.StoredCredentials;

/**
 * Turns a password that somebody has set into what is stored of it, before the settings leave the
 * node that took them. It stays in clear only where {@code PasswordEncryption} is {@code clear}.
 */
public final class AccountPasswords {

    /** What is shown in place of a password. Setting it changes nothing. */
    public static final String MASK = "***";

    private final PasswordVerifier verifier;

    /** Settings with what is stored of the password, or why there are none. */
    public sealed interface Prepared {
        record Ready(Dictionary settings) implements Prepared {}

        /**
         * The password can't be used.
         *
         * @param why for who set it; never the password
         */
        record Refused(String why) implements Prepared {}
    }

    /** Hashes on the threads of {@code verifier}. */
    public AccountPasswords(PasswordVerifier verifier) {
        this.verifier = verifier;
    }

    /**
     * Prepares settings that a client gave, to be merged into an account's own ones.
     *
     * @param given what the client gave, perhaps with a password in clear
     * @param current how the account's password is kept now; empty for the default
     * @return never a failed future
     */
    public Future<Prepared> prepare(Dictionary given, Optional<String> current) {
        Dictionary settings = given.without(StoredCredentials.SCRAM_SHA_256);
        Optional<String> encryption = settings.text(StoredCredentials.PASSWORD_ENCRYPTION);
        Optional<SettingsValue> password = settings.get(StoredCredentials.PASSWORD);
        if (password.isEmpty() || password.get().equals(new Text(MASK))) {
            return ready(withoutPassword(settings, encryption, current));
        }
        if (!(password.get() instanceof Text text)) {
            return refused("a password is a string");
        }
        if (text.value().equals(Dictionary.DEFAULT)) {
            return ready(
                    settings.with(StoredCredentials.PASSWORD_ENCRYPTION, Dictionary.DEFAULT)
                            .with(StoredCredentials.SCRAM_SHA_256, Dictionary.DEFAULT));
        }
        String kept = encryption.or(() -> current).orElse(StoredCredentials.ARGON2ID);
        return switch (kept) {
            case StoredCredentials.CLEAR -> hashed(settings, text.value(), true);
            case StoredCredentials.ARGON2ID, Dictionary.DEFAULT -> {
                boolean isHash =
                        encryption.isPresent() && PasswordHash.parse(text.value()).isPresent();
                // A hash brought from elsewhere has no keys for SCRAM, and the old ones are void.
                yield isHash
                        ? ready(settings.with(StoredCredentials.SCRAM_SHA_256, Dictionary.DEFAULT))
                        : hashed(settings, text.value(), false);
            }
            default -> refused("PasswordEncryption is argon2id or clear");
        };
    }

    private static Prepared withoutPassword(
            Dictionary settings, Optional<String> encryption, Optional<String> current) {
        Dictionary others =
                settings.without(StoredCredentials.PASSWORD)
                        .without(StoredCredentials.PASSWORD_ENCRYPTION);
        boolean changes = encryption.isPresent() && !encryption.equals(current);
        // A hash that is called a clear password would be one: whoever has read it could log in.
        return changes
                ? new Prepared.Refused("PasswordEncryption is set together with a Password")
                : new Prepared.Ready(others);
    }

    private Future<Prepared> hashed(Dictionary settings, String password, boolean clear) {
        return verifier.hash(password, clear)
                .map(stored -> {
                    if (stored.isEmpty()) {
                        return new Prepared.Refused(
                                "the password is empty, too long or has forbidden characters");
                    }
                    Dictionary with = settings;
                    for (var pair : stored.get().entrySet()) {
                        with = with.with(pair.getKey(), pair.getValue());
                    }
                    return (Prepared) new Prepared.Ready(with);
                })
                .otherwise(_ -> new Prepared.Refused("too many passwords wait, try again later"));
    }

    private static Future<Prepared> ready(Prepared prepared) {
        return Future.succeededFuture(prepared);
    }

    private static Future<Prepared> ready(Dictionary settings) {
        return Future.succeededFuture(new Prepared.Ready(settings));
    }

    private static Future<Prepared> refused(String why) {
        return Future.succeededFuture(new Prepared.Refused(why));
    }
}
