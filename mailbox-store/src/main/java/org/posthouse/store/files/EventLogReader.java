package org.posthouse.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.CommandId;

/**
 * Reads an event log from the start or from where a snapshot ends. Passes over damage to the next
 * good record and remembers it: whether anything is lost by it, only the account's other files
 * tell.
 */
final class EventLogReader implements AutoCloseable {
    /**
     * A place where something is wrong.
     *
     * @param after sequence of the last good record before it, 0 when there is none
     * @param atEnd whether no good record follows
     */
    record Suspect(FileName file, long offset, long after, boolean atEnd) {}

    private final FileName name;
    private final FileWindow window;
    private final List<Suspect> suspects = new ArrayList<>();
    private long offset;
    private int previousCrc;
    private long lastSequence;
    private boolean chainKnown;

    private EventLogReader(FileName name, FileWindow window, Covered from) {
        this.name = name;
        this.window = window;
        this.offset = from.length();
        this.previousCrc = from.lastCrc();
        this.lastSequence = from.lastSequence();
        this.chainKnown = true;
    }

    /**
     * Opens a log.
     *
     * @param from where to begin; null for the start
     * @throws IOException when it can't be read, or belongs to another account
     */
    static EventLogReader open(AccountDirectory directory, FileName name, @Nullable Covered from)
            throws IOException {
        FileWindow window = new FileWindow(name.in(directory.path()));
        try {
            var head = FileHead.read(window.file(), window.channel(), FileHead.LOG);
            if (head.isPresent()) {
                directory.check(window.file(), head.get());
            }
            if (from != null) {
                return new EventLogReader(name, window, from);
            }
            int crc = head.map(FileHead::crc).orElse(0);
            EventLogReader reader =
                    new EventLogReader(name, window, new Covered(name, FileHead.BYTES, 0, crc));
            if (head.isEmpty()) {
                reader.suspects.add(new Suspect(name, 0, 0, window.size() <= FileHead.BYTES));
                reader.chainKnown = false;
            }
            return reader;
        } catch (IOException | RuntimeException failure) {
            window.close();
            throw failure;
        }
    }

    FileName name() {
        return name;
    }

    /** The next good record, null at the end. */
    @Nullable StoredTransaction next() throws IOException {
        while (offset < window.size()) {
            StoredTransaction found = recordAt(offset);
            if (found != null && found.sequence() > lastSequence) {
                accept(found);
                return found;
            }
            long next = nextGood(offset + 1);
            suspects.add(new Suspect(name, offset, lastSequence, next < 0));
            chainKnown = false;
            offset = next < 0 ? window.size() : next;
        }
        return null;
    }

    /** What is wrong with the part that was read. */
    List<Suspect> suspects() {
        return suspects;
    }

    /** The file up to the last record that was returned. */
    Covered covered() {
        return new Covered(name, offset, lastSequence, previousCrc);
    }

    long size() {
        return window.size();
    }

    private void accept(StoredTransaction found) throws IOException {
        ByteBuffer header = window.at(offset, EventLogWriter.HEADER_BYTES);
        if (header == null) {
            throw new IOException(window.file() + " became shorter while it was read");
        }
        if (chainKnown && header.getInt(36) != previousCrc) {
            suspects.add(new Suspect(name, offset, lastSequence, false));
        }
        chainKnown = true;
        previousCrc = header.getInt(EventLogWriter.CRC_AT);
        lastSequence = found.sequence();
        offset += EventLogWriter.HEADER_BYTES + found.payload().length;
    }

    private @Nullable StoredTransaction recordAt(long at) throws IOException {
        ByteBuffer header = window.at(at, EventLogWriter.HEADER_BYTES);
        if (header == null || header.getInt(0) != EventLogWriter.MAGIC) {
            return null;
        }
        int length = header.getInt(4);
        if (length < 0 || at + EventLogWriter.HEADER_BYTES + length > window.size()) {
            return null;
        }
        ByteBuffer record = window.at(at, EventLogWriter.HEADER_BYTES + length);
        if (record == null) {
            return null;
        }
        CRC32C crc = new CRC32C();
        crc.update(record.slice(0, EventLogWriter.CRC_AT));
        crc.update(record.slice(EventLogWriter.HEADER_BYTES, length));
        if (record.getInt(EventLogWriter.CRC_AT) != (int) crc.getValue()) {
            return null;
        }
        byte[] payload = new byte[length];
        record.get(EventLogWriter.HEADER_BYTES, payload);
        return new StoredTransaction(
                record.getLong(8),
                new CommandId(record.getLong(16), record.getLong(24)),
                record.getInt(32),
                payload);
    }

    private long nextGood(long from) throws IOException {
        long at = window.find(EventLogWriter.MAGIC, from);
        while (at >= 0) {
            StoredTransaction found = recordAt(at);
            if (found != null && found.sequence() > lastSequence) {
                return at;
            }
            at = window.find(EventLogWriter.MAGIC, at + 1);
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        window.close();
    }
}
