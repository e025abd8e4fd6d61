package org.posthouse.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DictionaryTest {

    @Test
    void updatesAsUpdateAccountSettingsDoes() {
        var old =
                Dictionary.EMPTY
                        .with("RealName", "Albert")
                        .with("MaxAccountSize", "10M")
                        .with("Prefs", Dictionary.EMPTY.with("a", "1"));
        var merged =
                old.merge(
                        Dictionary.EMPTY
                                .with("MaxAccountSize", "default")
                                .with("Unknown", "default")
                                .with("City", "Cupertino")
                                .with("Prefs", Dictionary.EMPTY.with("b", "default")));
        assertThat(merged)
                .isEqualTo(
                        Dictionary.EMPTY
                                .with("RealName", "Albert")
                                .with("Prefs", Dictionary.EMPTY.with("b", "default"))
                                .with("City", "Cupertino"));
        assertThat(old.text("MaxAccountSize")).contains("10M");
    }

    @Test
    void keepsTheOrderOfKeys() {
        var dictionary = Dictionary.EMPTY.with("z", 1).with("a", 2).with("m", 3).with("a", 4);
        assertThat(dictionary.entries().keySet()).containsExactly("z", "a", "m");
        assertThat(dictionary.without("z").with("z", 5).entries().keySet())
                .containsExactly("a", "m", "z");
        assertThat(dictionary.without("none")).isSameAs(dictionary);
    }

    @Test
    void cannotBeChangedFromOutside() {
        var pairs = new LinkedHashMap<String, SettingsValue>();
        pairs.put("a", new Text("1"));
        var dictionary = new Dictionary(pairs);
        pairs.put("b", new Text("2"));
        assertThat(dictionary.entries()).containsOnlyKeys("a");
        assertThatThrownBy(() -> dictionary.entries().clear())
                .isInstanceOf(UnsupportedOperationException.class);
        byte[] bytes = {1};
        var block = new DataBlock(bytes);
        bytes[0] = 2;
        block.bytes()[0] = 3;
        assertThat(block.bytes()).containsExactly(1);
    }

    @Test
    void answersNothingForAnotherKind() {
        var dictionary =
                Dictionary.EMPTY
                        .with("a", ArrayValue.of(NullValue.NULL))
                        .with("n", new NumberValue(7));
        assertThat(dictionary.text("a")).isEmpty();
        assertThat(dictionary.texts("a")).isEmpty();
        assertThat(dictionary.dictionary("a")).isEmpty();
        assertThat(dictionary.number("a")).isEmpty();
        assertThat(dictionary.text("n")).contains("7");
        assertThat(dictionary.number("n")).hasValue(7);
        assertThat(dictionary.get("a")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "100M,104857600",
        "10K,10240",
        "3G,3221225472",
        "1T,1099511627776",
        "1000,1000",
        "0,0",
        "5k,5120",
        "unlimited,9223372036854775807",
        "-1,9223372036854775807"
    })
    void readsSizes(String text, long bytes) {
        assertThat(Dictionary.EMPTY.with("s", text).sizeBytes("s")).hasValue(bytes);
        assertThat(SettingsUnits.sizeBytes(SettingsUnits.size(bytes))).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "M", "-2", "1.5M", "10X", "9999999999999T", "10s", "10h", "１"})
    void refusesWhatIsNoSize(String text) {
        assertThat(SettingsUnits.sizeBytes(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "15,PT15S",
        "15s,PT15S",
        "1m,PT1M",
        "10h,PT10H",
        "7d,P7D",
        "2w,P14D",
        "0,PT0S",
        "3600,PT1H"
    })
    void readsPeriods(String text, Duration period) {
        assertThat(Dictionary.EMPTY.with("p", text).period("p")).contains(period);
        assertThat(SettingsUnits.period(SettingsUnits.period(period))).contains(period);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "m", "-1", "never", "10k", "99999999999999999999", "10000000000000000d"})
    void refusesWhatIsNoPeriod(String text) {
        assertThat(SettingsUnits.period(text)).isEmpty();
    }

    @Test
    void writesPeriodsWithTheLargestUnit() {
        assertThat(SettingsUnits.period(Duration.ofDays(7))).isEqualTo("7d");
        assertThat(SettingsUnits.period(Duration.ofMinutes(90))).isEqualTo("90m");
        assertThat(SettingsUnits.size(100L << 20)).isEqualTo("100M");
        assertThat(SettingsUnits.size(1_025)).isEqualTo("1025");
    }

    @Test
    void readsBooleans() {
        var dictionary = Dictionary.EMPTY.with("a", "YES").with("b", "no").with("c", "1");
        assertThat(dictionary.yes("a")).contains(true);
        assertThat(dictionary.yes("b")).contains(false);
        assertThat(dictionary.yes("c")).isEmpty();
        assertThat(SettingsUnits.yesOrNo(true)).isEqualTo("YES");
    }

    @Test
    void readsNumbersOfAllSpellings() {
        assertThat(SettingsUnits.number("-1")).hasValue(-1);
        assertThat(SettingsUnits.number("-")).isEmpty();
        assertThat(SettingsUnits.number("+1")).isEmpty();
        assertThat(SettingsUnits.number("9223372036854775808")).isEmpty();
    }
}
