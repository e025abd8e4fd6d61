package org.posthouse.core.mime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds and counts line feeds, eight bytes at a time. */
final class LineFeeds {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LF = 0x0A0A0A0A0A0A0A0AL;
    private static final long LOW = 0x7F7F7F7F7F7F7F7FL;

    private LineFeeds() {}

    /** Index of the first LF in [from, to), or -1. */
    static int next(byte[] b, int from, int to) {
        int i = from;
        for (; i <= to - 8; i += 8) {
            long hits = hits((long) LONG.get(b, i));
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (b[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** How many LFs are in [from, to). */
    static int count(byte[] b, int from, int to) {
        int count = 0;
        int i = from;
        for (; i <= to - 8; i += 8) {
            count += Long.bitCount(hits((long) LONG.get(b, i)));
        }
        for (; i < to; i++) {
            if (b[i] == '\n') {
                count++;
            }
        }
        return count;
    }

    /**
     * The high bit of each byte that is LF; exact for every byte, no carry crosses (Hacker's
     * Delight, 6-1).
     */
    private static long hits(long word) {
        long x = word ^ LF;
        return ~(((x & LOW) + LOW) | x | LOW);
    }
}
