package org.posthouse.core.layout;

import java.util.List;
import java.util.Optional;

/**
 * How domain directories are spread over {@code .sub} directories: the server's or cluster's
 * setting {@code DomainFoldering}.
 */
public enum DomainFoldering {
    /** {@code none}: {@code company.com}. */
    NONE("none"),
    /** {@code 1}: {@code c.sub/company.com}. */
    ONE("1"),
    /** {@code 1+1}: {@code c.sub/o.sub/company.com}. */
    ONE_ONE("1+1");

    private final String setting;

    DomainFoldering(String setting) {
        this.setting = setting;
    }

    /** As it is written in the settings. */
    public String setting() {
        return setting;
    }

    /** The method that is written so, in any case; {@code flat} is taken for {@code none}. */
    public static Optional<DomainFoldering> ofSetting(String text) {
        String wanted = text.strip().equalsIgnoreCase("flat") ? "none" : text.strip();
        for (DomainFoldering foldering : values()) {
            if (foldering.setting.equalsIgnoreCase(wanted)) {
                return Optional.of(foldering);
            }
        }
        return Optional.empty();
    }

    /** The folders of a domain, outermost first. */
    public List<String> folders(String domain) {
        String first = Letters.of(domain, 0, 1) + Foldering.SUFFIX;
        return switch (this) {
            case NONE -> List.of();
            case ONE -> List.of(first);
            case ONE_ONE -> List.of(first, Letters.of(domain, 1, 1) + Foldering.SUFFIX);
        };
    }
}
