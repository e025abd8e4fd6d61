package org.posthouse.core.mailbox;

import java.util.Optional;
import org.posthouse.core.bytes.MalformedBytes;

/** What a mailbox is for (RFC 6154). */
public enum SpecialUse {
    ARCHIVE,
    DRAFTS,
    JUNK,
    SENT,
    TRASH;

    /** The number that stands for this use on disk and on the wire; 0 is none. */
    public int number() {
        return switch (this) {
            case ARCHIVE -> 1;
            case DRAFTS -> 2;
            case JUNK -> 3;
            case SENT -> 4;
            case TRASH -> 5;
        };
    }

    /** The use with this number, empty for 0; throws {@link MalformedBytes} for an unknown one. */
    public static Optional<SpecialUse> byNumber(int number) {
        return switch (number) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(ARCHIVE);
            case 2 -> Optional.of(DRAFTS);
            case 3 -> Optional.of(JUNK);
            case 4 -> Optional.of(SENT);
            case 5 -> Optional.of(TRASH);
            default -> throw new MalformedBytes("special use " + number);
        };
    }

    /** The attribute as IMAP's LIST writes it. */
    public String imapName() {
        return switch (this) {
            case ARCHIVE -> "\\Archive";
            case DRAFTS -> "\\Drafts";
            case JUNK -> "\\Junk";
            case SENT -> "\\Sent";
            case TRASH -> "\\Trash";
        };
    }
}
