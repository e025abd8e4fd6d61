package org.posthouse.node.protocol.imap;

import java.util.Optional;

/**
 * The {@code {n}} or {@code {n+}} at the end of a line, which announces a literal (RFC 3501, 4.3;
 * RFC 7888).
 *
 * @param position where its brace is
 * @param sizeBytes of the literal; {@link #SIZE_ABSURD} for more than fits
 * @param synchronizing whether the client waits for leave to send it
 */
record LiteralMark(int position, long sizeBytes, boolean synchronizing) {
    /** A size that nobody will ever send. */
    static final long SIZE_ABSURD = Long.MAX_VALUE;

    private static final int DIGITS_MAX = 18;

    /** The mark at the end of the first {@code length} bytes of a line. */
    static Optional<LiteralMark> atEnd(byte[] line, int length) {
        int i = length - 1;
        if (i < 2 || line[i] != '}') {
            return Optional.empty();
        }
        i--;
        boolean synchronizing = line[i] != '+';
        if (!synchronizing) {
            i--;
        }
        int lastDigit = i;
        while (i >= 0 && line[i] >= '0' && line[i] <= '9') {
            i--;
        }
        if (i < 0 || i == lastDigit || line[i] != '{') {
            return Optional.empty();
        }
        long size = 0;
        if (lastDigit - i > DIGITS_MAX) {
            size = SIZE_ABSURD;
        } else {
            for (int digit = i + 1; digit <= lastDigit; digit++) {
                size = size * 10 + line[digit] - '0';
            }
        }
        return Optional.of(new LiteralMark(i, size, synchronizing));
    }
}
