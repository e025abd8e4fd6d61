package org.posthouse.store.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.posthouse.store.journal.JournalEnd.Reason;

/** One pass over the segments of a dead journal, up to the first break of the chain. */
final class JournalScan {
    private static final int WINDOW_BYTES = 8 << 20;

    private final Path directory;
    private final long incarnation;
    private final @Nullable JournalEnd sealed;
    private final JournalVisitor visitor;
    private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW_BYTES);

    /** The bodies of the segment being read, by offset, for the records that refer to them. */
    private final Map<Long, BodyLocation> bodies = new HashMap<>();

    private long lastSegment = -1;
    private long lastSequence;
    private int lastCrc;

    /** False where the records before were retired: then the first one is taken as it is. */
    private boolean chainKnown;

    private JournalScan(
            Path directory, long incarnation, @Nullable JournalEnd sealed, JournalVisitor visitor) {
        this.directory = directory;
        this.incarnation = incarnation;
        this.sealed = sealed;
        this.visitor = visitor;
    }

    static JournalEnd run(Path directory, JournalVisitor visitor) throws IOException {
        long incarnation =
                JournalFiles.number(JournalFiles.name(directory), "")
                        .orElseThrow(() ->
                                new IOException(directory + " is not named by an incarnation"));
        return new JournalScan(directory, incarnation, Seal.read(directory).orElse(null), visitor)
                .run();
    }

    private JournalEnd run() throws IOException {
        NavigableMap<Long, Path> segments = list();
        long expected = segments.isEmpty() ? 0 : segments.firstKey();
        chainKnown = expected == 0;
        while (true) {
            var entry = segments.ceilingEntry(expected);
            if (entry == null) {
                return end(Reason.NO_MORE_RECORDS, directory, 0);
            }
            if (entry.getKey() != expected) {
                return end(Reason.SEGMENT_MISSING, JournalFiles.segment(directory, expected), 0);
            }
            try (SegmentFileReader reader = open(entry.getValue())) {
                if (reader != null) {
                    JournalEnd end = segment(reader, expected);
                    if (end != null) {
                        return end;
                    }
                    expected++;
                    continue;
                }
            }
            // A segment goes only when it and all before it have settled; its writer may still
            // have finished doing so. What is left begins a chain of its own.
            segments = list();
            if (segments.floorKey(expected) != null) {
                return end(Reason.BAD_SEGMENT, entry.getValue(), 0);
            }
            chainKnown = false;
            expected = segments.isEmpty() ? expected : segments.firstKey();
        }
    }

    /** Null when the file is not there. */
    private @Nullable SegmentFileReader open(Path segment) throws IOException {
        try {
            return new SegmentFileReader(segment.resolve(JournalFiles.QUEUE_FILE), window);
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    private NavigableMap<Long, Path> list() throws IOException {
        var segments = new TreeMap<Long, Path>();
        for (Path entry : JournalFiles.list(directory)) {
            JournalFiles.number(JournalFiles.name(entry), JournalFiles.SEGMENT)
                    .ifPresent(number -> segments.put(number, entry));
        }
        return segments;
    }

    /**
     * Reads one segment; returns where the journal ends in it, or null when the next one may go on.
     */
    private @Nullable JournalEnd segment(SegmentFileReader reader, long number) throws IOException {
        bodies.clear();
        boolean header = true;
        while (true) {
            if (sealed != null && lastSequence >= sealed.sequence()) {
                return end(Reason.SEALED, reader.file(), reader.offset());
            }
            SegmentFileReader.Frame frame = reader.next();
            if (frame == SegmentFileReader.Frame.END && !header) {
                return null;
            }
            Reason wrong =
                    switch (frame) {
                        case END -> Reason.BAD_SEGMENT;
                        case BAD -> Reason.BAD_FRAME;
                        case CUT_OFF -> Reason.CUT_OFF;
                        case EXCERPT ->
                                header ? checkHeader(reader, number) : record(reader, number);
                    };
            if (wrong != null) {
                return end(wrong, reader.file(), reader.offset());
            }
            header = false;
        }
    }

    private @Nullable Reason checkHeader(SegmentFileReader reader, long number) throws IOException {
        int length = ExcerptFormat.SEGMENT_HEADER_BYTES;
        if (reader.length() < length) {
            return Reason.BAD_SEGMENT;
        }
        ByteBuffer header = reader.bytes(0, length);
        var checksum = new CRC32C();
        checksum.update(header.slice(0, length - 4));
        if (header.getInt(0) != ExcerptFormat.SEGMENT_MAGIC
                || header.getInt(length - 4) != (int) checksum.getValue()) {
            return Reason.BAD_SEGMENT;
        }
        refuseNewer(reader, header);
        return header.getLong(8) == incarnation && header.getLong(16) == number
                ? null
                : Reason.BAD_SEGMENT;
    }

    /** Checks one record and gives it to the visitor; returns what is wrong with it, or null. */
    private @Nullable Reason record(SegmentFileReader reader, long segment) throws IOException {
        if (reader.length() < ExcerptFormat.PREFIX_BYTES) {
            return Reason.BAD_RECORD;
        }
        ByteBuffer prefix = reader.bytes(0, ExcerptFormat.PREFIX_BYTES);
        int length = prefix.getInt(ExcerptFormat.LENGTH_AT);
        int checked = prefix.getInt(ExcerptFormat.CHECKED_AT);
        if (prefix.getInt(ExcerptFormat.MAGIC_AT) != ExcerptFormat.RECORD_MAGIC
                || length > reader.length()
                || reader.length() - length > 3
                || checked < ExcerptFormat.PREFIX_BYTES
                || checked > length) {
            return Reason.BAD_RECORD;
        }
        ByteBuffer excerpt = reader.bytes(0, length);
        int crc = excerpt.getInt(ExcerptFormat.CRC_AT);
        var checksum = new CRC32C();
        checksum.update(excerpt.slice(0, ExcerptFormat.CRC_AT));
        checksum.update(
                excerpt.slice(ExcerptFormat.PREFIX_BYTES, checked - ExcerptFormat.PREFIX_BYTES));
        if (crc != (int) checksum.getValue()) {
            return Reason.BAD_RECORD;
        }
        long sequence = excerpt.getLong(ExcerptFormat.SEQUENCE_AT);
        if (excerpt.getLong(ExcerptFormat.INCARNATION_AT) != incarnation
                || (chainKnown
                        ? sequence != lastSequence + 1
                                || excerpt.getInt(ExcerptFormat.PREVIOUS_CRC_AT) != lastCrc
                        : sequence <= lastSequence)) {
            return Reason.CHAIN_BROKEN;
        }
        refuseNewer(reader, excerpt);
        RecoveredRecord record = decode(reader, excerpt, checked, sequence);
        if (record == null) {
            return Reason.BAD_BODY;
        }
        chainKnown = true;
        lastSegment = segment;
        lastSequence = sequence;
        lastCrc = crc;
        visitor.record(record);
        return null;
    }

    /** The record, or null when its body is not there as it should be. */
    private @Nullable RecoveredRecord decode(
            SegmentFileReader reader, ByteBuffer excerpt, int checked, long sequence)
            throws IOException {
        int nameLength = excerpt.getInt(ExcerptFormat.NAME_LENGTH_AT);
        int payloadLength = excerpt.getInt(ExcerptFormat.PAYLOAD_LENGTH_AT);
        if (checked != ExcerptFormat.HEADER_BYTES + nameLength + payloadLength) {
            // The checksum is right, so this was written like that: a bug and no damage.
            throw new IOException(reader.file() + " at " + reader.offset() + ": lengths disagree");
        }
        int flags = excerpt.getShort(ExcerptFormat.FLAGS_AT);
        BodyLocation body = null;
        if (flags != 0) {
            body = body(reader, excerpt, checked, flags);
            if (body == null) {
                return null;
            }
        }
        byte[] name = new byte[nameLength];
        excerpt.get(ExcerptFormat.HEADER_BYTES, name);
        byte[] payload = new byte[payloadLength];
        excerpt.get(ExcerptFormat.HEADER_BYTES + nameLength, payload);
        var record =
                new JournalRecord(
                        excerpt.getLong(ExcerptFormat.ACCOUNT_ID_AT),
                        excerpt.getLong(ExcerptFormat.ACCOUNT_ID_AT + 8),
                        new String(name, StandardCharsets.UTF_8),
                        excerpt.getLong(ExcerptFormat.ACCOUNT_EPOCH_AT),
                        excerpt.getLong(ExcerptFormat.ACCOUNT_SEQUENCE_AT),
                        excerpt.getLong(ExcerptFormat.COMMAND_ID_AT),
                        excerpt.getLong(ExcerptFormat.COMMAND_ID_AT + 8),
                        excerpt.getInt(ExcerptFormat.RECORD_TYPE_AT),
                        excerpt.getInt(ExcerptFormat.RECORD_VERSION_AT),
                        payload,
                        null);
        return new RecoveredRecord(incarnation, sequence, record, body);
    }

    private @Nullable BodyLocation body(
            SegmentFileReader reader, ByteBuffer excerpt, int checked, int flags) {
        var body =
                new BodyLocation(
                        reader.file(),
                        excerpt.getLong(ExcerptFormat.BODY_OFFSET_AT),
                        excerpt.getInt(ExcerptFormat.BODY_LENGTH_AT),
                        excerpt.getInt(ExcerptFormat.BODY_CRC_AT));
        if ((flags & ExcerptFormat.BODY_REFERRED) != 0) {
            return body.equals(bodies.get(body.offset())) ? body : null;
        }
        if (body.offset() != reader.offset() + checked
                || body.length() != excerpt.limit() - checked) {
            return null;
        }
        var checksum = new CRC32C();
        checksum.update(excerpt.slice(checked, body.length()));
        if ((int) checksum.getValue() != body.crc()) {
            return null;
        }
        bodies.put(body.offset(), body);
        return body;
    }

    private static void refuseNewer(SegmentFileReader reader, ByteBuffer excerpt)
            throws JournalFormatTooNew {
        int version = Short.toUnsignedInt(excerpt.getShort(ExcerptFormat.VERSION_AT));
        if (version > ExcerptFormat.VERSION) {
            throw new JournalFormatTooNew(reader.file(), reader.offset(), version);
        }
    }

    private JournalEnd end(Reason reason, Path file, long offset) {
        return new JournalEnd(lastSegment, lastSequence, lastCrc, reason, file + " at " + offset);
    }
}
