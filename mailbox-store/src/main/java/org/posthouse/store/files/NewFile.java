package org.posthouse.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file being written, from its first byte on, through one buffer. Between two batches it rests:
 * it then holds neither a descriptor nor memory. One thread at a time.
 */
final class NewFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int BUFFER_BYTES_FIRST = 4 << 10;
    private static final ByteBuffer NO_BUFFER = ByteBuffer.allocate(0);

    private final Path path;
    private final Disk disk;
    private @Nullable FileChannel channel;
    private ByteBuffer buffer = NO_BUFFER;
    private long written;

    private NewFile(Path path, Disk disk, FileChannel channel) {
        this.path = path;
        this.disk = disk;
        this.channel = channel;
    }

    static NewFile create(Path path, Disk disk) throws IOException {
        return new NewFile(path, disk, disk.create(path));
    }

    Path path() {
        return path;
    }

    /** Bytes given to {@link #write} so far: where the next one goes. */
    long length() {
        return written + buffer.position();
    }

    void write(ByteBuffer bytes) throws IOException {
        makeRoom(bytes.remaining());
        if (bytes.remaining() > buffer.remaining()) {
            int length = bytes.remaining();
            disk.write(path, channel(), bytes, written);
            written += length;
        } else {
            buffer.put(bytes);
        }
    }

    void write(byte[] bytes) throws IOException {
        write(ByteBuffer.wrap(bytes));
    }

    /** Writes over bytes that were left out before. */
    void writeAt(long offset, ByteBuffer bytes) throws IOException {
        flush();
        disk.write(path, channel(), bytes, offset);
    }

    /** Brings everything to stable storage. */
    void force() throws IOException {
        flush();
        disk.force(path, channel());
    }

    /** Lets go of the descriptor and the memory until the next write. Only after a force. */
    void rest() throws IOException {
        if (buffer.position() > 0) {
            throw new IllegalStateException(path + " rests with bytes not written");
        }
        buffer = NO_BUFFER;
        close();
    }

    private void makeRoom(int bytes) throws IOException {
        if (bytes <= buffer.remaining()) {
            return;
        }
        if (buffer.capacity() < BUFFER_BYTES) {
            int wanted = buffer.position() + bytes;
            ByteBuffer larger =
                    ByteBuffer.allocate(
                            wanted <= BUFFER_BYTES_FIRST ? BUFFER_BYTES_FIRST : BUFFER_BYTES);
            buffer = larger.put(buffer.flip());
        }
        if (bytes > buffer.remaining()) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (buffer.position() > 0) {
            buffer.flip();
            int length = buffer.remaining();
            disk.write(path, channel(), buffer, written);
            written += length;
            buffer.clear();
        }
    }

    private FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = disk.reopen(path);
            channel = open;
        }
        return open;
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        if (open != null) {
            channel = null;
            open.close();
        }
    }
}
