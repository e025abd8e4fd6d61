package org.posthouse.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads a file mostly forward through one buffer. The length is what it was when opened. */
final class FileWindow implements AutoCloseable {
    private static final int WINDOW_BYTES = 64 << 10;

    private final Path file;
    private final FileChannel channel;
    private final long size;
    private ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private long windowOffset;

    FileWindow(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.size = channel.size();
    }

    Path file() {
        return file;
    }

    FileChannel channel() {
        return channel;
    }

    long size() {
        return size;
    }

    /**
     * The bytes of a range, valid until the next call; null when the file does not reach so far.
     */
    @Nullable ByteBuffer at(long offset, int length) throws IOException {
        if (offset < 0 || length < 0 || offset > size - length) {
            return null;
        }
        if (offset < windowOffset || offset + length > windowOffset + window.limit()) {
            load(offset, length);
        }
        return window.slice((int) (offset - windowOffset), length);
    }

    /** Where the four bytes occur next, from an offset on; -1 when they don't. */
    long find(int magic, long from) throws IOException {
        for (long at = Math.max(0, from); at <= size - 4; at++) {
            ByteBuffer bytes = at(at, 4);
            if (bytes != null && bytes.getInt(0) == magic) {
                return at;
            }
        }
        return -1;
    }

    private void load(long offset, int length) throws IOException {
        if (window.capacity() < length) {
            window = ByteBuffer.allocate(length);
        }
        window.clear();
        window.limit((int) Math.min(window.capacity(), size - offset));
        windowOffset = offset;
        while (window.hasRemaining()) {
            if (channel.read(window, offset + window.position()) < 0) {
                throw new IOException(file + " became shorter while it was read");
            }
        }
        window.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
