package org.posthouse.node.protocol.pop3;

/**
 * Finds where TOP ends: after the header, the empty line and so many lines of the body (RFC 1939,
 * 7). Pieces may be cut anywhere.
 */
final class TopCut {
    private static final int ALL = Integer.MAX_VALUE;

    private int bodyLinesLeft;
    private boolean inBody;
    private boolean done;

    /** Whether the line that is not whole yet holds nothing but perhaps one CR. */
    private boolean lineIsEmpty = true;

    private boolean lineBegins = true;

    /**
     * @param bodyLinesMax 0 or more
     */
    TopCut(int bodyLinesMax) {
        bodyLinesLeft = bodyLinesMax;
    }

    /** No cut, as for RETR. */
    static TopCut none() {
        return new TopCut(ALL);
    }

    /** Whether no more is wanted. */
    boolean isDone() {
        return done;
    }

    /** How many bytes of the next piece are wanted. */
    int take(byte[] piece) {
        if (bodyLinesLeft == ALL) {
            return piece.length;
        }
        int at = 0;
        while (!done && at < piece.length) {
            int next = DotStuffer.lineAfter(piece, at, piece.length);
            boolean whole = piece[next - 1] == '\n';
            note(piece, at, whole ? next - 1 : next);
            if (whole) {
                endLine();
            }
            at = next;
        }
        return at;
    }

    /** Takes note of a part of a line, without its LF. */
    private void note(byte[] piece, int from, int to) {
        int length = to - from;
        if (length > 0) {
            lineIsEmpty &= lineBegins && length == 1 && piece[from] == '\r';
            lineBegins = false;
        }
    }

    private void endLine() {
        if (inBody) {
            bodyLinesLeft--;
        } else {
            inBody = lineIsEmpty;
        }
        done = inBody && bodyLinesLeft == 0;
        lineIsEmpty = true;
        lineBegins = true;
    }
}
