package org.posthouse.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DataTextTest {
    @Test
    void laysOutDictionariesOnePairToALine() {
        assertThat(DataText.pretty("{ A=1;B={c=\"x;}\";d=(e,f);}; G = [aGk=]; H=#I[10.0.0.1]:25;}"))
                .isEqualTo(
                        """
                        {
                          A = 1;
                          B = {c="x;}";d=(e, f);};
                          G = [aGk=];
                          H = #I[10.0.0.1]:25;
                        }\
                        """);
    }

    @Test
    void breaksWhatIsTooLongForALine() {
        String longName = "x".repeat(60);
        assertThat(DataText.pretty("{A=(" + longName + "," + longName + ");}"))
                .isEqualTo("{\n  A = (\n    %1$s,\n    %1$s\n  );\n}".formatted(longName));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "()", "{}", "plain", "a b", "{a=1}", "(a", "\"open", "[x", "(a))", "\"\\"
            })
    void leavesAloneWhatNeedsNoLayoutOrIsNotData(String text) {
        assertThat(DataText.pretty(text)).isEqualTo(text);
    }

    @Test
    void survivesAbsurdNesting() {
        String deep = "(".repeat(100_000);
        assertThat(DataText.pretty(deep)).isEqualTo(deep);
    }

    @Test
    void keepsControlCharactersFromTheTerminal() {
        assertThat(DataText.pretty("(\"\u001b[2J\")")).isEqualTo("(\n  \"\\027[2J\"\n)");
    }
}
