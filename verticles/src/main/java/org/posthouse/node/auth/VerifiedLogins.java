package org.posthouse.node.auth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Remembers for a short time which passwords were right, so that a client which logs in every few
 * seconds does not cost Argon2 each time. Holds keyed hashes under a key that this process has made
 * and nobody else knows, never a password. A changed password has another stored hash and is not
 * found. Safe from any thread.
 */
final class VerifiedLogins {

    /** A keyed hash, which unlike an array can be looked up. */
    private record Mark(long a, long b, long c, long d) {}

    private final byte[] key = new byte[Hmac.BYTES];
    private final int entriesMax;
    private final long lifetimeNanos;
    private final LongSupplier nanoTime;
    private final Map<Mark, Long> expiries = new LinkedHashMap<>();

    /**
     * @param entriesMax 0 remembers nothing
     */
    VerifiedLogins(int entriesMax, Duration lifetime, LongSupplier nanoTime) {
        new SecureRandom().nextBytes(key);
        this.entriesMax = entriesMax;
        this.lifetimeNanos = lifetime.toNanos();
        this.nanoTime = nanoTime;
    }

    boolean knows(String account, String stored, String prepared) {
        Mark mark = mark(account, stored, prepared);
        synchronized (expiries) {
            Long expiry = expiries.get(mark);
            return expiry != null && expiry - nanoTime.getAsLong() > 0;
        }
    }

    void remember(String account, String stored, String prepared) {
        Mark mark = mark(account, stored, prepared);
        long now = nanoTime.getAsLong();
        synchronized (expiries) {
            // Oldest first, and all live equally long: the first that lives ends the search.
            expiries.remove(mark);
            expiries.put(mark, now + lifetimeNanos);
            Iterator<Long> oldest = expiries.values().iterator();
            while (oldest.hasNext()) {
                boolean dead = oldest.next() - now <= 0;
                if (!dead && expiries.size() <= entriesMax) {
                    break;
                }
                oldest.remove();
            }
        }
    }

    int size() {
        synchronized (expiries) {
            return expiries.size();
        }
    }

    private Mark mark(String account, String stored, String prepared) {
        byte[] separator = {0};
        java.nio.ByteBuffer hash =
                java.nio.ByteBuffer.wrap(
                        Hmac.hmac(
                                key,
                                account.getBytes(StandardCharsets.UTF_8),
                                separator,
                                stored.getBytes(StandardCharsets.UTF_8),
                                separator,
                                prepared.getBytes(StandardCharsets.UTF_8)));
        return new Mark(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
    }
}
