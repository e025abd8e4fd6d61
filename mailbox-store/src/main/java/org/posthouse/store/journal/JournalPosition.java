package org.posthouse.store.journal;

/**
 * Where a record lies. Offsets are offsets in the segment's file.
 *
 * @param segment number of the segment
 * @param recordOffset first byte of the record
 * @param bodyOffset first byte of the body, 0 when the record has none; the body may lie before the
 *     record, in an earlier one of the same segment
 * @param bodyLength bytes of the body
 * @param bodyCrc CRC32C of the body
 */
public record JournalPosition(
        long segment, long recordOffset, long bodyOffset, int bodyLength, int bodyCrc) {
    /** Whether the record came with a body (which may be empty). */
    public boolean hasBody() {
        return bodyOffset > 0;
    }
}
