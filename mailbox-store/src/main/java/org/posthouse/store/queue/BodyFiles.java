package org.posthouse.store.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of large messages, {@code bodies/<incarnation>-<n>}. A file counts once an entry in the
 * journal names it; all others are left from a crash.
 */
final class BodyFiles {
    private static final Logger LOG = LoggerFactory.getLogger(BodyFiles.class);

    private final Path directory;
    private final long incarnation;
    private final Executor writing;
    private final BooleanSupplier storageFull;
    private final AtomicInteger count = new AtomicInteger();

    /** Whole on the disk, and no entry names it yet. */
    private final Set<String> unclaimed = ConcurrentHashMap.newKeySet();

    BodyFiles(Path directory, long incarnation, Executor writing, BooleanSupplier storageFull) {
        this.directory = directory;
        this.incarnation = incarnation;
        this.writing = writing;
        this.storageFull = storageFull;
    }

    QueueStage stage() {
        return new Stage(incarnation + "-" + count.incrementAndGet());
    }

    /** An entry is about to name the file; false when there is no such stage. */
    boolean claim(String name) {
        return unclaimed.remove(name);
    }

    /** No entry names the file after all. */
    void giveBack(String name) {
        unclaimed.add(name);
    }

    byte[] read(String name, long offset, int count) throws IOException {
        return read(directory.resolve(name), offset, count);
    }

    static byte[] read(Path file, long offset, int count) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(count);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (into.hasRemaining()) {
                if (channel.read(into, offset + into.position()) < 0) {
                    throw new IOException(file + " ends inside a message");
                }
            }
        }
        return into.array();
    }

    void delete(String name) {
        try {
            Files.deleteIfExists(directory.resolve(name));
        } catch (IOException failure) {
            LOG.warn("{} is not needed and can't be deleted: {}", name, failure.toString());
        }
    }

    /** Deletes what a crash has left. */
    void deleteUnless(Predicate<String> needed) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (!needed.test(Objects.requireNonNull(file.getFileName()).toString())) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private final class Stage implements QueueStage {
        private final String name;
        private @Nullable FileChannel channel;
        private boolean finished;
        private boolean discarded;

        Stage(String name) {
            this.name = name;
        }

        @Override
        public CompletionStage<Void> write(byte[] bytes) {
            return onDisk(
                            () -> {
                                ByteBuffer from = ByteBuffer.wrap(bytes);
                                FileChannel file = open();
                                while (from.hasRemaining()) {
                                    file.write(from);
                                }
                                return name;
                            })
                    .thenApply(_ -> null);
        }

        @Override
        public CompletionStage<String> finish() {
            return onDisk(() -> {
                try (FileChannel file = open()) {
                    file.force(false);
                }
                syncDirectory(directory);
                finished = true;
                unclaimed.add(name);
                return name;
            });
        }

        @Override
        public void discard() {
            writing.execute(() -> {
                synchronized (this) {
                    discarded = true;
                    closeQuietly();
                    if (!finished || unclaimed.remove(name)) {
                        delete(name);
                    }
                }
            });
        }

        private FileChannel open() throws IOException {
            FileChannel file = channel;
            if (file == null) {
                file =
                        FileChannel.open(
                                directory.resolve(name),
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.WRITE);
                channel = file;
            }
            return file;
        }

        private void closeQuietly() {
            FileChannel file = channel;
            if (file != null) {
                try {
                    file.close();
                } catch (IOException failure) {
                    LOG.debug("{}: {}", name, failure.toString());
                }
            }
        }

        private CompletableFuture<String> onDisk(Step step) {
            CompletableFuture<String> done = new CompletableFuture<>();
            writing.execute(() -> {
                try {
                    done.complete(run(step));
                } catch (IOException failure) {
                    done.completeExceptionally(failure);
                }
            });
            return done;
        }

        private synchronized String run(Step step) throws IOException {
            if (discarded) {
                throw new QueueException(QueueRefusal.UNAVAILABLE, "the stage was discarded");
            }
            if (storageFull.getAsBoolean()) {
                throw new QueueException(QueueRefusal.STORAGE_FULL, "the queue's disk is full");
            }
            try {
                return step.run();
            } catch (IOException failure) {
                LOG.warn("{}: a large message can't be kept: {}", name, failure.toString());
                throw new QueueException(
                        Files.getFileStore(directory).getUsableSpace() < (1 << 20)
                                ? QueueRefusal.STORAGE_FULL
                                : QueueRefusal.UNAVAILABLE,
                        String.valueOf(failure.getMessage()));
            }
        }
    }

    @FunctionalInterface
    private interface Step {
        String run() throws IOException;
    }
}
