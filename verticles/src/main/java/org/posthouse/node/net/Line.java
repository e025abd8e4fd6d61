package org.posthouse.node.net;

import java.nio.charset.StandardCharsets;

/**
 * One line from a client, without its line end. It may hold a password, so it does not print
 * itself.
 */
public final class Line {

    private final byte[] bytes;
    private final LineEnd end;
    private final boolean nul;
    private final boolean bareCr;

    private Line(byte[] bytes, LineEnd end, boolean nul, boolean bareCr) {
        this.bytes = bytes;
        this.end = end;
        this.nul = nul;
        this.bareCr = bareCr;
    }

    /**
     * Makes a line from the bytes before its line end, and looks for NUL and bare CR in them.
     *
     * @param bytes the content, which the line keeps
     * @param end how it ended
     */
    public static Line of(byte[] bytes, LineEnd end) {
        boolean nul = false;
        boolean bareCr = false;
        for (byte b : bytes) {
            nul |= b == 0;
            bareCr |= b == '\r';
        }
        return new Line(bytes, end, nul, bareCr);
    }

    /** The content without the line end. The array belongs to the receiver; it is not copied. */
    public byte[] bytes() {
        return bytes;
    }

    /** Length of the content in bytes, without the line end. */
    public int length() {
        return bytes.length;
    }

    /** How the line ended. */
    public LineEnd end() {
        return end;
    }

    /** Whether the content holds a NUL. */
    public boolean hasNul() {
        return nul;
    }

    /** Whether the content holds a CR that no LF follows. */
    public boolean hasBareCr() {
        return bareCr;
    }

    /** Whether the line ended with CRLF and holds neither NUL nor bare CR (RFC 5321, 2.3.8). */
    public boolean isClean() {
        return end == LineEnd.CRLF && !nul && !bareCr;
    }

    /** The content with one character per byte, which loses nothing. */
    public String latin1() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The content as UTF-8; what is not UTF-8 becomes U+FFFD. */
    public String utf8() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Line[" + bytes.length + " bytes, " + end + "]";
    }
}
