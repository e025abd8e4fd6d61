package org.posthouse.core.mailbox;

import java.util.Locale;
import java.util.Optional;

/**
 * The flags of RFC 3501, 2.3.2, that are stored. {@code \Recent} belongs to a session and is none
 * of them.
 */
public enum SystemFlag {
    SEEN,
    ANSWERED,
    FLAGGED,
    DELETED,
    DRAFT;

    /** Bits of a message's flags that are system flags; the keywords' bits follow. */
    public static final int SYSTEM_BITS = 5;

    /** The bit that stands for this flag in memory, on disk and on the wire. Never changes. */
    public long bit() {
        return switch (this) {
            case SEEN -> 1;
            case ANSWERED -> 2;
            case FLAGGED -> 4;
            case DELETED -> 8;
            case DRAFT -> 16;
        };
    }

    /** The flag as IMAP writes it. */
    public String imapName() {
        return switch (this) {
            case SEEN -> "\\Seen";
            case ANSWERED -> "\\Answered";
            case FLAGGED -> "\\Flagged";
            case DELETED -> "\\Deleted";
            case DRAFT -> "\\Draft";
        };
    }

    /** The flag that IMAP writes so, in any case; empty when it is another one. */
    public static Optional<SystemFlag> byImapName(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "\\seen" -> Optional.of(SEEN);
            case "\\answered" -> Optional.of(ANSWERED);
            case "\\flagged" -> Optional.of(FLAGGED);
            case "\\deleted" -> Optional.of(DELETED);
            case "\\draft" -> Optional.of(DRAFT);
            default -> Optional.empty();
        };
    }
}
