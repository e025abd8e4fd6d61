package org.posthouse.core.mailbox;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.posthouse.core.bytes.ByteReader;
import org.posthouse.core.bytes.ByteWriter;
import org.posthouse.core.bytes.MalformedBytes;

/**
 * An immutable set of UIDs or sequence numbers, kept as sorted, disjoint, closed ranges. {@link
 * #STAR} stands for the {@code *} of RFC 3501's sequence-set, the largest number in use; {@link
 * #resolved} replaces it.
 */
public final class NumberSet {
    /** The {@code *} of a sequence-set. Larger than any number that Posthouse assigns. */
    public static final int STAR = Integer.MAX_VALUE;

    /** The largest number that Posthouse assigns as a UID. */
    public static final int NUMBER_MAX = Integer.MAX_VALUE - 1;

    private static final NumberSet EMPTY = new NumberSet(new int[0]);

    /** first, last, first, last … ascending, with gaps between the ranges. */
    private final int[] bounds;

    private NumberSet(int[] bounds) {
        this.bounds = bounds;
    }

    public static NumberSet empty() {
        return EMPTY;
    }

    public static NumberSet of(int number) {
        return range(number, number);
    }

    /** The numbers from the smaller to the larger of the two, both included. */
    public static NumberSet range(int a, int b) {
        if (Math.min(a, b) < 1) {
            throw new IllegalArgumentException("numbers start at 1: " + a + ":" + b);
        }
        return new NumberSet(new int[] {Math.min(a, b), Math.max(a, b)});
    }

    public static Builder builder() {
        return new Builder();
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    public int rangeCount() {
        return bounds.length / 2;
    }

    /** The smallest number of the given range. */
    public int first(int range) {
        return bounds[2 * range];
    }

    /** The largest number of the given range. */
    public int last(int range) {
        return bounds[2 * range + 1];
    }

    /** The smallest number of all. */
    public int first() {
        return bounds[0];
    }

    /** The largest number of all. */
    public int last() {
        return bounds[bounds.length - 1];
    }

    /** How many numbers there are; {@link #STAR} counts as itself. */
    public long count() {
        long count = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            count += (long) bounds[i + 1] - bounds[i] + 1;
        }
        return count;
    }

    public boolean contains(int number) {
        int range = rangeAtOrAfter(number);
        return range < rangeCount() && first(range) <= number;
    }

    /**
     * Index of the first range that ends at or after {@code number}; {@link #rangeCount} when there
     * is none.
     */
    public int rangeAtOrAfter(int number) {
        int low = 0;
        int high = rangeCount();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (last(middle) < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * This set with {@code *} replaced by {@code largest}: {@code 7:*} with a largest number of 5
     * is {@code 5:7} (RFC 3501, 9, seq-range). Empty when {@code largest} is 0, that is, when the
     * mailbox is.
     */
    public NumberSet resolved(int largest) {
        if (isEmpty() || last() != STAR) {
            return this;
        }
        if (largest < 1) {
            return EMPTY;
        }
        Builder resolved = builder();
        for (int i = 0; i < rangeCount(); i++) {
            resolved.addRange(
                    first(i) == STAR ? largest : first(i), last(i) == STAR ? largest : last(i));
        }
        return resolved.build();
    }

    /** All numbers that are in both. */
    public NumberSet intersect(NumberSet other) {
        Builder both = builder();
        int i = 0;
        int k = 0;
        while (i < rangeCount() && k < other.rangeCount()) {
            int from = Math.max(first(i), other.first(k));
            int to = Math.min(last(i), other.last(k));
            if (from <= to) {
                both.addRange(from, to);
            }
            if (last(i) < other.last(k)) {
                i++;
            } else {
                k++;
            }
        }
        return both.build();
    }

    /** All numbers that are in either. */
    public NumberSet union(NumberSet other) {
        Builder all = builder();
        for (int i = 0; i < rangeCount(); i++) {
            all.addRange(first(i), last(i));
        }
        for (int i = 0; i < other.rangeCount(); i++) {
            all.addRange(other.first(i), other.last(i));
        }
        return all.build();
    }

    /**
     * Calls {@code each} for every number, ascending. Meant for sets of messages that exist, which
     * are bounded.
     */
    public void forEach(IntConsumer each) {
        for (int i = 0; i < bounds.length; i += 2) {
            for (int number = bounds[i]; ; number++) {
                each.accept(number);
                if (number == bounds[i + 1]) {
                    break;
                }
            }
        }
    }

    /** The wire form: number of ranges, then each as distance from the one before and length. */
    public void write(ByteWriter out) {
        out.varint(rangeCount());
        int previous = 0;
        for (int i = 0; i < rangeCount(); i++) {
            out.varint((long) first(i) - previous).varint((long) last(i) - first(i));
            previous = last(i);
        }
    }

    /** Reads what {@link #write} wrote; throws {@link MalformedBytes} on anything else. */
    public static NumberSet read(ByteReader in) {
        int ranges = in.varint32();
        if (ranges > in.remaining() / 2) {
            throw new MalformedBytes(ranges + " ranges in " + in.remaining() + " bytes");
        }
        int[] bounds = new int[2 * ranges];
        long previous = 0;
        for (int i = 0; i < ranges; i++) {
            long from = previous + in.varint32();
            long to = from + in.varint32();
            if (from <= previous || to > Integer.MAX_VALUE) {
                throw new MalformedBytes("range " + from + ":" + to + " after " + previous);
            }
            bounds[2 * i] = (int) from;
            bounds[2 * i + 1] = (int) to;
            previous = to;
        }
        return new NumberSet(bounds);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberSet set && Arrays.equals(bounds, set.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** The set as IMAP writes it: {@code 1:3,5,9:*}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rangeCount(); i++) {
            if (i > 0) {
                text.append(',');
            }
            append(text, first(i));
            if (last(i) != first(i)) {
                append(text.append(':'), last(i));
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, int number) {
        if (number == STAR) {
            text.append('*');
        } else {
            text.append(number);
        }
    }

    /** Collects numbers in any order; ascending order costs nothing extra. */
    public static final class Builder {
        private int[] bounds = new int[8];
        private int length;
        private boolean sorted = true;

        private Builder() {}

        public Builder add(int number) {
            return addRange(number, number);
        }

        /** Adds the numbers from the smaller to the larger of the two, both included. */
        public Builder addRange(int a, int b) {
            int from = Math.min(a, b);
            int to = Math.max(a, b);
            if (from < 1) {
                throw new IllegalArgumentException("numbers start at 1: " + a + ":" + b);
            }
            if (length > 0
                    && sorted
                    && from >= bounds[length - 2]
                    && from - 1 <= bounds[length - 1]) {
                bounds[length - 1] = Math.max(bounds[length - 1], to);
                return this;
            }
            sorted &= length == 0 || from > bounds[length - 1];
            if (length == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * length);
            }
            bounds[length++] = from;
            bounds[length++] = to;
            return this;
        }

        public NumberSet build() {
            if (length == 0) {
                return EMPTY;
            }
            return new NumberSet(sorted ? Arrays.copyOf(bounds, length) : merged());
        }

        private int[] merged() {
            long[] ranges = new long[length / 2];
            for (int i = 0; i < ranges.length; i++) {
                ranges[i] = (long) bounds[2 * i] << 32 | bounds[2 * i + 1];
            }
            Arrays.sort(ranges);
            int[] merged = new int[length];
            int used = 0;
            for (long range : ranges) {
                int from = (int) (range >>> 32);
                int to = (int) range;
                if (used > 0 && from - 1 <= merged[used - 1]) {
                    merged[used - 1] = Math.max(merged[used - 1], to);
                } else {
                    merged[used++] = from;
                    merged[used++] = to;
                }
            }
            return Arrays.copyOf(merged, used);
        }
    }
}
