package org.posthouse.store.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.posthouse.store.journal.Acknowledgement;
import org.posthouse.store.journal.Journal;
import org.posthouse.store.journal.JournalBody;
import org.posthouse.store.journal.JournalException;
import org.posthouse.store.journal.JournalPosition;
import org.posthouse.store.journal.JournalRecord;
import org.posthouse.store.journal.JournalRecovery;
import org.posthouse.store.queue.LiveEntry.Place;
import org.posthouse.store.queue.LiveEntry.Place.InJournal;
import org.posthouse.store.queue.LiveEntry.Place.InOldJournal;
import org.posthouse.store.queue.QueueEvent.QueueAccepted;
import org.posthouse.store.queue.QueueEvent.QueueRemoved;
import org.posthouse.store.queue.QueueEvent.RecipientDone;

/**
 * Accepted mail that waits. Every start has a journal of its own; what lives in the older ones is
 * carried over into it, and then they are deleted. In memory is only where each entry lies.
 *
 * <p>Safe for many threads. Stages complete on any thread, exceptionally with {@link
 * QueueException}; who has to do much then goes elsewhere first.
 */
public final class DurableQueue implements AutoCloseable {
    private final QueueOptions options;
    private final Journal journal;
    private final BodyFiles files;
    private final Keeper keeper;
    private final ConcurrentNavigableMap<QueueId, LiveEntry> live = new ConcurrentSkipListMap<>();
    private final AtomicInteger places = new AtomicInteger();
    private final AtomicInteger idCount = new AtomicInteger();

    /** Guards the order of appends: what is said of an entry later counts. */
    private final Object order = new Object();

    private long appends;

    /** Segments below which no append that is under way can lie, by the append's number. */
    private final ConcurrentNavigableMap<Long, Long> underWay = new ConcurrentSkipListMap<>();

    private volatile long lastSegment;
    private volatile List<Path> oldJournals;

    private DurableQueue(QueueOptions options, Journal journal, List<Path> old, Executor writing) {
        this.options = options;
        this.journal = journal;
        this.oldJournals = old;
        this.files =
                new BodyFiles(
                        options.bodies(), journal.incarnation(), writing, journal::storageFull);
        this.keeper = new Keeper(this, options.keepMillis());
    }

    /**
     * Starts: reads what earlier starts have left and carries it over. Blocks.
     *
     * @param writing runs blocking writes of large messages
     * @throws IOException when it can't be read; nothing is lost by trying again
     */
    public static DurableQueue open(QueueOptions options, Executor writing) throws IOException {
        Path journals = options.journal().directory();
        Files.createDirectories(journals);
        Files.createDirectories(options.bodies());
        BodyFiles.syncDirectory(options.directory());
        List<Path> old = JournalRecovery.incarnations(journals);
        var found = QueueRecovery.read(old);
        Journal journal = Journal.start(options.journal(), Journal.nextIncarnation(journals));
        DurableQueue queue = new DurableQueue(options, journal, old, writing);
        queue.live.putAll(found);
        queue.places.set(found.size());
        Set<String> needed =
                found.values().stream()
                        .map(LiveEntry::file)
                        .filter(name -> name != null)
                        .collect(Collectors.toSet());
        queue.files.deleteUnless(needed::contains);
        queue.keep();
        queue.keeper.start();
        return queue;
    }

    /**
     * Takes a message. The stage completes when it is on stable storage.
     *
     * @param nowMillis the time, in milliseconds since 1970
     */
    public CompletionStage<QueueId> submit(QueueEnvelope envelope, QueueBody body, long nowMillis) {
        byte[] head = EnvelopeFormat.write(envelope);
        if (head.length > QueueOptions.ENVELOPE_BYTES_MAX) {
            return refused(QueueRefusal.ENVELOPE_TOO_LARGE, "too many recipients for one entry");
        }
        if (places.incrementAndGet() > options.entriesMax()) {
            places.decrementAndGet();
            return refused(
                    QueueRefusal.TOO_MANY_ENTRIES,
                    "the queue holds " + options.entriesMax() + " messages");
        }
        String file = null;
        List<byte[]> slices = List.of();
        switch (body) {
            case QueueBody.Inline inline -> slices = inline.slices();
            case QueueBody.Staged staged -> file = staged.stage();
        }
        if (file != null && !files.claim(file)) {
            places.decrementAndGet();
            throw new IllegalArgumentException("no finished stage of this queue: " + file);
        }
        BitSet local = new BitSet();
        for (int i = 0; i < envelope.recipients().size(); i++) {
            local.set(
                    i,
                    envelope.recipients().get(i).destination() == QueueRecipient.Destination.LOCAL);
        }
        QueueAccepted accepted =
                new QueueAccepted(
                        QueueId.of(journal.incarnation(), idCount.incrementAndGet()),
                        nowMillis,
                        head.length,
                        body.sizeBytes(),
                        file,
                        envelope.recipients().size(),
                        local,
                        new BitSet());
        List<byte[]> parts = new ArrayList<>(slices.size() + 1);
        parts.add(head);
        parts.addAll(slices);
        return append(
                        accepted,
                        JournalBody.of(parts.toArray(byte[][]::new)),
                        position ->
                                live.put(
                                        accepted.id(),
                                        new LiveEntry(accepted, new InJournal(position))))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        places.decrementAndGet();
                        takeBack(accepted, failure);
                    }
                })
                .thenApply(_ -> accepted.id());
    }

    /** A refused file may be discarded by its sender; one in doubt is left for the next start. */
    private void takeBack(QueueAccepted accepted, Throwable failure) {
        String file = accepted.file();
        if (file != null
                && failure instanceof QueueException refusal
                && refusal.reason() != QueueRefusal.UNAVAILABLE) {
            files.giveBack(file);
        }
    }

    /** Starts a message that is too large for {@link QueueBody.Inline}. */
    public QueueStage stage() {
        return files.stage();
    }

    /** How many entries there are. */
    public int size() {
        return live.size();
    }

    /**
     * Some entries, oldest first.
     *
     * @param after the last one of the page before, or {@link QueueId#FIRST}
     * @param max how many at most, 1 or more
     */
    public List<QueueSummary> list(QueueId after, int max) {
        return live.tailMap(after, false).values().stream()
                .limit(max)
                .map(LiveEntry::summary)
                .toList();
    }

    /** An entry with its envelope; empty when there is none of that id. Reads the disk. */
    public Optional<QueueEntry> show(QueueId id) throws IOException {
        LiveEntry entry = live.get(id);
        if (entry == null) {
            return Optional.empty();
        }
        return Optional.of(
                new QueueEntry(
                        entry.summary(),
                        EnvelopeFormat.read(readJournal(entry, 0, entry.envelopeBytes())),
                        entry.waiting().stream().boxed().toList()));
    }

    /**
     * Bytes of an entry's message. Reads the disk.
     *
     * @throws NoSuchFileException when the entry is no more
     * @throws IndexOutOfBoundsException when the range is not within the message
     */
    public byte[] read(QueueId id, long offset, int count) throws IOException {
        LiveEntry entry = live.get(id);
        if (entry == null) {
            throw new NoSuchFileException(id.toString(), null, "it is no more in the queue");
        }
        if (offset < 0 || count < 0 || offset > entry.messageBytes() - count) {
            throw new IndexOutOfBoundsException(
                    offset + "+" + count + " of " + entry.messageBytes() + " bytes");
        }
        String file = entry.file();
        return file == null
                ? readJournal(entry, entry.envelopeBytes() + (int) offset, count)
                : files.read(file, offset, count);
    }

    /**
     * A recipient is served; the entry is removed with its last one. Answers false when it was
     * served before or is none.
     *
     * @param index into the envelope's recipients
     */
    public CompletionStage<Boolean> recipientDone(QueueId id, int index) {
        CompletableFuture<JournalPosition> appended;
        synchronized (order) {
            LiveEntry entry = live.get(id);
            if (entry == null || !entry.done(index)) {
                return CompletableFuture.completedFuture(false);
            }
            if (entry.allDone()) {
                return removeNow(id, entry);
            }
            appended = append(new RecipientDone(id, index), null, _ -> {});
        }
        return appended.thenApply(_ -> true);
    }

    /** Forgets an entry whether or not all are served; answers whether there was one. */
    public CompletionStage<Boolean> remove(QueueId id) {
        synchronized (order) {
            LiveEntry entry = live.get(id);
            return entry == null ? CompletableFuture.completedFuture(false) : removeNow(id, entry);
        }
    }

    private CompletionStage<Boolean> removeNow(QueueId id, LiveEntry entry) {
        return append(new QueueRemoved(id), null, _ -> {})
                .thenApply(_ -> {
                    if (live.remove(id, entry)) {
                        places.decrementAndGet();
                        String file = entry.file();
                        if (file != null) {
                            keeper.execute(() -> files.delete(file));
                        }
                    }
                    return true;
                });
    }

    /** Takes nothing more and brings what waits to the disk. Blocks. */
    @Override
    public void close() throws IOException {
        keeper.close();
        journal.close();
    }

    // ---- what the keeper does

    /**
     * Carries over what lies in old journals, moves stragglers forward so that segments can go, and
     * deletes what nobody needs. One thread at a time.
     */
    void keep() throws IOException {
        if (!oldJournals.isEmpty() && moveAll(this::liesInOldJournal)) {
            for (Path old : oldJournals) {
                JournalRecovery.delete(old);
            }
            oldJournals = List.of();
        }
        // Those whose removal a full disk has refused.
        for (LiveEntry entry : live.values()) {
            if (entry.allDone()) {
                var _ = remove(entry.id());
            }
        }
        retire();
        var segments = journal.segments();
        long total = segments.stream().mapToLong(segment -> segment.bytes()).sum();
        long needed = live.values().stream().mapToLong(LiveEntry::journalBytes).sum();
        if (segments.size() > 2 && total > 2 * needed) {
            long oldest = segments.getFirst().number();
            if (moveAll(entry -> segmentOf(entry) == oldest)) {
                retire();
            }
        }
    }

    private void retire() throws IOException {
        // First what is under way: what becomes durable meanwhile is seen in the second.
        long needed = lastSegment;
        for (long bound : underWay.values()) {
            needed = Math.min(needed, bound);
        }
        for (LiveEntry entry : live.values()) {
            needed = Math.min(needed, segmentOf(entry));
        }
        var segments = journal.segments();
        if (!segments.isEmpty() && segments.getFirst().number() < needed) {
            journal.retire(needed - 1);
        }
    }

    private boolean liesInOldJournal(LiveEntry entry) {
        return entry.place() instanceof InOldJournal;
    }

    private static long segmentOf(LiveEntry entry) {
        return switch (entry.place()) {
            case InJournal place -> place.position().segment();
            case InOldJournal _ -> Long.MAX_VALUE;
        };
    }

    /** Writes entries anew at the journal's end; false when the disk has no room for all. */
    private boolean moveAll(Predicate<LiveEntry> which) throws IOException {
        for (QueueId id : new TreeSet<>(live.keySet())) {
            LiveEntry entry = live.get(id);
            if (entry != null && which.test(entry) && !move(entry)) {
                return false;
            }
        }
        return true;
    }

    private boolean move(LiveEntry entry) throws IOException {
        byte[] bytes = readJournal(entry, 0, (int) entry.journalBytes());
        CompletableFuture<JournalPosition> moved;
        synchronized (order) {
            if (entry.allDone() || live.get(entry.id()) != entry) {
                return true;
            }
            moved =
                    append(
                            entry.asAccepted(),
                            JournalBody.of(bytes),
                            position -> entry.moved(new InJournal(position)));
        }
        try {
            moved.join();
            return true;
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof QueueException refusal
                    && refusal.reason() != QueueRefusal.UNAVAILABLE) {
                return false;
            }
            throw new IOException("the queue can't be carried over", failure);
        }
    }

    // ---- the journal

    /**
     * Appends a record.
     *
     * @param landed is told where, before anybody may look for segments to retire
     */
    private CompletableFuture<JournalPosition> append(
            QueueEvent event, @Nullable JournalBody body, Consumer<JournalPosition> landed) {
        CompletableFuture<JournalPosition> done = new CompletableFuture<>();
        synchronized (order) {
            long number = ++appends;
            underWay.put(number, lastSegment);
            JournalRecord record =
                    new JournalRecord(
                            0,
                            event.id().value(),
                            "queue",
                            journal.incarnation(),
                            number,
                            0,
                            0,
                            event.recordType(),
                            1,
                            event.payload(),
                            body);
            journal.append(
                    record,
                    new Acknowledgement() {
                        @Override
                        public void durable(JournalPosition position) {
                            lastSegment = position.segment();
                            landed.accept(position);
                            underWay.remove(number);
                            done.complete(position);
                        }

                        @Override
                        public void failed(JournalException cause) {
                            underWay.remove(number);
                            done.completeExceptionally(new QueueException(cause));
                        }
                    });
        }
        return done;
    }

    /** Bytes of what the journal keeps of an entry: its envelope, then a small message. */
    private byte[] readJournal(LiveEntry entry, int offset, int count) throws IOException {
        while (true) {
            Place place = entry.place();
            try {
                return switch (place) {
                    case InOldJournal old ->
                            BodyFiles.read(
                                    old.location().file(), old.location().offset() + offset, count);
                    case InJournal now -> {
                        ByteBuffer into = ByteBuffer.allocate(count);
                        journal.readBody(now.position(), offset, into);
                        yield into.array();
                    }
                };
            } catch (NoSuchFileException gone) {
                if (entry.place().equals(place)) {
                    throw gone;
                }
                // It was moved meanwhile: look there.
            }
        }
    }

    private static <T> CompletionStage<T> refused(QueueRefusal reason, String message) {
        return CompletableFuture.failedFuture(new QueueException(reason, message));
    }
}
