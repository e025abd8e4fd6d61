package org.posthouse.node.protocol.smtp;

/**
 * Looks at a message's header while it streams by: how often it was received, and whether Date and
 * Message-ID are there. The header ends at the first empty line, as it does for the MIME scanner.
 */
final class HeaderWatch {
    private static final int NAME_BYTES_MAX = 12;

    private final byte[] name = new byte[NAME_BYTES_MAX];
    private int nameLength;
    private boolean inName = true;
    private boolean crAtLineStart;
    private boolean atLineStart = true;
    private boolean ended;
    private int receivedCount;
    private boolean hasDate;
    private boolean hasMessageId;

    /**
     * Takes the next bytes.
     *
     * @return index of the first byte after the header's last line, which is where the empty line
     *     begins; -1 when the header goes on, or has ended before
     */
    int scan(byte[] b, int from, int end) {
        if (ended) {
            return -1;
        }
        for (int i = from; i < end; i++) {
            byte c = b[i];
            if (c == '\n') {
                if (atLineStart || crAtLineStart) {
                    ended = true;
                    // The CR may have come with the bytes before; MessageIntake holds it back.
                    return crAtLineStart && i > from ? i - 1 : i;
                }
                lineStart();
            } else if (c == '\r' && atLineStart) {
                crAtLineStart = true;
                atLineStart = false;
            } else {
                atLineStart = false;
                crAtLineStart = false;
                name(c);
            }
        }
        return -1;
    }

    private void lineStart() {
        atLineStart = true;
        crAtLineStart = false;
        inName = true;
        nameLength = 0;
    }

    private void name(byte c) {
        if (!inName) {
            return;
        }
        if (c == ':') {
            inName = false;
            while (nameLength > 0 && name[nameLength - 1] == ' ') {
                nameLength--;
            }
            field();
        } else if (nameLength == NAME_BYTES_MAX) {
            inName = false;
        } else {
            name[nameLength++] = c >= 'A' && c <= 'Z' ? (byte) (c | 0x20) : c;
        }
    }

    private void field() {
        if (is("received")) {
            receivedCount++;
        } else if (is("date")) {
            hasDate = true;
        } else if (is("message-id")) {
            hasMessageId = true;
        }
    }

    private boolean is(String field) {
        if (field.length() != nameLength) {
            return false;
        }
        for (int i = 0; i < nameLength; i++) {
            if (name[i] != field.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the empty line has come. */
    boolean isEnded() {
        return ended;
    }

    /** Whether the last byte was a CR that may begin the empty line. */
    boolean endsInCrAtLineStart() {
        return crAtLineStart;
    }

    /** Whether the last byte has ended a line, or none has come. */
    boolean isAtLineStart() {
        return atLineStart;
    }

    int receivedCount() {
        return receivedCount;
    }

    boolean hasDate() {
        return hasDate;
    }

    boolean hasMessageId() {
        return hasMessageId;
    }
}
