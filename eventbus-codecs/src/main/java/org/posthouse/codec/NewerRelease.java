package org.posthouse.codec;

import java.io.Serial;

/** A number that this release does not know, where it can't be passed over. Stays in here. */
final class NewerRelease extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    /** Something of a kind whose meaning is a newer release's: {@code search key 77}. */
    NewerRelease(String what, int number) {
        super(what + " " + number + ", which this release does not know", null, false, false);
    }
}
