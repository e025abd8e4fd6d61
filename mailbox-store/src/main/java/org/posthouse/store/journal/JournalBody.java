package org.posthouse.store.journal;

import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one message, in slices that are not copied and must not change any more. The same
 * object given with the records of several accounts is written once per segment.
 */
public final class JournalBody {
    /** A part of an array. */
    @SuppressWarnings("ArrayRecordComponent") // never compared: it only says where the bytes are
    public record Slice(byte[] bytes, int offset, int length) {
        /**
         * @throws IndexOutOfBoundsException when the slice is not inside the array
         */
        public Slice {
            java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
        }
    }

    /** Where the committer has written this body last. */
    record Place(Segment segment, long offset) {}

    private final List<Slice> slices;
    private final int length;
    private final int crc;

    /** A memo of the committer. A stale value costs a second copy of the body and nothing else. */
    private @Nullable Place place;

    /**
     * @param slices what follows each other in the message
     * @throws ArithmeticException when they are longer than an int together
     */
    public JournalBody(List<Slice> slices) {
        this.slices = List.copyOf(slices);
        var checksum = new CRC32C();
        int total = 0;
        for (Slice slice : this.slices) {
            total = Math.addExact(total, slice.length());
            checksum.update(slice.bytes(), slice.offset(), slice.length());
        }
        this.length = total;
        this.crc = (int) checksum.getValue();
    }

    /** A body out of whole arrays. */
    public static JournalBody of(byte[]... parts) {
        return new JournalBody(
                java.util.Arrays.stream(parts)
                        .map(part -> new Slice(part, 0, part.length))
                        .toList());
    }

    /** Bytes of the message. */
    public int length() {
        return length;
    }

    /** CRC32C of the message. */
    public int crc() {
        return crc;
    }

    List<Slice> slices() {
        return slices;
    }

    /** The offset of this body in that segment's file, or -1 when it is not there yet. */
    long offsetIn(Segment segment) {
        Place known = place;
        return known != null && known.segment() == segment ? known.offset() : -1;
    }

    void writtenAt(Segment segment, long offset) {
        place = new Place(segment, offset);
    }
}
