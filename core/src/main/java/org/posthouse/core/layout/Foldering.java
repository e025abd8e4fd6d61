package org.posthouse.core.layout;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * How the accounts of a domain are spread over {@code .sub} directories: the domain's setting
 * {@code Foldering}.
 */
public enum Foldering {
    /** {@code flat}: {@code jsmith.macnt}. */
    FLAT("flat"),
    /** {@code 1}: {@code j.sub/jsmith.macnt}. */
    ONE("1"),
    /** {@code 1+1}: {@code j.sub/s.sub/jsmith.macnt}. */
    ONE_ONE("1+1"),
    /** {@code 2+1}: {@code js.sub/m.sub/jsmith.macnt}. */
    TWO_ONE("2+1"),
    /**
     * {@code hash2}: {@code 5c.sub/0f.sub/jsmith.macnt}, the first and the second byte of the
     * CRC-32 of the lower-cased name in UTF-8. Spreads evenly whatever the names begin with.
     */
    HASH2("hash2");

    /** How the name of a folder ends. */
    static final String SUFFIX = ".sub";

    private final String setting;

    Foldering(String setting) {
        this.setting = setting;
    }

    /** As it is written in the domain's settings. */
    public String setting() {
        return setting;
    }

    /** The method that is written so, in any case. */
    public static Optional<Foldering> ofSetting(String text) {
        for (Foldering foldering : values()) {
            if (foldering.setting.equalsIgnoreCase(text.strip())) {
                return Optional.of(foldering);
            }
        }
        return Optional.empty();
    }

    /**
     * The folders of a user, outermost first. Any text is taken; equal names but for case have
     * equal folders.
     */
    public List<String> folders(String user) {
        return switch (this) {
            case FLAT -> List.of();
            case ONE -> List.of(Letters.of(user, 0, 1) + SUFFIX);
            case ONE_ONE ->
                    List.of(Letters.of(user, 0, 1) + SUFFIX, Letters.of(user, 1, 1) + SUFFIX);
            case TWO_ONE ->
                    List.of(Letters.of(user, 0, 2) + SUFFIX, Letters.of(user, 2, 1) + SUFFIX);
            case HASH2 -> hashed(user);
        };
    }

    private static List<String> hashed(String user) {
        var crc = new CRC32();
        crc.update(user.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        String digits = String.format(Locale.ROOT, "%08x", crc.getValue());
        return List.of(digits.substring(0, 2) + SUFFIX, digits.substring(2, 4) + SUFFIX);
    }
}
