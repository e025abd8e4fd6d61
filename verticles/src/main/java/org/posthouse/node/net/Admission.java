package org.posthouse.node.net;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts the connections of one listener, in total and per address, over all its event loops. */
final class Admission {

    private final int sessionsMax;
    private final int sessionsPerAddressMax;
    private final AtomicInteger sessions = new AtomicInteger();
    private final ConcurrentMap<String, Integer> perAddress = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    Admission(int sessionsMax, int sessionsPerAddressMax) {
        this.sessionsMax = sessionsMax;
        this.sessionsPerAddressMax = sessionsPerAddressMax;
    }

    /** Takes a place, to be given back by {@link #leave}, or says why there is none. */
    @Nullable Refusal enter(String address) {
        if (stopped) {
            return Refusal.SHUTTING_DOWN;
        }
        if (sessions.incrementAndGet() > sessionsMax) {
            sessions.decrementAndGet();
            return Refusal.TOO_MANY_SESSIONS;
        }
        int ofAddress = perAddress.merge(address, 1, Integer::sum);
        if (ofAddress > sessionsPerAddressMax) {
            leave(address);
            return Refusal.TOO_MANY_FROM_ADDRESS;
        }
        return null;
    }

    /** Gives a place back. */
    void leave(String address) {
        sessions.decrementAndGet();
        perAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
    }

    /** Lets nobody in from now on. */
    void stop() {
        stopped = true;
    }
}
