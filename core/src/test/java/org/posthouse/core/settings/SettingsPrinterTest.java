package org.posthouse.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsPrinterTest {

    @Test
    void writesTheVendorsFileShapeExactly() {
        var settings =
                Dictionary.EMPTY
                        .with("Password", "cp@nel")
                        .with("PasswordEncryption", "clear")
                        .with("UseAppPassword", "YES")
                        .with("WebAdminPrefs", Dictionary.EMPTY.with("ExpertLevel", 10));
        assertThat(SettingsPrinter.file(settings))
                .isEqualTo(
                        """
                        {
                         Password = cp@nel;
                         PasswordEncryption = clear;
                         UseAppPassword = YES;
                         WebAdminPrefs = {ExpertLevel=10;};
                        }
                        """);
    }

    @Test
    void writesWhatScriptsLookFor() {
        assertThat(SettingsPrinter.file(Dictionary.of("#Viewer", Dictionary.EMPTY)))
                .isEqualTo("{\n #Viewer = {};\n}\n");
        assertThat(SettingsPrinter.wire(ArrayValue.of(new Text("-1"), new Text("30"))))
                .isEqualTo("(\"-1\",30)");
        assertThat(SettingsPrinter.file(Dictionary.EMPTY)).isEqualTo("{\n}\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "a|a",
                "A-crpt|A-crpt",
                "default.html|default.html",
                "1m|1m",
                "~~|\"\"",
                "-1|\"-1\"",
                "*|\"*\"",
                "S/MIME|\"S/MIME\"",
                "1(415)|\"1(415)\"",
                "#x|\"#x\"",
                ".a|\".a\"",
                "_a|\"_a\"",
                "a b|\"a b\"",
                "é|\"é\"",
                "a:b|\"a:b\"",
                "a\"b|\"a\\\"b\"",
                "a\\b|\"a\\\\b\""
            })
    void quotesWhatTheVendorQuotes(String text, String written) {
        assertThat(SettingsPrinter.string(text)).isEqualTo(written);
    }

    @Test
    void writesControlCharactersInDecimal() {
        assertThat(SettingsPrinter.string("\r\n\t\f\0\u007F9"))
                .isEqualTo("\"\\r\\n\\t\\012\\000\\1279\"");
    }

    @Test
    void masksSecretsWhenPrinted() {
        var settings =
                Dictionary.EMPTY
                        .with("Password", "geheim")
                        .with("PasswordEncryption", "clear")
                        .with("UseAppPassword", "YES")
                        .with(
                                "Nested",
                                Dictionary.EMPTY
                                        .with("PSTNGatewayPassword", "geheim")
                                        .with("ScramKeys", "geheim"));
        assertThat(settings.toString())
                .doesNotContain("geheim")
                .contains("PasswordEncryption=clear", "UseAppPassword=YES", "Password=***");
        assertThat(new DataBlock(new byte[] {1, 2}).toString()).isEqualTo("DataBlock[2 bytes]");
    }
}
