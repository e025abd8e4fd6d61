package org.posthouse.core.directory;

import org.posthouse.core.bytes.MalformedBytes;

/** Why the directory did not do what it was asked. Nothing has changed when one is answered. */
public enum DirectoryRefusal {
    NO_SUCH_DOMAIN,
    /** There is a domain of that name, or one has it as another name. */
    DOMAIN_EXISTS,
    /** The domain has accounts, and the deletion was not forced. */
    DOMAIN_NOT_EMPTY,
    /** The main domain is the node's own: it is neither made, renamed nor deleted. */
    MAIN_DOMAIN_STAYS,
    NO_SUCH_ACCOUNT,
    ACCOUNT_EXISTS,
    /** An account has that name as another name. */
    ALIAS_EXISTS,
    NO_SUCH_FORWARDER,
    FORWARDER_EXISTS,
    /** The main domain's postmaster must be reachable (RFC 5321, 4.5.1). */
    POSTMASTER_STAYS,
    /** The domain has as many accounts, aliases or forwarders as it may have. */
    LIMIT_REACHED,
    /** A setting has a value that can't be. */
    BAD_SETTINGS,
    /** No room on the disk. */
    STORAGE_FULL,
    /** More work is waiting than may wait; try again. */
    BUSY,
    /** It can't be done now: files are unreadable, or the node is stopping. */
    UNAVAILABLE;

    /** The number that stands for this refusal on the wire. */
    public int number() {
        return switch (this) {
            case NO_SUCH_DOMAIN -> 1;
            case DOMAIN_EXISTS -> 2;
            case DOMAIN_NOT_EMPTY -> 3;
            case MAIN_DOMAIN_STAYS -> 4;
            case NO_SUCH_ACCOUNT -> 5;
            case ACCOUNT_EXISTS -> 6;
            case ALIAS_EXISTS -> 7;
            case NO_SUCH_FORWARDER -> 8;
            case FORWARDER_EXISTS -> 9;
            case POSTMASTER_STAYS -> 10;
            case LIMIT_REACHED -> 11;
            case BAD_SETTINGS -> 12;
            case STORAGE_FULL -> 13;
            case BUSY -> 14;
            case UNAVAILABLE -> 15;
        };
    }

    /** The refusal with this number; throws {@link MalformedBytes} when there is none. */
    public static DirectoryRefusal byNumber(int number) {
        for (DirectoryRefusal refusal : values()) {
            if (refusal.number() == number) {
                return refusal;
            }
        }
        throw new MalformedBytes("directory refusal " + number);
    }
}
