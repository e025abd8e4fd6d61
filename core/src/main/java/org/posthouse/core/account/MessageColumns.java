package org.posthouse.core.account;

import java.util.Arrays;

/**
 * The messages of one mailbox in ascending order of UID, one array per property: 40 bytes per
 * message and no object. Rows are indexes from 0; they move when messages before them are removed.
 */
final class MessageColumns {
    private static final int ROWS_FIRST = 8;

    private int rows;
    private int[] uid = new int[0];
    private int[] sizeBytes = new int[0];
    private long[] modSeq = new long[0];
    private long[] flags = new long[0];
    private long[] internalDateMillis = new long[0];
    private long[] bodyId = new long[0];

    int rows() {
        return rows;
    }

    int uid(int row) {
        return uid[row];
    }

    long modSeq(int row) {
        return modSeq[row];
    }

    long flags(int row) {
        return flags[row];
    }

    long internalDateMillis(int row) {
        return internalDateMillis[row];
    }

    long sizeBytes(int row) {
        return Integer.toUnsignedLong(sizeBytes[row]);
    }

    long bodyId(int row) {
        return bodyId[row];
    }

    /** The first row whose UID is not below {@code wanted}; {@link #rows} when there is none. */
    int rowAtOrAfter(int wanted) {
        if (rows == 0 || uid[rows - 1] < wanted) {
            return rows;
        }
        int found = Arrays.binarySearch(uid, 0, rows, wanted);
        return found >= 0 ? found : -found - 1;
    }

    void add(
            int newUid,
            long newModSeq,
            long newFlags,
            long newDateMillis,
            long newSizeBytes,
            long newBodyId) {
        if (rows > 0 && newUid <= uid[rows - 1]) {
            throw new IllegalStateException("UID " + newUid + " after " + uid[rows - 1]);
        }
        room();
        uid[rows] = newUid;
        modSeq[rows] = newModSeq;
        flags[rows] = newFlags;
        internalDateMillis[rows] = newDateMillis;
        sizeBytes[rows] = (int) newSizeBytes;
        bodyId[rows] = newBodyId;
        rows++;
    }

    void setFlags(int row, long newModSeq, long newFlags) {
        modSeq[row] = newModSeq;
        flags[row] = newFlags;
    }

    /** Removes the rows whose UIDs {@code gone} accepts, in one pass. */
    void removeIf(UidTest gone) {
        int kept = 0;
        for (int row = 0; row < rows; row++) {
            if (gone.test(uid[row])) {
                continue;
            }
            if (kept != row) {
                uid[kept] = uid[row];
                modSeq[kept] = modSeq[row];
                flags[kept] = flags[row];
                internalDateMillis[kept] = internalDateMillis[row];
                sizeBytes[kept] = sizeBytes[row];
                bodyId[kept] = bodyId[row];
            }
            kept++;
        }
        rows = kept;
        if (uid.length > ROWS_FIRST && rows < uid.length / 4) {
            resize(Math.max(ROWS_FIRST, rows + rows / 2));
        }
    }

    private void room() {
        if (rows == uid.length) {
            resize(rows == 0 ? ROWS_FIRST : Math.addExact(rows, (rows >> 1) + 1));
        }
    }

    private void resize(int capacity) {
        uid = Arrays.copyOf(uid, capacity);
        sizeBytes = Arrays.copyOf(sizeBytes, capacity);
        modSeq = Arrays.copyOf(modSeq, capacity);
        flags = Arrays.copyOf(flags, capacity);
        internalDateMillis = Arrays.copyOf(internalDateMillis, capacity);
        bodyId = Arrays.copyOf(bodyId, capacity);
    }

    /** Tells whether a UID is meant. */
    @FunctionalInterface
    interface UidTest {
        boolean test(int uid);
    }
}
