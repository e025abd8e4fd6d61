package org.posthouse.node.protocol.pop3;

import io.vertx.core.buffer.Buffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Makes the multi-line part of an answer of a message's bytes (RFC 1939, 3): a line that begins
 * with a dot gets another one, and the last line gets its end where it has none. Nothing else
 * changes. Pieces may be cut anywhere.
 *
 * <p>A bare LF, which mail must not hold, also begins a line here. To many clients it is a line
 * end, and to them a dot between such line ends would be the end of the message and what follows an
 * answer of the server.
 */
final class DotStuffer {
    private static final VarHandle EIGHT =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LINE_FEEDS = ONES * '\n';

    private static final byte DOT = '.';
    private static final byte[] END = ascii(".\r\n");
    private static final byte[] LINE_END_AND_END = ascii("\r\n.\r\n");

    /** The last two bytes so far; the status line before the message ends with CRLF. */
    private byte beforeLast = '\r';

    private byte last = '\n';

    /**
     * Writes a piece.
     *
     * @param count of bytes from the beginning of {@code piece}
     */
    void stuff(byte[] piece, int count, Buffer out) {
        if (count == 0) {
            return;
        }
        int written = 0;
        int line = last == '\n' ? 0 : lineAfter(piece, 0, count);
        while (line < count) {
            if (piece[line] == DOT) {
                out.appendBytes(piece, written, line - written).appendByte(DOT);
                written = line;
            }
            line = lineAfter(piece, line, count);
        }
        out.appendBytes(piece, written, count - written);
        beforeLast = count > 1 ? piece[count - 2] : last;
        last = piece[count - 1];
    }

    /** Writes what ends the answer. */
    void end(Buffer out) {
        out.appendBytes(beforeLast == '\r' && last == '\n' ? END : LINE_END_AND_END);
    }

    /** Index after the first LF at or after {@code from}; {@code to} when there is none. */
    static int lineAfter(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            // A byte of this is zero where there is an LF; the lowest found one is exact.
            long zeroes = (long) EIGHT.get(bytes, at) ^ LINE_FEEDS;
            long found = (zeroes - ONES) & ~zeroes & HIGH_BITS;
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE + 1;
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == '\n') {
                return at + 1;
            }
        }
        return to;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
