package org.posthouse.faststore;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The first so many of a stream of entries by their keys' text, in memory of that size, however
 * long the stream is.
 */
final class SortedPage<K, V> {

    private final int sizeMax;
    private final TreeMap<K, V> page = new TreeMap<>(Comparator.comparing(Object::toString));

    SortedPage(int sizeMax) {
        this.sizeMax = sizeMax;
    }

    void offer(K key, V value) {
        if (sizeMax <= 0) {
            return;
        }
        page.putIfAbsent(key, value);
        if (page.size() > sizeMax) {
            page.pollLastEntry();
        }
    }

    Collection<V> values() {
        return List.copyOf(page.values());
    }
}
