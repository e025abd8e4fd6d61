package org.posthouse.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the journal is measured against: a file, written and forced batch by batch. */
@State(Scope.Benchmark)
public abstract class BareFile {
    /** As long as a segment of the journal. */
    static final int FILE_BYTES = 128 << 20;

    private ByteBuffer batch;
    private long position;
    FileChannel channel;

    /** Makes the batch and the file. */
    @Setup
    public void start(ScratchDirectory scratch, JournalBenchmark.Shape shape) throws IOException {
        batch = ByteBuffer.allocateDirect(shape.recordBytes * shape.waiting);
        while (batch.hasRemaining()) {
            batch.put(Mails.text(shape.recordBytes));
        }
        channel = open(scratch.path());
    }

    abstract FileChannel open(Path directory) throws IOException;

    /** The file is full; the channel that goes on, at its beginning. */
    abstract FileChannel next() throws IOException;

    /** Closes the file. */
    @TearDown
    public void stop() throws IOException {
        channel.close();
    }

    void write() throws IOException {
        if (position + batch.capacity() > FILE_BYTES) {
            channel = next();
            position = 0;
        }
        batch.clear();
        while (batch.hasRemaining()) {
            position += channel.write(batch, position);
        }
        channel.force(false);
    }

    /** Each write makes the file longer. */
    @State(Scope.Benchmark)
    public static class Growing extends BareFile {
        private final List<Path> files = new ArrayList<>();
        private Path directory;

        @Override
        FileChannel open(Path scratch) throws IOException {
            directory = scratch;
            Path file = Files.createTempFile(directory, "growing-", ".bin");
            files.add(file);
            return FileChannel.open(file, StandardOpenOption.WRITE);
        }

        @Override
        FileChannel next() throws IOException {
            channel.close();
            return open(directory);
        }

        /** Deletes what the iteration before has written, as the journal does. */
        @Setup(Level.Iteration)
        public void deleteOld() throws IOException {
            while (files.size() > 1) {
                Files.delete(files.removeFirst());
            }
        }
    }

    /** Its blocks are there before, and it is written again and again. */
    @State(Scope.Benchmark)
    public static class Preallocated extends BareFile {
        @Override
        FileChannel open(Path directory) throws IOException {
            FileChannel file =
                    FileChannel.open(
                            directory.resolve("preallocated.bin"),
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE);
            ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
            for (long at = 0; at < FILE_BYTES; at += file.write(zeros, at)) {
                zeros.clear();
            }
            file.force(true);
            return file;
        }

        @Override
        FileChannel next() {
            return channel;
        }
    }
}
