package org.posthouse.core.mime;

/** Where the bytes of a section are in the stored message. */
public sealed interface Located {
    /** There is no such part, or the part has no such section. */
    Located ABSENT = new Absent();

    /**
     * They are here.
     *
     * @param offset of the first byte
     * @param length how many; 0 is an empty section that exists
     */
    record Range(long offset, long length) implements Located {}

    /**
     * There is nothing of that name. FETCH answers NIL, which says so (RFC 3501, 4.5); Dovecot
     * sends an empty string, which clients take too.
     */
    record Absent() implements Located {}
}
