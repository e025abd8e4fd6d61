package org.posthouse.store.journal;

/**
 * Where a journal ends.
 *
 * @param segment number of the segment with the last good record, -1 when there is none
 * @param sequence of the last good record, 0 when there is none
 * @param crc of the last good record
 * @param reason why nothing more was read
 * @param where file and offset of that, for people
 */
public record JournalEnd(long segment, long sequence, int crc, Reason reason, String where) {
    /**
     * Why a scan ended. All but the first two are normal only behind the last acknowledged record.
     */
    public enum Reason {
        /** Nothing follows. */
        NO_MORE_RECORDS,
        /** An earlier recovery has published that it ends here. */
        SEALED,
        /** The framing makes no sense: torn or damaged. */
        BAD_FRAME,
        /** The file is shorter than its last record. */
        CUT_OFF,
        /**
         * The segment's first excerpt does not say that it belongs here. So ends a journal that was
         * killed while it prepared its next segment.
         */
        BAD_SEGMENT,
        /** The excerpt is not one of ours or its checksum is wrong. */
        BAD_RECORD,
        /** A good record, but not the one that follows the last. */
        CHAIN_BROKEN,
        /** The record is good and its body is not. */
        BAD_BODY,
        /** A segment is missing between two others. */
        SEGMENT_MISSING
    }

    /** Whether both name the same last record. */
    public boolean sameRecord(JournalEnd other) {
        return sequence == other.sequence && crc == other.crc && segment == other.segment;
    }
}
