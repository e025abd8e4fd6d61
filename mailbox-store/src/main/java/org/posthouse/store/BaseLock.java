package org.posthouse.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps a second process away from the same base directory. The file says who holds it. */
final class BaseLock implements AutoCloseable {
    private static final int HOLDER_BYTES_MAX = 1024;

    /**
     * Files held by this process. POSIX drops a process's lock as soon as it closes <em>any</em>
     * descriptor of the file, so a file in here is not even opened.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;

    private BaseLock(Path file, FileChannel channel, FileLock lock) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock.
     *
     * @throws StoreException.Busy when somebody has it; the message says who
     */
    static BaseLock take(Path lockFile) throws IOException {
        Path directory = Objects.requireNonNull(lockFile.toAbsolutePath().getParent());
        Files.createDirectories(directory);
        Path file = directory.toRealPath().resolve(Objects.requireNonNull(lockFile.getFileName()));
        if (!HELD.add(file)) {
            throw held(file, "this one, " + ProcessHandle.current().pid());
        }
        try {
            return open(file);
        } catch (IOException | RuntimeException failure) {
            HELD.remove(file);
            throw failure;
        }
    }

    private static BaseLock open(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw held(file, holder(channel));
            }
            String self =
                    "process " + ProcessHandle.current().pid() + " since " + Instant.now() + "\n";
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(self.getBytes(StandardCharsets.US_ASCII)), 0);
            channel.force(true);
            return new BaseLock(file, channel, lock);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private static StoreException.Busy held(Path file, String holder) {
        return new StoreException.Busy(
                file
                        + " is held by another process ("
                        + holder
                        + "). Next step: stop that one, or use another base directory");
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HOLDER_BYTES_MAX);
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {}
        return StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
    }

    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            lock.release();
        } finally {
            HELD.remove(file);
        }
    }
}
