package org.posthouse.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthouse.core.address.IpLiteral;

class SettingsParserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MyName",
                "My2ndName",
                "cp@nel",
                "A-crpt",
                "default.html",
                "Grüße",
                "a#b%c]d:e!f",
                "20"
            })
    void takesAtomsWithoutQuotes(String atom) throws MalformedSettings {
        assertThat(SettingsParser.parse(atom)).isEqualTo(new Text(atom));
        assertThat(SettingsParser.parseLine(atom)).isEqualTo(new Text(atom));
    }

    @Test
    void readsEveryEscape() throws MalformedSettings {
        assertThat(SettingsParser.parse("\"a \\\"b\\\" \\\\ \\r \\n \\e \\t \\012 \\000\""))
                .isEqualTo(new Text("a \"b\" \\ \r \n \n \t \f \0"));
    }

    @Test
    void readsNumberedBytesAsUtf8() throws MalformedSettings {
        assertThat(SettingsParser.parse("\"\\195\\169t\\195\\169\"")).isEqualTo(new Text("été"));
        assertThat(SettingsParser.parse("\"\\240\\159\\152\\128\\240\\159\\152\\128\""))
                .isEqualTo(new Text("\uD83D\uDE00\uD83D\uDE00"));
        assertThat(SettingsParser.parse("\"\\195\\169\\0651\"")).isEqualTo(new Text("éA1"));
    }

    @Test
    void joinsAdjacentStringsAndBlocks() throws MalformedSettings {
        assertThat(SettingsParser.parse("{a=\"x\" \"y\"\n \"z\";b=[Hcq][HfHI=];}"))
                .isEqualTo(
                        Dictionary.of("a", new Text("xyz"))
                                .with(
                                        "b",
                                        new DataBlock(
                                                new byte[] {
                                                    0x1D, (byte) 0xCA, (byte) 0x87, 0x7C, 0x72
                                                })));
    }

    @Test
    void readsTheGuidesDataBlock() throws MalformedSettings {
        var block = (DataBlock) SettingsParser.parse("[HcqHfHI=]");
        assertThat(block.bytes()).containsExactly(0x1D, 0xCA, 0x87, 0x7C, 0x72);
        assertThat(SettingsParser.parse("[ Hcq\n HfHI= ]")).isEqualTo(block);
        assertThat(SettingsParser.parse("[]")).isEqualTo(new DataBlock(new byte[0]));
    }

    @Test
    void readsWhatBeginsWithAHash() throws MalformedSettings {
        assertThat(SettingsParser.parse("#123")).isEqualTo(new NumberValue(123));
        assertThat(SettingsParser.parse("#-5")).isEqualTo(new NumberValue(-5));
        assertThat(SettingsParser.parse("#0x1F")).isEqualTo(new NumberValue(31));
        assertThat(SettingsParser.parse("#-9223372036854775808"))
                .isEqualTo(new NumberValue(Long.MIN_VALUE));
        assertThat(SettingsParser.parse("#NULL#")).isEqualTo(NullValue.NULL);
        assertThat(SettingsParser.parse("#T07-11-2011_16:53:05"))
                .isEqualTo(new TimeStamp(Instant.parse("2011-11-07T16:53:05Z")));
        assertThat(SettingsParser.parse("#T07-11-2011"))
                .isEqualTo(new TimeStamp(Instant.parse("2011-11-07T00:00:00Z")));
        assertThat(SettingsParser.parse("(#TPAST,#TFUTURE)"))
                .isEqualTo(ArrayValue.of(TimeStamp.PAST, TimeStamp.FUTURE));
        var address = IpLiteral.parse("10.0.0.1").orElseThrow();
        assertThat(SettingsParser.parse("#I[10.0.0.1]:25")).isEqualTo(new IpAddress(address, 25));
        assertThat(SettingsParser.parse("#I[10.0.0.1]")).isEqualTo(new IpAddress(address, 0));
        assertThat(SettingsParser.parse("#I[2001:db8::1]:993"))
                .isEqualTo(new IpAddress(IpLiteral.parse("2001:db8::1").orElseThrow(), 993));
    }

    @Test
    void readsTheVendorsFileShapeA() throws MalformedSettings {
        var settings =
                SettingsParser.parseDictionary(
                        """
                        {
                         Password = cp@nel;
                         PasswordEncryption = clear;
                         UseAppPassword = YES;
                         WebAdminPrefs = {ExpertLevel=10;};
                        }
                        """);
        assertThat(settings.entries().keySet())
                .containsExactly(
                        "Password", "PasswordEncryption", "UseAppPassword", "WebAdminPrefs");
        assertThat(settings.text("Password")).contains("cp@nel");
        assertThat(settings.dictionary("WebAdminPrefs").flatMap(prefs -> prefs.text("ExpertLevel")))
                .contains("10");
    }

    @Test
    void readsTheVendorsFileShapeBWithTabsAndComments() throws MalformedSettings {
        var settings =
                SettingsParser.parseDictionary(
                        """
                        // made by hand
                        {
                          AGradeLimit =  "-1";
                          AccountDefaults =  {
                            FailedLoginFlow =  (10, 1m); /* count,
                               period */
                            AccessModes =  (
                              26,
                        \t  Mail,
                              "S/MIME" // quoted for its slash
                            );
                          };
                          WebSitePrefix =  "~";
                        }
                        """);
        var defaults = settings.dictionary("AccountDefaults").orElseThrow();
        assertThat(defaults.texts("AccessModes")).contains(List.of("26", "Mail", "S/MIME"));
        assertThat(defaults.texts("FailedLoginFlow")).contains(List.of("10", "1m"));
        assertThat(settings.number("AGradeLimit")).hasValue(-1);
    }

    @Test
    void readsInfoFilesWithSpecialKeys() throws MalformedSettings {
        var info =
                SettingsParser.parseDictionary(
                        "{\n #Viewer = {CalendarBox=\"Calendar\";};\n INBOX = {};\n}\n");
        assertThat(info.dictionary("#Viewer").flatMap(viewer -> viewer.text("CalendarBox")))
                .contains("Calendar");
    }

    @Test
    void readsWireLinesOfTheReference() throws MalformedSettings {
        assertThat(SettingsParser.parseLine("(mail.servername.com, client1.com, client2.com)"))
                .isEqualTo(ArrayValue.ofTexts("mail.servername.com", "client1.com", "client2.com"));
        assertThat(SettingsParser.parseLine("{}")).isEqualTo(Dictionary.EMPTY);
        assertThat(SettingsParser.parseLine("()")).isEqualTo(ArrayValue.EMPTY);
        assertThat(SettingsParser.parseLine("{key=value;key2=value2;}"))
                .isEqualTo(Dictionary.EMPTY.with("key", "value").with("key2", "value2"));
        assertThat(
                        SettingsParser.parseLine(
                                "{Key1=(Elem1,Elem2); Key2={Sub1=\"XXX 1\"; Sub2=X245;}; }"))
                .isEqualTo(
                        Dictionary.of("Key1", ArrayValue.ofTexts("Elem1", "Elem2"))
                                .with(
                                        "Key2",
                                        Dictionary.EMPTY
                                                .with("Sub1", "XXX 1")
                                                .with("Sub2", "X245")));
    }

    @Test
    void keysAreComparedAsGiven() throws MalformedSettings {
        var settings = SettingsParser.parseDictionary("{Key=1;key=2;KEY=3;}");
        assertThat(settings.text("Key")).contains("1");
        assertThat(settings.text("key")).contains("2");
        assertThat(settings.text("kEY")).isEmpty();
    }

    @Test
    void findsTheParametersOfACommand() throws MalformedSettings {
        String line = "RenameAccount \"user1\" into \"user 2\" {a=b;} \"x\" \"y\"";
        var first = SettingsParser.valueAt(line, "RenameAccount".length());
        assertThat(first.value()).isEqualTo(new Text("user1"));
        var word = SettingsParser.valueAt(line, first.end());
        assertThat(word.value()).isEqualTo(new Text("into"));
        var second = SettingsParser.valueAt(line, word.end());
        assertThat(second.value()).isEqualTo(new Text("user 2"));
        var settings = SettingsParser.valueAt(line, second.end());
        assertThat(settings.value()).isEqualTo(Dictionary.EMPTY.with("a", "b"));
        assertThat(SettingsParser.valueAt(line, settings.end()).value()).isEqualTo(new Text("x"));
        assertThatThrownBy(() -> SettingsParser.valueAt(line, line.length()))
                .isInstanceOf(MalformedSettings.class);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "~{a=b}~|1|5|';' after the value",
                "~{a=b;~|1|6|a key or '}'",
                "~{a b;}~|1|4|'=' after the key",
                "~{a=b;a=c;}~|1|6|given twice",
                "~{a=;}~|1|4|a value",
                "~(a,)~|1|4|an element after ','",
                "~(a b)~|1|4|',' or ')'",
                "~(a~|1|3|',' or ')'",
                "~\"a~|1|1|end with '\"'",
                "~\"a\\q\"~|1|3|three decimal digits",
                "~\"a\\256\"~|1|3|three decimal digits",
                "~\"a\\200\"~|1|3|bytes of UTF-8",
                "~[a*]~|1|3|Base64",
                "~[a]~|1|1|whole groups of Base64",
                "~[YQ==~|1|6|Base64 or ']'",
                "~#~|1|1|a number (#123)",
                "~#99999999999999999999~|1|1|a number (#123)",
                "~#T32-01-2020~|1|1|a time",
                "~#I[300.1.1.1]~|1|1|an address of digits",
                "~#I[10.0.0.1]:70000~|1|1|an address of digits",
                "~#I[localhost]~|1|1|an address of digits",
                "~<a>b</a>~|1|1|XML values are not supported",
                "~a b~|1|3|the end after the value",
                "~~|1|1|a value",
                "~/ a~|1|1|a comment",
                "~/* a~|1|1|the comment to end",
                "~}~|1|1|a value",
                "~]~|1|1|a value",
            })
    void saysWhereAndWhatItExpected(String text, int line, int column, String expected) {
        var malformed =
                catchThrowableOfType(MalformedSettings.class, () -> SettingsParser.parse(text));
        assertThat(malformed).as(text).isNotNull().hasMessageContaining(expected);
        assertThat(malformed.line()).isEqualTo(line);
        assertThat(malformed.column()).isEqualTo(column);
    }

    @Test
    void countsLinesOfAllKinds() {
        var malformed =
                catchThrowableOfType(
                        MalformedSettings.class,
                        () -> SettingsParser.parse("{\r\n a = 1;\r b = 2;\n  c = *;\n}"));
        assertThat(malformed.line()).isEqualTo(4);
        assertThat(malformed.column()).isEqualTo(7);
    }

    @Test
    void neverQuotesTheTextInItsMessage() {
        assertThatThrownBy(() -> SettingsParser.parse("{Password=\"geheim}"))
                .isInstanceOf(MalformedSettings.class)
                .hasMessageNotContaining("geheim");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{a=b;\n}", "{\ta=b;}", "{a=b; // c\n}", "/* */ a", "\"a\tb\""})
    void takesOnlySpacesOnTheWire(String text) throws MalformedSettings {
        assertThatThrownBy(() -> SettingsParser.parseLine(text))
                .isInstanceOf(MalformedSettings.class);
        assertThat(SettingsParser.parse(text)).isNotNull();
    }

    @Test
    void boundsTheDepth() throws MalformedSettings {
        int max = SettingsParser.DEPTH_MAX;
        assertThat(SettingsParser.parse("(".repeat(max) + ")".repeat(max)))
                .isInstanceOf(ArrayValue.class);
        assertThatThrownBy(() -> SettingsParser.parse("(".repeat(max + 1) + ")".repeat(max + 1)))
                .isInstanceOf(MalformedSettings.class)
                .hasMessageContaining("64 levels");
        assertThatThrownBy(() -> SettingsParser.parse("{a=".repeat(1_000_000)))
                .isInstanceOf(MalformedSettings.class);
        assertThat(SettingsParser.parse("((a),(b),(c))")).isInstanceOf(ArrayValue.class);
    }

    @Test
    void boundsTheSize() {
        String large = "a".repeat(SettingsParser.CHARS_MAX + 1);
        assertThatThrownBy(() -> SettingsParser.parse(large))
                .isInstanceOf(MalformedSettings.class)
                .hasMessageContaining("more than");
    }

    @Test
    void everyBeginningOfAFileIsRefused() throws MalformedSettings {
        String whole =
                SettingsPrinter.file(
                        Dictionary.EMPTY
                                .with("RealName", "Jörg \"J\" Müller")
                                .with(
                                        "Rules",
                                        ArrayValue.of(
                                                new NumberValue(5),
                                                new DataBlock(new byte[] {1, 2, 3})))
                                .with("WebAdminPrefs", Dictionary.EMPTY.with("ExpertLevel", 10)));
        for (int length = 0; length < whole.length() - 2; length++) {
            String half = whole.substring(0, length);
            assertThatThrownBy(() -> SettingsParser.parseDictionary(half))
                    .isInstanceOf(MalformedSettings.class);
        }
        assertThat(SettingsParser.parseDictionary(whole)).isNotNull();
    }

    @Test
    void aFileMustHoldADictionary() {
        assertThatThrownBy(() -> SettingsParser.parseDictionary("(a)"))
                .isInstanceOf(MalformedSettings.class)
                .hasMessageContaining("dictionary");
    }
}
