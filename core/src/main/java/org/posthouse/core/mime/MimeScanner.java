package org.posthouse.core.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the MIME structure of a message while its bytes stream by, in memory that does not grow
 * with the message.
 *
 * <p>Takes any bytes and never throws on them. Lines end in CRLF; a bare LF counts as a line end
 * too. Bytes are counted as they are.
 *
 * <p>A boundary line is one that begins with {@code --} and the boundary of an open multipart; the
 * longest one that fits is meant, of equal ones the innermost (RFC 2046, 5.1.1 and 5.1.2). It
 * closes all that is open inside its multipart. A multipart without a boundary parameter has no
 * parts. Not for use by several threads.
 */
public final class MimeScanner {
    /** RFC 2046 allows 70; mailers use more. Of a longer one the beginning is compared. */
    private static final int BOUNDARY_BYTES_MAX = 250;

    private enum State {
        LINE_START,
        CR_AT_LINE_START,
        FIELD_NAME,
        FIELD_KEPT,
        FIELD_SKIPPED,
        BODY,
        PROBE_IN_HEADER,
        PROBE_IN_BODY,
        REST_OF_DELIMITER
    }

    private static final class Boundary {
        final byte[] text;
        final PartNode multipart;

        Boundary(byte[] text, PartNode multipart) {
            this.text = text;
            this.multipart = multipart;
        }
    }

    private final MimeLimits limits;
    private final HeaderCollector header;
    private final ContentFields content;
    private final EnvelopeWriter envelopes;
    private final List<Boundary> boundaries = new ArrayList<>();

    private final PartNode root = new PartNode(null, true, 0);
    private PartNode current = root;
    private int parts = 1;
    private boolean partsFull;

    private State state = State.LINE_START;
    private final byte[] name = new byte[HeaderField.NAME_BYTES_MAX];
    private int nameLength;
    private boolean keeping;

    /** The beginning of a line that may be a boundary. */
    private final byte[] probe = new byte[2 + BOUNDARY_BYTES_MAX + 2];

    private int probeLength;
    private boolean newPartAfterDelimiter;

    /** Offset in the message of index 0 of the chunk at hand. */
    private long origin;

    private int chunkStart;
    private long position;
    private byte lastByte;
    private long lines;
    private long lineStart;

    /** Bytes of the line end before {@link #lineStart}: 0 at the very beginning, 1 or 2. */
    private int lineEndLength;

    /** A scanner with the limits of production. */
    public MimeScanner() {
        this(MimeLimits.DEFAULT);
    }

    /**
     * A scanner for one message.
     *
     * @param limits what it may keep
     */
    public MimeScanner(MimeLimits limits) {
        this.limits = limits;
        this.header = new HeaderCollector(limits.headerBytesMax());
        this.content = new ContentFields(header, limits);
        this.envelopes = new EnvelopeWriter(limits);
        this.partsFull = limits.partsMax() == 1;
        header.begin(true);
    }

    /**
     * Takes the next bytes of the message. They are not kept.
     *
     * @param b holds the bytes
     * @param off index of the first one
     * @param len how many
     * @throws IndexOutOfBoundsException when the range is not within the array
     */
    public void write(byte[] b, int off, int len) {
        Objects.checkFromIndexSize(off, len, b.length);
        if (len == 0) {
            return;
        }
        origin = position - off;
        chunkStart = off;
        int end = off + len;
        int i = off;
        while (i < end) {
            i =
                    switch (state) {
                        case LINE_START -> lineStart(b, i);
                        case CR_AT_LINE_START -> afterCarriageReturn(b, i);
                        case FIELD_NAME -> fieldName(b, i, end);
                        case FIELD_KEPT -> fieldValue(b, i, end, true);
                        case FIELD_SKIPPED -> fieldValue(b, i, end, false);
                        case BODY -> body(b, i, end);
                        case PROBE_IN_HEADER, PROBE_IN_BODY -> probe(b, i, end);
                        case REST_OF_DELIMITER -> restOfDelimiter(b, i, end);
                    };
        }
        position += len;
        lastByte = b[end - 1];
    }

    /**
     * Ends the message.
     *
     * @return its structure; the scanner is of no use afterwards
     */
    public MessageStructure finish() {
        if (state == State.PROBE_IN_BODY || state == State.PROBE_IN_HEADER) {
            endProbe();
        }
        if (inHeader()) {
            endHeadersAt(position, lines);
        }
        while (current != root) {
            close(position, lines);
        }
        endBody(root, position, lines);
        return StructureWriter.write(root, parts, envelopes.sentFields());
    }

    private boolean inHeader() {
        return switch (state) {
            case LINE_START,
                    CR_AT_LINE_START,
                    FIELD_NAME,
                    FIELD_KEPT,
                    FIELD_SKIPPED,
                    PROBE_IN_HEADER ->
                    true;
            case BODY, PROBE_IN_BODY -> false;
            case REST_OF_DELIMITER -> false;
        };
    }

    // ---- header lines

    private int lineStart(byte[] b, int i) {
        byte c = b[i];
        if (c == '\n') {
            lineEnd(b, i);
            endHeader(origin + i + 1);
            return i + 1;
        }
        if (c == '\r') {
            state = State.CR_AT_LINE_START;
            return i + 1;
        }
        if (c == ' ' || c == '\t') {
            state = keeping ? State.FIELD_KEPT : State.FIELD_SKIPPED;
            return i;
        }
        keeping = false;
        if (c == '-' && !boundaries.isEmpty()) {
            lineStart = origin + i;
            probeLength = 0;
            state = State.PROBE_IN_HEADER;
            return i;
        }
        nameLength = 0;
        state = State.FIELD_NAME;
        return i;
    }

    private int afterCarriageReturn(byte[] b, int i) {
        if (b[i] == '\n') {
            lineEnd(b, i);
            endHeader(origin + i + 1);
            return i + 1;
        }
        keeping = false;
        state = State.FIELD_SKIPPED;
        return i;
    }

    private int fieldName(byte[] b, int from, int end) {
        for (int i = from; i < end; i++) {
            byte c = b[i];
            if (c == ':') {
                // White space before the colon is obsolete but valid (RFC 5322, 4.5).
                while (nameLength > 0
                        && (name[nameLength - 1] == ' ' || name[nameLength - 1] == '\t')) {
                    nameLength--;
                }
                keeping = header.field(name, nameLength);
                state = keeping ? State.FIELD_KEPT : State.FIELD_SKIPPED;
                return i + 1;
            }
            if (c == '\n' || nameLength == name.length) {
                state = State.FIELD_SKIPPED;
                return i;
            }
            name[nameLength++] = c;
        }
        return end;
    }

    private int fieldValue(byte[] b, int from, int end, boolean kept) {
        int lf = LineFeeds.next(b, from, end);
        int to = lf < 0 ? end : lf + 1;
        if (kept) {
            header.value(b, from, to - from);
        }
        if (lf >= 0) {
            lineEnd(b, lf);
            state = State.LINE_START;
        }
        return to;
    }

    // ---- bodies

    private int body(byte[] b, int from, int end) {
        if (boundaries.isEmpty()) {
            lines += LineFeeds.count(b, from, end);
            return end;
        }
        int i = from;
        if (origin + i == lineStart && b[i] == '-') {
            probeLength = 0;
            state = State.PROBE_IN_BODY;
            return i;
        }
        while (true) {
            int lf = LineFeeds.next(b, i, end);
            if (lf < 0) {
                return end;
            }
            i = lf + 1;
            if (i == end || b[i] == '-') {
                lines += 1;
                markLineStart(b, lf);
                if (i < end) {
                    probeLength = 0;
                    state = State.PROBE_IN_BODY;
                }
                return i;
            }
            lines++;
        }
    }

    private void lineEnd(byte[] b, int lf) {
        lines++;
        markLineStart(b, lf);
    }

    private void markLineStart(byte[] b, int lf) {
        byte before = lf > chunkStart ? b[lf - 1] : lastByte;
        lineEndLength = before == '\r' && origin + lf > 0 ? 2 : 1;
        lineStart = origin + lf + 1;
    }

    // ---- lines that may be a boundary

    private int probe(byte[] b, int from, int end) {
        int i = from;
        while (i < end) {
            byte c = b[i];
            if (c == '\n' || probeLength == probe.length) {
                endProbe();
                return i;
            }
            probe[probeLength++] = c;
            i++;
            if (probeLength <= 2 && c != '-') {
                endProbe();
                return i;
            }
        }
        return i;
    }

    /**
     * Decides on the line whose beginning is in the probe; its line feed has not been taken yet.
     */
    private void endProbe() {
        boolean headerLine = state == State.PROBE_IN_HEADER;
        int found = -1;
        int foundLength = -1;
        for (int n = boundaries.size() - 1; n >= 0 && probeLength >= 2; n--) {
            byte[] text = boundaries.get(n).text;
            if (text.length > foundLength && isPrefix(text)) {
                found = n;
                foundLength = text.length;
            }
        }
        if (found < 0 || probe[0] != '-' || probe[1] != '-') {
            state = headerLine ? State.FIELD_SKIPPED : State.BODY;
            return;
        }
        int after = 2 + foundLength;
        boolean closes = probeLength >= after + 2 && probe[after] == '-' && probe[after + 1] == '-';
        delimiter(found, closes, headerLine);
    }

    private boolean isPrefix(byte[] text) {
        return text.length <= probeLength - 2
                && Arrays.equals(probe, 2, 2 + text.length, text, 0, text.length);
    }

    private void delimiter(int found, boolean closes, boolean inHeader) {
        PartNode multipart = boundaries.get(found).multipart;
        // The line end before it belongs to the boundary, unless it is the one that ends the
        // header.
        long endsAt = lineStart - lineEndLength;
        long linesBefore = lines - (lineEndLength > 0 ? 1 : 0);
        if (inHeader) {
            boolean noLineYet = endsAt < current.headerOffset;
            endHeadersAt(noLineYet ? lineStart : endsAt, noLineYet ? lines : linesBefore);
        }
        while (current != multipart) {
            // A body that begins behind that line end is empty, and whatever is around it reaches
            // as far.
            if (endsAt < current.bodyOffset) {
                endsAt = current.bodyOffset;
                linesBefore = current.linesBeforeBody;
            }
            close(endsAt, linesBefore);
        }
        while (boundaries.size() > (closes ? found : found + 1)) {
            boundaries.removeLast();
        }
        // The header that ended above may have taken the last part for the message in it.
        newPartAfterDelimiter = !closes && !partsFull;
        state = State.REST_OF_DELIMITER;
    }

    private int restOfDelimiter(byte[] b, int from, int end) {
        int lf = LineFeeds.next(b, from, end);
        if (lf < 0) {
            return end;
        }
        lineEnd(b, lf);
        if (newPartAfterDelimiter) {
            begin(false, lineStart);
        } else {
            state = State.BODY;
        }
        return lf + 1;
    }

    // ---- parts

    private void begin(boolean message, long offset) {
        current = new PartNode(current, message, offset);
        parts++;
        if (parts >= limits.partsMax()) {
            partsFull = true;
            boundaries.clear();
        }
        header.begin(message);
        keeping = false;
        state = State.LINE_START;
    }

    private void endHeader(long bodyOffset) {
        String boundary = takeHeader(bodyOffset, lines);
        state = State.BODY;
        if (current.kind == MessagePart.Kind.MESSAGE) {
            begin(true, bodyOffset);
        } else if (boundary != null && !boundary.isEmpty()) {
            byte[] compared =
                    boundary.substring(0, Math.min(boundary.length(), BOUNDARY_BYTES_MAX))
                            .getBytes(StandardCharsets.ISO_8859_1);
            boundaries.add(new Boundary(compared, current));
        }
    }

    /**
     * Ends the header of the current part, and those of the messages that would begin in it, where
     * no body follows.
     */
    private void endHeadersAt(long offset, long linesBefore) {
        takeHeader(offset, linesBefore);
        while (current.kind == MessagePart.Kind.MESSAGE) {
            begin(true, offset);
            takeHeader(offset, linesBefore);
        }
        state = State.BODY;
    }

    private @Nullable String takeHeader(long bodyOffset, long linesBefore) {
        current.bodyOffset = bodyOffset;
        current.linesBeforeBody = linesBefore;
        String boundary = content.fill(current, partsFull);
        if (current.message) {
            current.envelope = envelopes.write(header, current == root);
        }
        return boundary;
    }

    private void close(long offset, long linesBefore) {
        PartNode parent = current.parent;
        if (parent == null) {
            throw new IllegalStateException(
                    "the top part closed before the end: position=" + position);
        }
        endBody(current, offset, linesBefore);
        current = parent;
    }

    private static void endBody(PartNode part, long offset, long linesBefore) {
        part.bodyLength = offset - part.bodyOffset;
        part.bodyLines = linesBefore - part.linesBeforeBody;
    }
}
