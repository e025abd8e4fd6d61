package org.posthouse.store.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads Chronicle's framing without Chronicle, sequentially, through one buffer.
 *
 * <pre>
 * 4  header: bit 31 not complete, bit 30 Chronicle's own, 30 bits length
 *    that many bytes, then padding to a multiple of 4
 * </pre>
 *
 * A header of 0 is the end: it gets its value only when the excerpt is complete.
 */
final class SegmentFileReader implements AutoCloseable {
    /** What comes next in the file. */
    enum Frame {
        EXCERPT,
        END,
        BAD,
        CUT_OFF
    }

    private static final int NOT_COMPLETE = 1 << 31;
    private static final int META = 1 << 30;
    private static final int LENGTH = META - 1;

    private final Path file;
    private final FileChannel channel;
    private final long size;
    private ByteBuffer window;

    /** File offset of the window's first byte, and of the frame to look at. */
    private long windowOffset;

    private long frameOffset;
    private int excerptLength;

    SegmentFileReader(Path file, ByteBuffer window) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.size = channel.size();
        this.window = window.order(ByteOrder.LITTLE_ENDIAN).clear().limit(0);
    }

    /** Goes to the next excerpt, over Chronicle's own frames. */
    Frame next() throws IOException {
        frameOffset = after(frameOffset, excerptLength);
        while (true) {
            if (frameOffset + 4 > size) {
                return frameOffset > size ? Frame.CUT_OFF : Frame.END;
            }
            load(frameOffset, 4);
            int header = window.getInt(at(frameOffset));
            if (header == 0 || (header & NOT_COMPLETE) != 0) {
                return Frame.END;
            }
            int length = header & LENGTH;
            if (frameOffset + 4 + length > size) {
                return looksLikeRecord() ? Frame.CUT_OFF : Frame.BAD;
            }
            if ((header & META) == 0) {
                excerptLength = length;
                return Frame.EXCERPT;
            }
            frameOffset = after(frameOffset, length);
        }
    }

    /** File offset of the excerpt's first byte. */
    long offset() {
        return frameOffset + 4;
    }

    /** Bytes of the excerpt, padding possibly included. */
    int length() {
        return excerptLength;
    }

    /** A part of the excerpt, valid until the next call. */
    ByteBuffer bytes(int from, int length) throws IOException {
        load(offset() + from, length);
        return window.slice(at(offset() + from), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private boolean looksLikeRecord() throws IOException {
        if (frameOffset + 8 > size) {
            return true;
        }
        load(frameOffset + 4, 4);
        return window.getInt(at(frameOffset + 4)) == ExcerptFormat.RECORD_MAGIC;
    }

    private static long after(long frame, int length) {
        return frame == 0 && length == 0 ? 0 : (frame + 4 + length + 3) & ~3L;
    }

    private int at(long offset) {
        return (int) (offset - windowOffset);
    }

    /** Gets a range of the file into the window; what is in it already is not read again. */
    private void load(long offset, int length) throws IOException {
        if (offset >= windowOffset && offset + length <= windowOffset + window.limit()) {
            return;
        }
        if (length > window.capacity()) {
            window = ByteBuffer.allocateDirect(length + 4).order(ByteOrder.LITTLE_ENDIAN).limit(0);
        }
        long end = windowOffset + window.limit();
        if (offset >= windowOffset && offset < end) {
            window.position(at(offset)).compact();
        } else {
            window.clear();
        }
        windowOffset = offset;
        while (window.hasRemaining()) {
            if (channel.read(window, windowOffset + window.position()) < 0) {
                break;
            }
        }
        window.flip();
        if (window.limit() < length) {
            throw new IOException(file + " became shorter while it was read");
        }
    }
}
