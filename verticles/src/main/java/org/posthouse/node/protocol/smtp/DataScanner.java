package org.posthouse.node.protocol.smtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Takes the dots out of DATA and finds its end, in place, however the bytes are cut. The end is
 * CRLF.CRLF and nothing else: bare CR and bare LF never count as line ends and spoil the message,
 * since what another server takes for its end would smuggle a second one (RFC 5321, 2.3.8 and
 * 4.1.1.4). For BDAT the same without dots and without an end.
 */
final class DataScanner {
    /** What is wrong with a message. */
    enum Flaw {
        BAD_LINE_END,
        NUL,
        LINE_TOO_LONG
    }

    private enum State {
        LINE_START,
        TEXT,
        CR,
        /** A dot at the beginning of a line, which is not part of the message. */
        DOT,
        DOT_CR,
        ENDED
    }

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    /** Bytes below this one are looked at: NUL, LF and CR are among them. */
    private static final long BELOW = ONES * 0x0E;

    private final boolean dots;
    private final int lineBytesMax;
    private State state = State.LINE_START;
    private @Nullable Flaw flaw;
    private long lineBytes;
    private int outputEnd;

    private DataScanner(boolean dots, int lineBytesMax) {
        this.dots = dots;
        this.lineBytesMax = lineBytesMax;
    }

    /** For DATA. */
    static DataScanner dotted(int lineBytesMax) {
        return new DataScanner(true, lineBytesMax);
    }

    /** For BDAT. */
    static DataScanner counted(int lineBytesMax) {
        return new DataScanner(false, lineBytesMax);
    }

    /**
     * Takes the next bytes. The message's own among them are moved together, so that they lie from
     * {@code from} to {@link #outputEnd()} afterwards.
     *
     * @return index after the last byte that was taken: {@code end}, or less at the message's end
     */
    int scan(byte[] b, int from, int end) {
        int in = from;
        int out = from;
        while (in < end && state != State.ENDED) {
            byte c = b[in];
            switch (state) {
                case LINE_START -> {
                    if (dots && c == '.') {
                        state = State.DOT;
                        in++;
                    } else {
                        state = State.TEXT;
                    }
                }
                case TEXT -> {
                    int special = nextSpecial(b, in, end);
                    if (out != in) {
                        System.arraycopy(b, in, b, out, special - in);
                    }
                    out += special - in;
                    count(special - in);
                    in = special;
                    if (in < end) {
                        b[out++] = b[in];
                        special(b[in++]);
                    }
                }
                case CR -> {
                    if (c == '\n') {
                        b[out++] = c;
                        in++;
                        lineBytes = 0;
                        state = State.LINE_START;
                    } else {
                        spoil(Flaw.BAD_LINE_END);
                        state = State.TEXT;
                    }
                }
                case DOT -> {
                    if (c == '\r') {
                        state = State.DOT_CR;
                        in++;
                    } else {
                        state = State.TEXT;
                    }
                }
                case DOT_CR -> {
                    if (c == '\n') {
                        state = State.ENDED;
                        in++;
                    } else {
                        spoil(Flaw.BAD_LINE_END);
                        state = State.TEXT;
                    }
                }
                case ENDED -> throw new IllegalStateException("bytes after the end");
            }
        }
        outputEnd = out;
        return in;
    }

    /** Where the message's own bytes of the last {@link #scan} end. */
    int outputEnd() {
        return outputEnd;
    }

    boolean isEnded() {
        return state == State.ENDED;
    }

    /** The first thing that is wrong with the message; null when nothing is. */
    @Nullable Flaw flaw() {
        return flaw;
    }

    /** Ends a message without dots: a CR may not be its last byte. */
    void end() {
        if (state == State.CR) {
            spoil(Flaw.BAD_LINE_END);
        }
        state = State.ENDED;
    }

    private void special(byte c) {
        count(1);
        switch (c) {
            case '\r' -> state = State.CR;
            case '\n' -> spoil(Flaw.BAD_LINE_END);
            case 0 -> spoil(Flaw.NUL);
            default -> {} // some other control character
        }
    }

    private void count(int bytes) {
        lineBytes += bytes;
        if (lineBytes > lineBytesMax) {
            spoil(Flaw.LINE_TOO_LONG);
        }
    }

    private void spoil(Flaw found) {
        if (flaw == null) {
            flaw = found;
        }
    }

    /** Index of the first byte below 0x0E but TAB; {@code end} when there is none. */
    private static int nextSpecial(byte[] b, int from, int end) {
        int i = from;
        while (i < end) {
            if (i <= end - 8) {
                long word = (long) LONG.get(b, i);
                // The lowest hit is exact; borrows only reach higher ones.
                long hits = (word - BELOW) & ~word & HIGHS;
                if (hits == 0) {
                    i += 8;
                    continue;
                }
                i += Long.numberOfTrailingZeros(hits) >>> 3;
            }
            byte c = b[i];
            if (c >= 0 && c < 0x0E && c != '\t') {
                return i;
            }
            i++;
        }
        return end;
    }
}
