package org.posthouse.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.posthouse.core.account.MessageContent;

/**
 * A message in a segment, open for reading. Up to {@link MessageContent#INLINE_BYTES_MAX} it is
 * read with its structure in one go and checked before any byte of it is given out; a larger one is
 * read in parts and checked when it was read from its start to its end. Not thread-safe.
 */
public final class BodyReader implements AutoCloseable {
    private final OpenChannels.Lease file;
    private final BodyPlace place;
    private final BodyHeader header;
    private final byte[] structure;
    private final ByteBuffer whole;
    private final CRC32C crc = new CRC32C();
    private long checkedTo;

    private BodyReader(
            OpenChannels.Lease file,
            BodyPlace place,
            BodyHeader header,
            byte[] structure,
            ByteBuffer whole) {
        this.file = file;
        this.place = place;
        this.header = header;
        this.structure = structure;
        this.whole = whole;
    }

    /**
     * Opens a message.
     *
     * @param file held open until this is closed
     * @throws BodyDamaged when it is not as it was written
     */
    public static BodyReader open(OpenChannels.Lease file, BodyPlace place) throws IOException {
        boolean small = place.storedLength() <= MessageContent.INLINE_BYTES_MAX;
        int stored = small ? place.storedLength() : 0;
        ByteBuffer bytes =
                read(
                        file,
                        place.offset(),
                        BodyHeader.BYTES + stored + (small ? place.structureLength() : 0));
        BodyHeader header =
                BodyHeader.read(bytes)
                        .filter(found ->
                                found.storedLength() == place.storedLength()
                                        && found.structureLength() == place.structureLength())
                        .orElseThrow(() -> new BodyDamaged(file.path(), place.offset(), "header"));
        if (header.codec() != BodyHeader.STORED) {
            throw new FormatTooNew(file.path(), header.codec());
        }
        ByteBuffer structureBytes =
                small
                        ? bytes.slice(BodyHeader.BYTES + stored, place.structureLength())
                        : read(file, afterBody(place), place.structureLength());
        ByteBuffer whole = bytes.slice(BodyHeader.BYTES, stored);
        if (small && FileHead.crc(whole.duplicate()) != header.storedCrc()) {
            throw new BodyDamaged(file.path(), place.offset(), "message");
        }
        if (FileHead.crc(structureBytes.duplicate()) != header.structureCrc()) {
            throw new BodyDamaged(file.path(), place.offset(), "structure");
        }
        byte[] structure = new byte[place.structureLength()];
        structureBytes.get(structure);
        return new BodyReader(file, place, header, structure, whole);
    }

    /** Bytes of the message. */
    public long sizeBytes() {
        return header.sizeBytes();
    }

    /** The encoded structure; not to be changed. */
    public byte[] structure() {
        return structure;
    }

    /** The whole message when it is small, else nothing. */
    public List<ByteBuffer> whole() {
        return whole.hasRemaining() || header.storedLength() == 0
                ? List.of(whole.asReadOnlyBuffer())
                : List.of();
    }

    /**
     * Reads a part of the message.
     *
     * @return bytes read, 0 at the end
     * @throws BodyDamaged at the latest with the last byte of a pass from start to end
     */
    public int read(long offset, ByteBuffer into) throws IOException {
        int length = (int) Math.min(into.remaining(), Math.max(0, sizeBytes() - offset));
        if (length == 0) {
            return 0;
        }
        if (whole.hasRemaining()) {
            into.put(whole.slice((int) offset, length));
            return length;
        }
        ByteBuffer part = into.slice(into.position(), length);
        int got = file.read(part, place.offset() + (long) BodyHeader.BYTES + offset);
        if (got < length) {
            throw new BodyDamaged(file.path(), place.offset(), "message (cut off)");
        }
        check(offset, part.flip());
        into.position(into.position() + length);
        return length;
    }

    private void check(long offset, ByteBuffer part) throws BodyDamaged {
        if (offset != checkedTo) {
            return;
        }
        checkedTo += part.remaining();
        crc.update(part);
        if (checkedTo == header.storedLength() && (int) crc.getValue() != header.storedCrc()) {
            throw new BodyDamaged(file.path(), place.offset(), "message");
        }
    }

    private static long afterBody(BodyPlace place) {
        return place.offset() + (long) BodyHeader.BYTES + place.storedLength();
    }

    private static ByteBuffer read(OpenChannels.Lease file, long offset, int length)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        if (file.read(bytes, offset) < length) {
            throw new BodyDamaged(file.path(), offset, "record (cut off)");
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
