package org.posthouse.node.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class BoundedCacheTest {

    private final BoundedCache<Integer, String> cache = new BoundedCache<>(100, String::length);

    @Test
    void readsOnce() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            assertThat(cache.get(1, _ -> Optional.of("a" + reads.incrementAndGet())))
                    .contains("a1");
        }
    }

    @Test
    void doesNotGrowBeyondItsWeight() throws Exception {
        for (int i = 0; i < 1000; i++) {
            assertThat(cache.get(i, _ -> Optional.of("1234567890"))).isPresent();
        }
        assertThat(cache.size()).isEqualTo(10);
        assertThat(cache.kept(999)).isPresent();
        assertThat(cache.kept(0)).isEmpty();
    }

    @Test
    void doesNotKeepWhatIsTooHeavyOrNotThere() throws Exception {
        assertThat(cache.get(1, _ -> Optional.of("x".repeat(101)))).isPresent();
        assertThat(cache.get(2, _ -> Optional.empty())).isEmpty();
        assertThat(cache.size()).isZero();
    }

    @Test
    void doesNotKeepWhatWasReadBeforeAChange() throws Exception {
        String old =
                cache.get(
                                1,
                                key -> {
                                    cache.forget(key);
                                    return Optional.of("old");
                                })
                        .orElseThrow();
        assertThat(old).isEqualTo("old");
        assertThat(cache.get(1, _ -> Optional.of("new"))).contains("new");
    }
}
