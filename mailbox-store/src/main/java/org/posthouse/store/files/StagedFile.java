package org.posthouse.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A large message on its way: a segment with one record, written before anybody knows its accounts.
 * Streamed, forced, then completed with its structure; each account gets the same file under a name
 * of its own. Blocking; one thread at a time, which may change.
 */
public final class StagedFile {
    private final NewFile file;
    private final Disk disk;
    private final CRC32C crc = new CRC32C();
    private long sizeBytes;
    private boolean finished;
    private @Nullable BodyHeader header;

    private StagedFile(NewFile file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    /** Begins a file that does not exist yet. */
    public static StagedFile create(Path path, Disk disk) throws IOException {
        NewFile file = NewFile.create(path, disk);
        file.write(new FileHead(FileHead.SEGMENT, FileHead.NO_ACCOUNT, 0, 0).toBytes());
        file.write(new byte[BodyHeader.BYTES]);
        return new StagedFile(file, disk);
    }

    /** Where the file lies. */
    public Path path() {
        return file.path();
    }

    /** Bytes of the message so far. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** Adds bytes of the message. */
    public void write(ByteBuffer bytes) throws IOException {
        if (finished) {
            throw new IllegalStateException("the staged message is finished: " + file.path());
        }
        crc.update(bytes.duplicate());
        sizeBytes = Math.addExact(sizeBytes, bytes.remaining());
        file.write(bytes);
    }

    /** The message is complete: brings it to stable storage. */
    public void finish() throws IOException {
        finished = true;
        file.force();
        file.rest();
    }

    /** Adds the structure and brings all to stable storage; does nothing when done already. */
    synchronized BodyHeader complete(byte[] structure) throws IOException {
        BodyHeader known = header;
        if (known != null) {
            return known;
        }
        if (!finished || sizeBytes > Integer.MAX_VALUE) {
            throw new IllegalStateException(
                    "the staged message is not finished, or too long: " + file.path());
        }
        BodyHeader made =
                new BodyHeader(
                        BodyHeader.STORED,
                        0,
                        sizeBytes,
                        sizeBytes,
                        structure.length,
                        (int) crc.getValue(),
                        FileHead.crc(ByteBuffer.wrap(structure)));
        file.write(structure);
        file.writeAt(FileHead.BYTES, made.toBytes());
        file.force();
        file.rest();
        header = made;
        return made;
    }

    /** Deletes the file; accounts that have it under another name keep it. */
    public synchronized void discard() throws IOException {
        file.close();
        disk.delete(file.path());
    }
}
