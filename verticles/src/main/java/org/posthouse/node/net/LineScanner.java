package org.posthouse.node.net;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of chunks into lines. Holds at most {@code lineBytesMax} bytes of a line that is
 * not yet whole, and nothing between lines.
 */
final class LineScanner {

    /** What {@link #scan} met. */
    enum Found {
        /** All bytes were taken and the line is not whole yet. */
        NOTHING,
        /** {@link #line()} is a whole line. */
        LINE,
        /**
         * The line is longer than allowed; {@link #line()} is its beginning, the rest is skipped.
         */
        TOO_LONG
    }

    private static final byte[] EMPTY = new byte[0];

    private final int lineBytesMax;
    private byte[] held = EMPTY;
    private int heldCount;
    private boolean skipping;
    private int position;
    private @Nullable Line line;

    /**
     * @param lineBytesMax the longest content of a line, its line end not counted, at least 1
     */
    LineScanner(int lineBytesMax) {
        this.lineBytesMax = lineBytesMax;
    }

    /** Where the next scan of the same chunk must begin. */
    int position() {
        return position;
    }

    /** What the last scan found. */
    Line line() {
        Line found = line;
        if (found == null) {
            throw new IllegalStateException("no line was found: position=" + position);
        }
        return found;
    }

    /** Forgets a line that is not whole. */
    void reset() {
        forgetHeld();
        skipping = false;
        line = null;
    }

    /**
     * Looks for the next line.
     *
     * @param chunk bytes of the stream
     * @param from index of the first byte that was not scanned before
     */
    Found scan(ByteBuf chunk, int from) {
        line = null;
        int to = chunk.writerIndex();
        int lf = from < to ? chunk.indexOf(from, to, (byte) '\n') : -1;
        if (skipping) {
            if (lf < 0) {
                position = to;
                return Found.NOTHING;
            }
            skipping = false;
            return scan(chunk, lf + 1);
        }
        return lf < 0 ? hold(chunk, from, to) : finish(chunk, from, lf);
    }

    private Found finish(ByteBuf chunk, int from, int lf) {
        position = lf + 1;
        int length = heldCount + lf - from;
        boolean crlf = lf > from ? chunk.getByte(lf - 1) == '\r' : endsWithCr();
        int contentLength = crlf ? length - 1 : length;
        if (contentLength > lineBytesMax) {
            line = tooLong(chunk, from);
            return Found.TOO_LONG;
        }
        byte[] content = Arrays.copyOf(held, contentLength);
        int fromChunk = contentLength - heldCount;
        if (fromChunk > 0) {
            chunk.getBytes(from, content, heldCount, fromChunk);
        }
        forgetHeld();
        line = Line.of(content, crlf ? LineEnd.CRLF : LineEnd.LF);
        return Found.LINE;
    }

    private Found hold(ByteBuf chunk, int from, int to) {
        position = to;
        int length = heldCount + to - from;
        // One more than allowed may be the CR of a line end that is cut in two.
        boolean mayFit =
                length <= lineBytesMax
                        || (length == lineBytesMax + 1
                                && (to > from ? chunk.getByte(to - 1) == '\r' : endsWithCr()));
        if (!mayFit) {
            line = tooLong(chunk, from);
            skipping = true;
            return Found.TOO_LONG;
        }
        if (held.length < length) {
            int grown = Math.max(length, Math.min(lineBytesMax + 1, Math.max(64, held.length * 2)));
            held = Arrays.copyOf(held, grown);
        }
        chunk.getBytes(from, held, heldCount, to - from);
        heldCount = length;
        return Found.NOTHING;
    }

    private Line tooLong(ByteBuf chunk, int from) {
        byte[] beginning = Arrays.copyOf(held, lineBytesMax);
        if (heldCount < lineBytesMax) {
            chunk.getBytes(from, beginning, heldCount, lineBytesMax - heldCount);
        }
        forgetHeld();
        return Line.of(beginning, LineEnd.CRLF);
    }

    private boolean endsWithCr() {
        return heldCount > 0 && held[heldCount - 1] == '\r';
    }

    private void forgetHeld() {
        held = EMPTY;
        heldCount = 0;
    }
}
