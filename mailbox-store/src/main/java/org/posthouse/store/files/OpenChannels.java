package org.posthouse.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Body segments that are open for reading, of all accounts of a node. Keeps the ones used last; a
 * file in use stays open, even when it is deleted meanwhile. Safe for many threads.
 */
public final class OpenChannels implements AutoCloseable {
    private final int channelsMax;
    private final Map<Path, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Entry {
        final FileChannel channel;
        int users;
        boolean forgotten;

        Entry(FileChannel channel) {
            this.channel = channel;
        }
    }

    /**
     * A file held open.
     *
     * <p>Closing it lets go of the file.
     */
    public final class Lease implements AutoCloseable {
        private final Path path;
        private final Entry entry;
        private boolean closed;

        private Lease(Path path, Entry entry) {
            this.path = path;
            this.entry = entry;
        }

        /** The file's name when it was opened. */
        public Path path() {
            return path;
        }

        /** Reads until the buffer is full or the file ends; answers the bytes read. */
        public int read(ByteBuffer into, long offset) throws IOException {
            int start = into.position();
            while (into.hasRemaining()) {
                if (entry.channel.read(into, offset + into.position() - start) < 0) {
                    break;
                }
            }
            return into.position() - start;
        }

        @Override
        public void close() throws IOException {
            synchronized (entries) {
                if (!closed) {
                    closed = true;
                    entry.users--;
                    if (entry.forgotten && entry.users == 0) {
                        entry.channel.close();
                    }
                    trim();
                }
            }
        }
    }

    /**
     * @param channelsMax files kept open, beyond those in use at one time
     */
    public OpenChannels(int channelsMax) {
        this.channelsMax = channelsMax;
    }

    /**
     * Opens a file or shares the open one.
     *
     * @throws java.nio.file.NoSuchFileException when it is gone
     */
    public Lease acquire(Path path) throws IOException {
        synchronized (entries) {
            Entry entry = entries.get(path);
            if (entry == null || !entry.channel.isOpen()) {
                entry = new Entry(FileChannel.open(path, StandardOpenOption.READ));
                entries.put(path, entry);
            }
            entry.users++;
            trim();
            return new Lease(path, entry);
        }
    }

    /** Forgets the files below a directory; those in use close with their last user. */
    public void forget(Path directory) throws IOException {
        synchronized (entries) {
            for (Iterator<Map.Entry<Path, Entry>> all = entries.entrySet().iterator();
                    all.hasNext(); ) {
                Map.Entry<Path, Entry> next = all.next();
                if (next.getKey().startsWith(directory)) {
                    all.remove();
                    letGo(next.getValue());
                }
            }
        }
    }

    /** How many files are open. */
    public int count() {
        synchronized (entries) {
            return entries.size();
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (entries) {
            for (Entry entry : entries.values()) {
                letGo(entry);
            }
            entries.clear();
        }
    }

    private void letGo(Entry entry) throws IOException {
        entry.forgotten = true;
        if (entry.users == 0) {
            entry.channel.close();
        }
    }

    private void trim() throws IOException {
        Iterator<Entry> leastUsed = entries.values().iterator();
        int excess = entries.size() - channelsMax;
        while (excess > 0 && leastUsed.hasNext()) {
            Entry entry = leastUsed.next();
            if (entry.users == 0) {
                leastUsed.remove();
                entry.channel.close();
                excess--;
            }
        }
    }
}
