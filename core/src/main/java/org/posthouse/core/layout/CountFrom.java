package org.posthouse.core.layout;

import java.util.Locale;
import java.util.Optional;

/**
 * From where {@code FastStorageType} counts path elements: the setting {@code
 * FastStorageCountFrom}. The sources give two readings of the same number; a cluster refuses a node
 * that counts differently.
 */
public enum CountFrom {
    /** {@code SharedDomains} is element 1: 1 makes one mount for all domains. The default. */
    BASE,
    /** {@code SharedDomains} is not counted: 1 puts {@code fast} into the domain's directory. */
    DOMAIN;

    /** As it is written in the settings. */
    public String setting() {
        return switch (this) {
            case BASE -> "base";
            case DOMAIN -> "domain";
        };
    }

    /** The one that is written so, in any case. */
    public static Optional<CountFrom> ofSetting(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "base" -> Optional.of(BASE);
            case "domain" -> Optional.of(DOMAIN);
            default -> Optional.empty();
        };
    }
}
