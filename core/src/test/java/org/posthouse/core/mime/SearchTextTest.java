package org.posthouse.core.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthouse.core.mime.Mails.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTextTest {

    @ParameterizedTest
    @CsvSource({
        "alternative,gr\u00fc\u00dfe aus wien,true",
        "alternative,GR\u00dc\u00dfE AUS WIEN</B>,true",
        "alternative,preamble,false",
        "alternative,epilogue,false",
        "forwarded,DEEP text,true",
        "forwarded,'subject: innermost',true",
        "forwarded,inner@example.org,true",
        "forwarded,fwd,false",
        "plain,'we?\r\n\r\nann',true",
        "plain,lunch,false",
        "eight-bit,gr\u00fc\u00dfe,true",
        "attachment,aaaa,false"
    })
    void looksIntoTheBodies(String name, String needle, boolean found) {
        assertThat(body(mail(name), needle)).isEqualTo(found);
    }

    @Test
    void looksIntoTheTopHeaderTooForText() throws IOException {
        byte[] m = mail("alternative");
        assertThat(
                        SearchText.textContains(
                                Mails.scan(m), source(m), "subject: gr\u00fc\u00dfe aus wien"))
                .isTrue();
        assertThat(SearchText.textContains(Mails.scan(m), source(m), "cee DEE")).isTrue();
        assertThat(SearchText.textContains(Mails.scan(m), source(m), "nowhere")).isFalse();
    }

    @Test
    void findsNothingAcrossTwoParts() {
        byte[] m =
                Mails.bytes(
                        Mails.lines(
                                "Content-Type: multipart/mixed; boundary=b",
                                "",
                                "--b",
                                "",
                                "nee",
                                "--b",
                                "",
                                "dle",
                                "--b--"));
        assertThat(body(m, "needle")).isFalse();
        assertThat(body(m, "nee")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "utf-8",
        "iso-8859-1",
        "windows-1251",
        "koi8-r",
        "utf-16",
        "gb2312",
        "iso-2022-jp",
        "shift_jis"
    })
    void decodesCharsets(String charset) {
        String text =
                switch (charset) {
                    case "windows-1251", "koi8-r" -> "\u041f\u0440\u0438\u0432\u0435\u0442";
                    case "gb2312" -> "\u4f60\u597d";
                    case "iso-2022-jp", "shift_jis" -> "\u65e5\u672c\u8a9e";
                    default -> "\u00c4rger";
                };
        byte[] encoded =
                Base64.getMimeEncoder()
                        .encode(("x".repeat(20_000) + text).getBytes(Charset.forName(charset)));
        byte[] m =
                Mails.bytes(
                        "Content-Type: text/plain; charset="
                                + charset
                                + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                                + new String(encoded, StandardCharsets.US_ASCII));
        assertThat(body(m, text.toLowerCase(Locale.ROOT))).isTrue();
        assertThat(body(m, text + "y")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"no-such-charset", "'bad name!'", "''", "x-JISAutoDetect", "iso-2022-cn"})
    void searchesOnWithAnUnknownCharset(String charset) {
        byte[] m =
                Mails.bytes(
                        "Content-Type: text/plain; charset=\""
                                + charset
                                + "\"\r\n\r\nplain words\r\n");
        assertThat(body(m, "Plain WORDS")).isTrue();
    }

    @Test
    void searchesOnThroughBrokenEncodings() {
        byte[] qp =
                Mails.bytes(
                        "Content-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ =\r\n=4 needle =");
        assertThat(body(qp, "needle")).isTrue();
        byte[] base64 =
                Mails.bytes("Content-Transfer-Encoding: base64\r\n\r\nbmVlZGxl!!!*\r\n=x=\r\n");
        assertThat(body(base64, "needle")).isTrue();
    }

    @Test
    void neverFailsOnMutatedMails() {
        for (String name : Mails.NAMES) {
            for (int seed = 0; seed < 100; seed++) {
                Random random = new Random(seed);
                byte[] m = mail(name);
                for (int i = 0; i < 6; i++) {
                    m[random.nextInt(m.length)] = (byte) random.nextInt(256);
                }
                body(m, "not in there \u00e9");
            }
        }
    }

    @Test
    void passesOnThatTheSourceFailed() {
        MessageStructure s = Mails.scan(mail("plain"));
        assertThatThrownBy(() ->
                        SearchText.bodyContains(
                                s,
                                (_, _) -> {
                                    throw new IOException("disk");
                                },
                                "x"))
                .isInstanceOf(IOException.class)
                .hasMessage("disk");
    }

    @Test
    void decodesHeaderFields() {
        byte[] header =
                Mails.bytes(
                        Mails.lines(
                                "Subject: =?utf-8?B?R3LDvMOfZQ==?=",
                                " =?iso-8859-1?Q?_aus_K=F6ln?=",
                                "X-Raw: Gr\u00fc\u00dfe",
                                "X-Bad: =?no-such?Q?abc?= =?utf-8?B?*?=",
                                "X-Empty:",
                                ""));
        assertThat(SearchText.headerContains(header, "subject", "GR\u00dc\u00dfE AUS k\u00f6ln"))
                .isTrue();
        assertThat(SearchText.headerContains(header, "Subject", "x")).isFalse();
        assertThat(SearchText.headerContains(header, "X-Raw", "gr\u00fc\u00dfe")).isTrue();
        assertThat(SearchText.headerContains(header, "X-Bad", "abc")).isTrue();
        assertThat(SearchText.headerContains(header, "X-Empty", "")).isTrue();
        assertThat(SearchText.headerContains(header, "X-None", "")).isFalse();
    }

    @Test
    void dropsTheBlanksBetweenEncodedWordsOnly() {
        assertThat(decode("a =?utf-8?Q?b?= =?utf-8?Q?c?= d =?utf-8?Q?e_f?="))
                .isEqualTo("a bc d e f");
        assertThat(decode("=?utf-8?Q?cut =?utf-8?Q?b?=")).contains("cut");
        assertThat(decode("=?no-such?Q?b?=")).isEqualTo("=?no-such?Q?b?=");
        assertThat(decode("1 =? 2 ?= 3 =?=")).isEqualTo("1 =? 2 ?= 3 =?=");
    }

    @Test
    void takesTimeInProportionToHostileEncodedWords() {
        for (String pattern :
                new String[] {"=?", "=?a?Q?", "?=", "=? ?", "=?utf-8?Q?x?=", "=?utf-8?B?*?= "}) {
            byte[] header =
                    Mails.bytes("Subject: " + pattern.repeat(500_000 / pattern.length()) + "\r\n");
            Assertions.assertTimeout(
                    Duration.ofSeconds(10),
                    () -> SearchText.headerContains(header, "Subject", "needle"),
                    pattern);
        }
    }

    private static String decode(String value) {
        return SearchText.decodeHeader(Mails.bytes(value));
    }

    @Test
    void findsTheNeedleWhereverThePiecesMeet() {
        String text = "xaabaabaac \u00c9t\u00e9 e\u0301t\u00e9 \uD835\uDC00\uFB01n";
        for (String needle :
                new String[] {
                    "aabaac", "\u00e9T\u00c9", "\u00e9t\u00e9 A", "Afin", "\uD835\uDC00"
                }) {
            for (int cut = 0; cut <= text.length(); cut++) {
                TextMatcher matcher = new TextMatcher(needle);
                matcher.feed(text.substring(0, cut));
                assertThat(matcher.feed(text.substring(cut)))
                        .as("%s cut at %d", needle, cut)
                        .isTrue();
            }
        }
        TextMatcher none = new TextMatcher("aabaab\u00e0");
        assertThat(none.feed(text.repeat(2000))).isFalse();
        assertThat(new TextMatcher("").found()).isTrue();
    }

    private static boolean body(byte[] message, String needle) {
        try {
            return SearchText.bodyContains(Mails.scan(message), source(message), needle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteSource source(byte[] message) {
        return (offset, length) -> new ByteArrayInputStream(message, (int) offset, (int) length);
    }
}
