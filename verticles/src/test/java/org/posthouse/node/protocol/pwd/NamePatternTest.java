package org.posthouse.node.protocol.pwd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NamePatternTest {

    @ParameterizedTest
    @CsvSource({
        "*, INBOX, true",
        "*, a/b/c, true",
        "%, INBOX, true",
        "%, a/b, false",
        "a/%, a/b, true",
        "a/%, a/b/c, false",
        "a*c, a/b/c, true",
        "a*c, a/b, false",
        "inbox, INBOX, false",
        "IN%X, INBOX, true",
        "%%, abc, true",
        "'', '', true",
        "'', a, false",
        "a, '', false"
    })
    void matchesAsListDoes(String pattern, String name, boolean matches) {
        assertThat(NamePattern.matches(pattern, name)).isEqualTo(matches);
    }

    @Test
    void isNotSlowForAPatternOfManyStars() {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () ->
                        assertThat(NamePattern.matches("*a".repeat(500) + "b", "a".repeat(1000)))
                                .isFalse());
    }
}
