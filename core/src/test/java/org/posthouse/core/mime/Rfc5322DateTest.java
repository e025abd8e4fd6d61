package org.posthouse.core.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc5322DateTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Mon, 2 Mar 2026 12:00:00 +0100               | 2026-03-02T11:00:00Z | 60
                    2 Mar 2026 12:00 -0330                       | 2026-03-02T15:30:00Z | -210
                    Mon,2 Mar 2026 12:00:00 GMT                  | 2026-03-02T12:00:00Z | 0
                    Mon, 2 Mar 26 12:00:00 UT                    | 2026-03-02T12:00:00Z | 0
                    Mon, 02 Mar 99 12:00:00 EST                  | 1999-03-02T17:00:00Z | -300
                    2 Mar 126 12:00:00 PDT                       | 2026-03-02T19:00:00Z | -420
                    Mon (a (b) c), 2 (x) Mar 2026 12 : 00 : 00 (y) +0000 (UTC) | 2026-03-02T12:00:00Z | 0
                    Mon, 2 Mar 2026 12:00:00 Z                   | 2026-03-02T12:00:00Z | 0
                    Mon, 2 Mar 2026 12:00:00 A                   | 2026-03-02T12:00:00Z | 0
                    Mon, 2 Mar 2026 12:00:00                     | 2026-03-02T12:00:00Z | 0
                    Mon, 2 Mar 2026 23:59:60 +0000               | 2026-03-02T23:59:59Z | 0
                    Monday, 2-Mar-26 12:00:00 GMT                | 2026-03-02T12:00:00Z | 0
                    Mon Mar  2 12:00:00 2026                     | 2026-03-02T12:00:00Z | 0
                    Mon Mar  2 12:00:00 CET 2026                 | 2026-03-02T12:00:00Z | 0
                    Mon, March 2, 2026 12:00:00 -0500            | 2026-03-02T17:00:00Z | -300
                    Mon, 2 Mar 2026 12:00:00-0500                | 2026-03-02T17:00:00Z | -300
                    Mon, 2 Mar 2026 12:00:00 +9999               | 2026-03-02T12:00:00Z | 0
                    """)
    void readsWhatMailersWrite(String text, String instant, int offsetMinutes) {
        Rfc5322Date date = Objects.requireNonNull(Rfc5322Date.parse(text), text);
        assertThat(Instant.ofEpochMilli(date.epochMillis())).isEqualTo(Instant.parse(instant));
        assertThat(date.offsetMinutes()).isEqualTo(offsetMinutes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "Mon,",
                "2 Mar",
                "2 Mar 2026",
                "32 Mar 2026 12:00:00 GMT",
                "29 Feb 2026 12:00:00 GMT",
                "2 Foo 2026 12:00:00 GMT",
                "2 Mar 2026 25:00:00 GMT",
                "2 Mar 2026 noon GMT",
                "((((",
                "2 Mar 99999 12:00"
            })
    void refusesWhatIsNoDate(String text) {
        assertThat(Rfc5322Date.parse(text)).isNull();
    }

    @Test
    void neverThrows() {
        String alphabet = "0123:+-,() MarGTmonE.\t\u00e4";
        for (int seed = 0; seed < 50_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Rfc5322Date date = Rfc5322Date.parse(text.toString());
            assertThat(date == null || Math.abs(date.offsetMinutes()) < 24 * 60)
                    .as("seed %d", seed)
                    .isTrue();
        }
    }
}
