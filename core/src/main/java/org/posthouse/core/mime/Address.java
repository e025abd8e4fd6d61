package org.posthouse.core.mime;

import org.jspecify.annotations.Nullable;

/**
 * One element of an address list (RFC 5322, 3.4). Each character of a string is one byte of the
 * header; encoded words are as they came.
 */
public sealed interface Address {

    /**
     * A mailbox.
     *
     * @param name display name, quotes removed, or the comment after a bare address; null when
     *     there is neither
     * @param route obsolete source route such as {@code @a,@b}, or null
     * @param localPart what stands before the at sign, quotes removed; null when missing
     * @param domain what stands behind it; null when missing
     */
    record Mailbox(
            @Nullable String name,
            @Nullable String route,
            @Nullable String localPart,
            @Nullable String domain)
            implements Address {}

    /**
     * A group begins.
     *
     * @param name its display name
     */
    record GroupStart(String name) implements Address {}

    /** The group that began last ends. */
    record GroupEnd() implements Address {}
}
