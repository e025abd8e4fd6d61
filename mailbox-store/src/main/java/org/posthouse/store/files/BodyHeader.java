package org.posthouse.store.files;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A record of a body segment, which is a {@link FileHead} and then one record per message. Numbers
 * are big-endian.
 *
 * <pre>
 *  0  4  magic "PHBD"
 *  4  1  codec: 0 the message as it is. A reader refuses a body whose codec it doesn't know
 *  5  3  zero
 *  8  8  body id; zero in a staged segment, where the file's name tells it
 * 16  8  size of the message
 * 24  8  stored length of the message
 * 32  4  length of the structure
 * 36  4  CRC32C of the stored message
 * 40  4  CRC32C of the structure
 * 44  4  CRC32C of bytes 0–43
 * 48     stored message, then the structure right behind it: one read gets both
 * </pre>
 *
 * The structure comes last because a large message is streamed to its file before anybody has seen
 * its end; the header is then written over the room left for it.
 *
 * @param bodyId unique in the account, 0 in a staged segment
 * @param storedCrc of the stored message
 */
record BodyHeader(
        int codec,
        long bodyId,
        long sizeBytes,
        long storedLength,
        int structureLength,
        int storedCrc,
        int structureCrc) {
    static final int BYTES = 48;
    static final int MAGIC = 0x50484244;
    static final int STORED = 0;
    private static final int CRC_AT = 44;

    ByteBuffer toBytes() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        out.putInt(MAGIC).put((byte) codec).put(new byte[3]).putLong(bodyId);
        out.putLong(sizeBytes).putLong(storedLength).putInt(structureLength);
        out.putInt(storedCrc).putInt(structureCrc);
        return out.putInt(FileHead.crc(out.slice(0, CRC_AT))).flip();
    }

    /** Reads a header; empty when it is not an intact one. */
    static Optional<BodyHeader> read(ByteBuffer in) {
        if (in.getInt(0) != MAGIC || in.getInt(CRC_AT) != FileHead.crc(in.slice(0, CRC_AT))) {
            return Optional.empty();
        }
        BodyHeader header =
                new BodyHeader(
                        in.get(4),
                        in.getLong(8),
                        in.getLong(16),
                        in.getLong(24),
                        in.getInt(32),
                        in.getInt(36),
                        in.getInt(40));
        boolean possible =
                header.storedLength >= 0
                        && header.storedLength <= Integer.MAX_VALUE
                        && header.structureLength >= 0;
        return possible ? Optional.of(header) : Optional.empty();
    }

    long recordBytes() {
        return BYTES + storedLength + structureLength;
    }
}
