package org.posthouse.core.mime;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the values of the known fields of one header while it streams by, within the limit of the
 * whole message.
 */
final class HeaderCollector {
    private final int bytesMax;
    private int bytesKept;
    private boolean message;
    private final Map<HeaderField, ByteBuilder> values = new EnumMap<>(HeaderField.class);
    private @Nullable ByteBuilder current;

    HeaderCollector(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** A new header begins: of a message, whose envelope counts, or of a mere part. */
    void begin(boolean ofMessage) {
        message = ofMessage;
        values.clear();
        current = null;
    }

    /** A field begins. Says whether its value is wanted. */
    boolean field(byte[] name, int length) {
        current = null;
        HeaderField field = HeaderField.named(name, length);
        if (field == null
                || bytesKept >= bytesMax
                || (field.scope != HeaderField.Scope.PART && !message)) {
            return false;
        }
        ByteBuilder earlier = values.get(field);
        if (earlier == null) {
            current = new ByteBuilder();
            values.put(field, current);
        } else if (field.scope == HeaderField.Scope.ADDRESSES) {
            earlier.append(',');
            bytesKept++;
            current = earlier;
        }
        return current != null;
    }

    /** Bytes of the wanted value, line ends included. */
    void value(byte[] bytes, int offset, int length) {
        if (current != null) {
            int count = Math.min(length, bytesMax - bytesKept);
            current.append(bytes, offset, count);
            bytesKept += count;
        }
    }

    /**
     * The value without line ends (RFC 5322, 2.2.3: unfolding removes only them) and without white
     * space around it; null when there is none.
     */
    byte @Nullable [] unfolded(HeaderField field) {
        ByteBuilder raw = values.get(field);
        if (raw == null) {
            return null;
        }
        byte[] text = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            byte b = raw.at(i);
            if (b == 0
                    || b == '\n'
                    || (b == '\r' && (i + 1 == raw.length() || raw.at(i + 1) == '\n'))) {
                continue;
            }
            // A bare CR could not be sent in a quoted string, and no client shows it.
            text[length++] = b == '\r' ? (byte) ' ' : b;
        }
        int from = 0;
        while (from < length && isBlank(text[from])) {
            from++;
        }
        while (length > from && isBlank(text[length - 1])) {
            length--;
        }
        return Arrays.copyOfRange(text, from, length);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
