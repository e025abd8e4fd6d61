package org.posthouse.core.directory;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.posthouse.core.settings.ArrayValue;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.Text;

/**
 * What an account may do to others: the account's setting {@code Rights}. The first three are
 * rights on the server and count in the main domain only; the others reach as far as the account's
 * own domain.
 */
public enum Right {
    /** Everything, giving rights included. */
    MASTER("Master"),
    /** All domains and their objects, but for accounts that have rights on the server. */
    ALL_DOMAINS("All Domains"),
    /** Reads what {@link #ALL_DOMAINS} may change. */
    DOMAINS_READ("Domains Read"),
    /** Settings and passwords of the accounts of the own domain. */
    BASIC_SETTINGS("BasicSettings"),
    /** Makes, renames and deletes accounts of the own domain. */
    CAN_CREATE_ACCOUNTS("CanCreateAccounts"),
    /** Sets aliases and forwarders of the own domain. */
    CAN_CREATE_ALIASES("CanCreateAliases");

    /** The key of the setting. */
    public static final String KEY = "Rights";

    private final String written;

    Right(String written) {
        this.written = written;
    }

    /** As it stands in the setting. */
    public String written() {
        return written;
    }

    /** Whether it reaches beyond the account's own domain. */
    public boolean isOnServer() {
        return switch (this) {
            case MASTER, ALL_DOMAINS, DOMAINS_READ -> true;
            case BASIC_SETTINGS, CAN_CREATE_ACCOUNTS, CAN_CREATE_ALIASES -> false;
        };
    }

    /** The right that is written so, in any case. */
    public static Optional<Right> ofWritten(String text) {
        for (Right right : values()) {
            if (right.written.equalsIgnoreCase(text)) {
                return Optional.of(right);
            }
        }
        return Optional.empty();
    }

    /**
     * The rights that an account's settings give it. What is not known gives nothing.
     *
     * @param inMainDomain whether it is an account of the main domain
     */
    public static Set<Right> of(Dictionary settings, boolean inMainDomain) {
        var rights = EnumSet.noneOf(Right.class);
        for (var element : settings.array(KEY).orElse(ArrayValue.EMPTY).elements()) {
            if (element instanceof Text text) {
                ofWritten(text.value())
                        .filter(right -> inMainDomain || !right.isOnServer())
                        .ifPresent(rights::add);
            }
        }
        return rights;
    }
}
