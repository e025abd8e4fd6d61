package org.posthouse.core.mailbox;

import org.posthouse.core.bytes.MalformedBytes;

/** What STORE does with the flags that it names (RFC 3501, 6.4.6). */
public enum StoreMode {
    REPLACE,
    ADD,
    REMOVE;

    /** The number that stands for this mode on disk and on the wire. */
    public int number() {
        return switch (this) {
            case REPLACE -> 1;
            case ADD -> 2;
            case REMOVE -> 3;
        };
    }

    /** The mode with this number; throws {@link MalformedBytes} when there is none. */
    public static StoreMode byNumber(int number) {
        return switch (number) {
            case 1 -> REPLACE;
            case 2 -> ADD;
            case 3 -> REMOVE;
            default -> throw new MalformedBytes("store mode " + number);
        };
    }

    /** The flags of a message that had {@code before} once {@code named} is stored in this mode. */
    public long apply(long before, long named) {
        return switch (this) {
            case REPLACE -> named;
            case ADD -> before | named;
            case REMOVE -> before & ~named;
        };
    }
}
