package org.posthouse.core.mailbox;

import java.util.List;
import java.util.Set;
import org.posthouse.core.mime.SectionSpec;

/**
 * What FETCH wants of each message. UID, flags and modification sequence always come.
 *
 * @param items the parts that are kept ready
 * @param sections the parts of the message's text, answered in this order
 */
public record FetchItems(Set<Item> items, List<SectionSpec> sections) {
    /** Only what always comes. */
    public static final FetchItems FLAGS = new FetchItems(Set.of(), List.of());

    public FetchItems {
        items = Set.copyOf(items);
        sections = List.copyOf(sections);
    }

    /** Whether the message's stored bytes have to be read. */
    public boolean needsContent() {
        return !items.isEmpty() || !sections.isEmpty();
    }

    /** What the structure that is stored with each message has ready. */
    public enum Item {
        ENVELOPE,
        BODY,
        BODYSTRUCTURE;

        /** The number that stands for this item on the wire. */
        public int number() {
            return switch (this) {
                case ENVELOPE -> 1;
                case BODY -> 2;
                case BODYSTRUCTURE -> 4;
            };
        }
    }
}
