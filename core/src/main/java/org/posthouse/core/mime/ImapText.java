package org.posthouse.core.mime;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes strings as RFC 3501 section 4.3 wants them. */
final class ImapText {
    static final byte[] NIL = {'N', 'I', 'L'};

    private ImapText() {}

    /** NIL for null, else {@link #string}. */
    static void nstring(ByteBuilder out, byte @Nullable [] value) {
        if (value == null) {
            out.append(NIL);
        } else {
            string(out, value);
        }
    }

    /**
     * Quoted when all bytes are ASCII, else a literal: 8-bit bytes are not allowed in a quoted
     * string. NULs are nowhere allowed and dropped.
     */
    static void string(ByteBuilder out, byte[] value) {
        byte[] text = withoutNul(value);
        if (quotable(text)) {
            out.append('"');
            for (byte b : text) {
                if (b == '"' || b == '\\') {
                    out.append('\\');
                }
                out.append(b);
            }
            out.append('"');
        } else {
            out.append('{').decimal(text.length).ascii("}\r\n").append(text);
        }
    }

    static void string(ByteBuilder out, String latin1) {
        string(out, latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean quotable(byte[] text) {
        for (byte b : text) {
            if (b < 0 || b == '\r' || b == '\n') {
                return false;
            }
        }
        return true;
    }

    private static byte[] withoutNul(byte[] value) {
        int nuls = 0;
        for (byte b : value) {
            if (b == 0) {
                nuls++;
            }
        }
        if (nuls == 0) {
            return value;
        }
        byte[] kept = new byte[value.length - nuls];
        int length = 0;
        for (byte b : value) {
            if (b != 0) {
                kept[length++] = b;
            }
        }
        return kept;
    }
}
