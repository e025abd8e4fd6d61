package org.posthouse.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.posthouse.core.account.AccountId;

/**
 * How every file of an account begins. Numbers are big-endian.
 *
 * <pre>
 *  0  4  magic: "PHEL" event log, "PHSG" body segment, "PHSN" snapshot
 *  4  2  version of the file's format, now 1
 *  6  2  zero
 *  8 16  account id (high, low); zero in a segment that was staged for several accounts
 * 24  8  epoch of the owner who wrote it; zero in a staged segment
 * 32  8  log: sequence of the first transaction; snapshot: sequence that it tells of; segment: zero
 * 40  4  zero
 * 44  4  CRC32C of bytes 0–43
 * </pre>
 *
 * A reader that meets a newer version refuses the file with {@link FormatTooNew} and leaves it as
 * it is.
 *
 * @param magic the kind of file
 * @param sequence see above
 */
record FileHead(int magic, AccountId accountId, long epoch, long sequence) {
    static final int BYTES = 48;
    static final int LOG = 0x5048454C;
    static final int SEGMENT = 0x50485347;
    static final int SNAPSHOT = 0x5048534E;
    static final AccountId NO_ACCOUNT = new AccountId(0, 0);

    private static final int VERSION = 1;
    private static final int CRC_AT = 44;

    byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        out.putInt(magic).putShort((short) VERSION).putShort((short) 0);
        out.putLong(accountId.high()).putLong(accountId.low());
        out.putLong(epoch).putLong(sequence).putInt(0);
        out.putInt(crc(out.slice(0, CRC_AT)));
        return out.array();
    }

    /** The CRC of the head, with which the chain of an event log begins. */
    int crc() {
        return ByteBuffer.wrap(toBytes()).getInt(CRC_AT);
    }

    /**
     * Reads the head of a file; empty when it is not an intact one of this kind.
     *
     * @throws FormatTooNew when a newer release has written the file
     */
    static Optional<FileHead> read(Path file, FileChannel channel, int magic) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(BYTES);
        while (in.hasRemaining() && channel.read(in, in.position()) >= 0) {}
        if (in.hasRemaining()
                || in.getInt(0) != magic
                || in.getInt(CRC_AT) != crc(in.slice(0, CRC_AT))) {
            return Optional.empty();
        }
        if (in.getShort(4) > VERSION) {
            throw new FormatTooNew(file, in.getShort(4));
        }
        return Optional.of(
                new FileHead(
                        magic,
                        new AccountId(in.getLong(8), in.getLong(16)),
                        in.getLong(24),
                        in.getLong(32)));
    }

    static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
