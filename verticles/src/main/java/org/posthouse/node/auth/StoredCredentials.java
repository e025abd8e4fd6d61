package org.posthouse.node.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an account's settings hold for its login. Does not print.
 *
 * @param account the account's full name, which a login by alias or with other letters leads to
 * @param hash the password hashed, when it is
 * @param clear the password in clear, when an operator wants APOP
 * @param scram what SCRAM needs
 */
public record StoredCredentials(
        String account,
        Optional<PasswordHash> hash,
        Optional<String> clear,
        Optional<ScramCredentials> scram) {

    /** Key of the password in the account's settings. */
    public static final String PASSWORD = "Password";

    /** Key that says how {@link #PASSWORD} is kept: {@link #ARGON2ID} or {@link #CLEAR}. */
    public static final String PASSWORD_ENCRYPTION = "PasswordEncryption";

    /** Key of the {@link ScramCredentials}. */
    public static final String SCRAM_SHA_256 = "ScramSha256";

    /** {@link #PASSWORD} is a {@link PasswordHash}. */
    public static final String ARGON2ID = "argon2id";

    /** {@link #PASSWORD} is the password itself. */
    public static final String CLEAR = "clear";

    /**
     * Reads the three keys from an account's settings. What is missing or damaged is absent, and a
     * login by it fails.
     *
     * @param account the account's full name
     * @param settings the text values of the settings
     */
    public static StoredCredentials read(String account, Map<String, String> settings) {
        Optional<String> password = Optional.ofNullable(settings.get(PASSWORD));
        boolean clear = CLEAR.equals(settings.get(PASSWORD_ENCRYPTION));
        return new StoredCredentials(
                account,
                clear ? Optional.empty() : password.flatMap(PasswordHash::parse),
                clear ? password : Optional.empty(),
                Optional.ofNullable(settings.get(SCRAM_SHA_256)).flatMap(ScramCredentials::parse));
    }

    /** The keys and values for the account's settings. They are secrets. */
    public Map<String, String> toSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        clear.ifPresent(password -> {
            settings.put(PASSWORD, password);
            settings.put(PASSWORD_ENCRYPTION, CLEAR);
        });
        hash.ifPresent(hashed -> {
            settings.put(PASSWORD, hashed.phc());
            settings.put(PASSWORD_ENCRYPTION, ARGON2ID);
        });
        scram.ifPresent(keys -> settings.put(SCRAM_SHA_256, keys.text()));
        return settings;
    }

    @Override
    public String toString() {
        return "StoredCredentials[" + account + "]";
    }
}
