package org.posthouse.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.posthouse.core.account.AccountId;

/**
 * Writes an event log: {@link FileHead}, then one record per transaction. Numbers are big-endian.
 *
 * <pre>
 *  0  4  magic "PHEV"
 *  4  4  length of the payload
 *  8  8  account sequence, ascending within a file
 * 16 16  command id (high, low)
 * 32  4  version of the payload (TransactionFormat)
 * 36  4  CRC of the record before, of the file's head for the first
 * 40  4  CRC32C of bytes 0–39 and of the payload
 * 44     payload
 * </pre>
 *
 * A record proves itself by its own CRC, and that nothing is missing before it by the other one; so
 * a damaged record loses itself only, and is noticed.
 */
final class EventLogWriter implements AutoCloseable {
    static final int MAGIC = 0x50484556;
    static final int HEADER_BYTES = 44;
    static final int CRC_AT = 40;

    private final NewFile file;
    private int previousCrc;
    private long lastSequence;

    private EventLogWriter(NewFile file, int headCrc) {
        this.file = file;
        this.previousCrc = headCrc;
    }

    static EventLogWriter create(
            Path path, AccountId accountId, long epoch, long firstSequence, Disk disk)
            throws IOException {
        FileHead head = new FileHead(FileHead.LOG, accountId, epoch, firstSequence);
        NewFile file = NewFile.create(path, disk);
        file.write(head.toBytes());
        return new EventLogWriter(file, head.crc());
    }

    void append(StoredTransaction transaction) throws IOException {
        if (transaction.sequence() <= lastSequence) {
            throw new IllegalStateException(transaction + " after " + lastSequence);
        }
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putInt(MAGIC).putInt(transaction.payload().length).putLong(transaction.sequence());
        header.putLong(transaction.commandId().high()).putLong(transaction.commandId().low());
        header.putInt(transaction.version()).putInt(previousCrc);
        CRC32C crc = new CRC32C();
        crc.update(header.slice(0, CRC_AT));
        crc.update(transaction.payload());
        previousCrc = (int) crc.getValue();
        header.putInt(previousCrc);
        file.write(header.flip());
        file.write(transaction.payload());
        lastSequence = transaction.sequence();
    }

    NewFile file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
