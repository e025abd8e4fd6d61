package org.posthouse.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthouse.core.address.IpLiteral;

/**
 * What the printer writes, the parser reads back, whatever the values; and noise ends in a value or
 * a refusal.
 */
class RoundTripTest {

    private static final int ROUNDS = 2_000;
    private static final String ALPHABET =
            "aZ09 \"\\{}()[]<>=;,#/*.-_@:%!~\t\r\n\0\u001B\u007F\u0085éß\u2028漢字\uD83D\uDE00\uD800";

    @ParameterizedTest
    @ValueSource(longs = {1, 20_260_101, 42})
    void whatIsWrittenIsRead(long seed) throws MalformedSettings {
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Dictionary dictionary = dictionary(random, 4);
            String file = SettingsPrinter.file(dictionary);
            String wire = SettingsPrinter.wire(dictionary);
            assertThat(SettingsParser.parseDictionary(file))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(dictionary);
            assertThat(SettingsParser.parseLine(wire))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(dictionary);
            assertThat(((Dictionary) SettingsParser.parseLine(wire)).entries().keySet())
                    .containsExactlyElementsOf(dictionary.entries().keySet());
            assertThat(wire).doesNotContain("\r", "\n", "\0", "\t");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void noiseIsAValueOrARefusal(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            String noise = text(random, 40);
            try {
                assertThat(SettingsParser.parse(noise)).isNotNull();
            } catch (MalformedSettings refused) {
                assertThat(refused.line()).isPositive();
                assertThat(refused.column()).isPositive();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void oneChangedCharacterNeverBreaksTheParser(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            var file = new StringBuilder(SettingsPrinter.file(dictionary(random, 3)));
            file.setCharAt(
                    random.nextInt(file.length()),
                    ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            try {
                assertThat(SettingsParser.parse(file)).isNotNull();
            } catch (MalformedSettings refused) {
                assertThat(refused.expected()).isNotEmpty();
            }
        }
    }

    private static Dictionary dictionary(Random random, int depth) {
        var dictionary = Dictionary.EMPTY;
        for (int i = random.nextInt(6); i > 0; i--) {
            dictionary = dictionary.with(text(random, 8), value(random, depth - 1));
        }
        return dictionary;
    }

    private static SettingsValue value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> new NumberValue(random.nextLong());
            case 1 -> {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                yield new DataBlock(bytes);
            }
            case 2 ->
                    new TimeStamp(
                            Instant.ofEpochSecond(
                                    random.nextLong(-60_000_000_000L, 250_000_000_000L)));
            case 3 ->
                    new IpAddress(
                            IpLiteral.parse(
                                            random.nextBoolean()
                                                    ? "10.1.2." + random.nextInt(256)
                                                    : "2001:db8::" + random.nextInt(9999))
                                    .orElseThrow(),
                            random.nextInt(65_536));
            case 4 -> NullValue.NULL;
            case 5, 6 -> new Text(text(random, 30));
            case 7 -> {
                var elements = new ArrayList<SettingsValue>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    elements.add(value(random, depth - 1));
                }
                yield new ArrayValue(elements);
            }
            default -> dictionary(random, depth);
        };
    }

    private static String text(Random random, int lengthMax) {
        var text = new StringBuilder();
        for (int i = random.nextInt(lengthMax); i > 0; i--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
