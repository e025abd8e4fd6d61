package org.posthouse.store.files;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where each body of an open account is now: still in the journal, or settled in a segment.
 * Settling moves bodies while others read. Safe for many threads.
 */
public final class BodyIndex {
    private final BodyTable settled;
    private final Map<Long, Location> unsettled = new HashMap<>();

    BodyIndex(BodyTable settled) {
        this.settled = settled;
    }

    /** Where a body is. */
    public sealed interface Location {}

    /** In the journal, which alone knows how to read it. */
    public record InJournal(Source source) implements Location {}

    /** In a file of the account. */
    public record InSegment(BodyPlace place) implements Location {}

    /** Reads a body that is not settled. */
    @FunctionalInterface
    public interface Source {
        /**
         * The body, checked.
         *
         * @throws java.nio.file.NoSuchFileException when the journal no longer has it: it has
         *     settled meanwhile
         */
        StoredBody read() throws IOException;
    }

    /** Where the body is; null when there is none of this id. */
    public synchronized @Nullable Location find(long bodyId) {
        Location location = unsettled.get(bodyId);
        if (location != null) {
            return location;
        }
        BodyPlace place = settled.find(bodyId);
        return place == null ? null : new InSegment(place);
    }

    /** A body has been journaled. */
    public synchronized void add(long bodyId, Location location) {
        unsettled.put(bodyId, location);
    }

    /** A body has settled. */
    public synchronized void settle(long bodyId, BodyPlace place) {
        settled.put(bodyId, place);
        unsettled.remove(bodyId);
    }

    /** A body is not needed any more, and has never settled. */
    public synchronized void drop(long bodyId) {
        unsettled.remove(bodyId);
    }

    /** A body was copied to another file, unless it has moved elsewhere meanwhile. */
    synchronized void relocate(long bodyId, BodyPlace from, BodyPlace to) {
        if (unsettled.get(bodyId) instanceof InSegment(BodyPlace place) && place.equals(from)) {
            unsettled.put(bodyId, new InSegment(to));
        } else if (from.equals(settled.find(bodyId))) {
            settled.put(bodyId, to);
        }
    }

    /** How many bodies have settled. */
    public synchronized int settledCount() {
        return settled.rows();
    }

    /** How many bodies have not settled. */
    public synchronized int unsettledCount() {
        return unsettled.size();
    }
}
