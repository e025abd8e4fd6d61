package org.posthouse.node.directory;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was read from files, the most recently used of it, up to a total weight. Safe from
 * any thread. What was read before a {@link #forget} that came meanwhile is not kept: it may be the
 * old version.
 */
final class BoundedCache<K, V> {

    /** Reads a value; empty values are not kept. */
    interface Loader<K, V> {
        Optional<V> load(K key) throws IOException;
    }

    private final Map<K, V> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final ToIntFunction<V> weigher;
    private final long weightMax;
    private long weight;
    private long forgotten;

    /**
     * @param weightMax of all values together; a heavier value is not kept at all
     * @param weigher gives the weight of a value, 1 or more
     */
    BoundedCache(long weightMax, ToIntFunction<V> weigher) {
        this.weightMax = weightMax;
        this.weigher = weigher;
    }

    Optional<V> get(K key, Loader<K, V> loader) throws IOException {
        long before;
        synchronized (kept) {
            V value = kept.get(key);
            if (value != null) {
                return Optional.of(value);
            }
            before = forgotten;
        }
        Optional<V> loaded = loader.load(key);
        synchronized (kept) {
            if (loaded.isPresent() && before == forgotten) {
                keep(key, loaded.get());
            }
        }
        return loaded;
    }

    /** The value if it is kept. */
    Optional<V> kept(K key) {
        synchronized (kept) {
            return Optional.ofNullable(kept.get(key));
        }
    }

    void forget(K key) {
        synchronized (kept) {
            forgotten++;
            subtract(kept.remove(key));
        }
    }

    int size() {
        synchronized (kept) {
            return kept.size();
        }
    }

    private void keep(K key, V value) {
        int added = weigher.applyAsInt(value);
        if (added > weightMax) {
            return;
        }
        subtract(kept.put(key, value));
        weight += added;
        var oldest = kept.values().iterator();
        while (weight > weightMax) {
            subtract(oldest.next());
            oldest.remove();
        }
    }

    private void subtract(@Nullable V value) {
        if (value != null) {
            weight -= weigher.applyAsInt(value);
        }
    }
}
