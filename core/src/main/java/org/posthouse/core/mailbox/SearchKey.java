package org.posthouse.core.mailbox;

import java.util.List;

/**
 * What a message must be like (RFC 3501, 6.4.4; RFC 7162). Days are those of the client, as days
 * since 1970.
 */
public sealed interface SearchKey {
    /** How deep keys may be nested. */
    int DEPTH_MAX = 50;

    /** How many keys one search may have. */
    int KEYS_MAX = 1000;

    record All() implements SearchKey {}

    record And(List<SearchKey> keys) implements SearchKey {
        public And {
            keys = List.copyOf(keys);
        }
    }

    record Or(SearchKey left, SearchKey right) implements SearchKey {}

    record Not(SearchKey key) implements SearchKey {}

    record InSet(MessageSet messages) implements SearchKey {}

    /** Has any of these flags; keywords' bits are those of the mailbox's table. */
    record HasFlag(long bits) implements SearchKey {}

    record HasKeyword(String keyword) implements SearchKey {}

    /** Arrived on a day from {@code fromDay} (included) to {@code toDay} (excluded). */
    record ArrivedBetween(long fromDay, long toDay) implements SearchKey {}

    /** Its Date: field says a day from {@code fromDay} (included) to {@code toDay} (excluded). */
    record SentBetween(long fromDay, long toDay) implements SearchKey {}

    record LargerThan(long sizeBytes) implements SearchKey {}

    record SmallerThan(long sizeBytes) implements SearchKey {}

    /** Has been changed at this modification sequence or later. */
    record ModifiedSince(long modSeq) implements SearchKey {}

    /**
     * Has the header field, and its decoded text contains {@code text}, whatever the case; empty
     * text always.
     */
    record HeaderContains(String field, String text) implements SearchKey {}

    /** The decoded text of the body contains this, whatever the case. */
    record BodyContains(String text) implements SearchKey {}

    /** The decoded header or body contains this, whatever the case. */
    record TextContains(String text) implements SearchKey {}

    /** Whether this can't be told without reading the message's bytes. */
    default boolean needsContent() {
        return switch (this) {
            case And and -> and.keys().stream().anyMatch(SearchKey::needsContent);
            case Or or -> or.left().needsContent() || or.right().needsContent();
            case Not not -> not.key().needsContent();
            case SentBetween _, HeaderContains _, BodyContains _, TextContains _ -> true;
            case All _,
                    InSet _,
                    HasFlag _,
                    HasKeyword _,
                    ArrivedBetween _,
                    LargerThan _,
                    SmallerThan _,
                    ModifiedSince _ ->
                    false;
        };
    }
}
