package org.posthouse.store.queue;

import java.util.Optional;

/**
 * What an entry is called for its whole life; never given twice.
 *
 * @param value the incarnation of the queue in the upper 32 bits, a count in the lower ones
 */
public record QueueId(long value) implements Comparable<QueueId> {
    /** Before every entry: where a listing begins. */
    public static final QueueId FIRST = new QueueId(0);

    static QueueId of(long incarnation, int count) {
        return new QueueId(incarnation << 32 | count);
    }

    /** Reads what {@link #toString} wrote; empty when it is something else. */
    public static Optional<QueueId> parse(String text) {
        if (text.length() != 16) {
            return Optional.empty();
        }
        try {
            return Optional.of(new QueueId(Long.parseUnsignedLong(text, 16)));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(QueueId other) {
        return Long.compareUnsigned(value, other.value);
    }

    /** Sixteen hexadecimal digits. */
    @Override
    public String toString() {
        return "%016X".formatted(value);
    }
}
