package org.posthouse.store;

import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.posthouse.store.files.Disk;

/**
 * A real disk that stops at a chosen call, as in a power cut: the call and all after it fail. Then
 * {@link #cutPower} takes back what was not made durable: bytes that were not forced, names in
 * directories that were not synced.
 */
final class FaultDisk implements Disk {
    /** The world has ended. */
    static final class PowerCut extends IOException {
        @Serial private static final long serialVersionUID = 1L;

        PowerCut(String call) {
            super("power cut at " + call);
        }
    }

    /** Something that is not durable yet, and how it is taken back. */
    private static final class Pending {
        Path path;
        final boolean isData;
        final Undo undo;

        Pending(Path path, boolean isData, Undo undo) {
            this.path = path;
            this.isData = isData;
            this.undo = undo;
        }
    }

    @FunctionalInterface
    private interface Undo {
        void run(Path path) throws IOException;
    }

    private final long cutAt;
    private final Path trash;
    private final AtomicLong calls = new AtomicLong();
    private final List<Pending> pending = new ArrayList<>();
    private volatile boolean dead;
    private volatile String diedAt = "";
    volatile Predicate<Path> forceFails = _ -> false;

    /**
     * @param cutAt the number of the call at which everything stops, from 1; 0 for never
     */
    FaultDisk(long cutAt, Path trash) throws IOException {
        this.cutAt = cutAt;
        this.trash = trash;
        Files.createDirectories(trash);
    }

    long calls() {
        return calls.get();
    }

    boolean isDead() {
        return dead;
    }

    String diedAt() {
        return diedAt;
    }

    private boolean diesNow(String call) {
        if (calls.incrementAndGet() == cutAt) {
            diedAt = call;
            dead = true;
        }
        return dead;
    }

    private void live(String call, Path path) throws IOException {
        if (diesNow(call + " " + path)) {
            throw new PowerCut(call + " " + path);
        }
    }

    /** Takes back what was not durable, last first. */
    synchronized void cutPower() throws IOException {
        dead = true;
        for (Pending last : pending.reversed()) {
            last.undo.run(last.path);
        }
        pending.clear();
    }

    @Override
    public synchronized void step(String what) throws IOException {
        live("step", Path.of(what.replace(' ', '_')));
    }

    @Override
    public synchronized FileChannel create(Path file) throws IOException {
        live("create", file);
        FileChannel channel = Disk.super.create(file);
        pending.add(new Pending(file, false, Files::deleteIfExists));
        return channel;
    }

    @Override
    public synchronized FileChannel reopen(Path file) throws IOException {
        if (dead) {
            throw new PowerCut("reopen " + file);
        }
        return Disk.super.reopen(file);
    }

    @Override
    public synchronized void write(Path file, FileChannel channel, ByteBuffer bytes, long offset)
            throws IOException {
        if (dead) {
            throw new PowerCut("write " + file);
        }
        boolean dies = diesNow("write " + file);
        long size = channel.size();
        ByteBuffer old = ByteBuffer.allocate(Math.clamp(size - offset, 0, bytes.remaining()));
        while (old.hasRemaining() && channel.read(old, offset + old.position()) > 0) {}
        old.flip();
        pending.add(
                new Pending(
                        file,
                        true,
                        path -> {
                            try (FileChannel out =
                                    FileChannel.open(path, StandardOpenOption.WRITE)) {
                                out.write(old.duplicate(), offset);
                                out.truncate(size);
                            }
                        }));
        if (dies) {
            bytes.limit(bytes.position() + bytes.remaining() / 2); // torn
        }
        Disk.super.write(file, channel, bytes, offset);
        if (dies) {
            throw new PowerCut("write " + file);
        }
    }

    @Override
    public synchronized void force(Path file, FileChannel channel) throws IOException {
        live("force", file);
        if (forceFails.test(file)) {
            throw new IOException("Input/output error");
        }
        pending.removeIf(p -> p.isData && p.path.equals(file));
    }

    @Override
    public synchronized void move(Path from, Path to) throws IOException {
        live("move", to);
        Path replaced = Files.exists(to) && !Files.isDirectory(to) ? keep(to) : null;
        Disk.super.move(from, to);
        for (Pending p : pending) {
            if (p.path.startsWith(from)) {
                p.path = to.resolve(from.relativize(p.path).toString()).normalize();
            }
        }
        pending.add(
                new Pending(
                        to,
                        false,
                        path -> {
                            Files.move(path, from, StandardCopyOption.ATOMIC_MOVE);
                            if (replaced != null) {
                                Files.move(replaced, path);
                            }
                        }));
    }

    @Override
    public synchronized void link(Path existing, Path name) throws IOException {
        live("link", name);
        Disk.super.link(existing, name);
        pending.add(new Pending(name, false, Files::deleteIfExists));
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        live("delete", file);
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) || !Files.exists(file)) {
            Disk.super.delete(file);
            return;
        }
        Path kept = keep(file);
        Disk.super.delete(file);
        pending.add(
                new Pending(
                        file,
                        false,
                        path -> {
                            if (Files.isDirectory(parent(path))) {
                                Files.move(kept, path, StandardCopyOption.REPLACE_EXISTING);
                            }
                        }));
    }

    @Override
    public synchronized void createDirectory(Path directory) throws IOException {
        boolean isNew = !Files.exists(directory);
        live("createDirectory", directory);
        Disk.super.createDirectory(directory);
        if (isNew) {
            pending.add(new Pending(directory, false, FaultDisk::deleteTree));
        }
    }

    @Override
    public synchronized void syncDirectory(Path directory) throws IOException {
        live("syncDirectory", directory);
        pending.removeIf(p -> !p.isData && parent(p.path).equals(directory));
    }

    private Path keep(Path file) throws IOException {
        Path kept = trash.resolve("kept-" + calls.get() + "-" + System.nanoTime());
        Files.createLink(kept, file);
        return kept;
    }

    static void deleteTree(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var all = Files.walk(path)) {
            all.sorted(Comparator.reverseOrder())
                    .forEach(entry -> {
                        try {
                            Files.delete(entry);
                        } catch (IOException failure) {
                            throw new UncheckedIOException(failure);
                        }
                    });
        }
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }
}
