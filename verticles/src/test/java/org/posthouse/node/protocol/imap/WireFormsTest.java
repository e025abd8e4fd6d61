package org.posthouse.node.protocol.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.NumberSet;

/** Modified UTF-7, dates, flags and what the writer makes of numbers and strings. */
final class WireFormsTest {
    @Test
    void encodesTheNamesOfTheRfc() {
        assertThat(ModifiedUtf7.encode("~peter/mail/台北/日本語"))
                .isEqualTo("~peter/mail/&U,BTFw-/&ZeVnLIqe-");
        assertThat(ModifiedUtf7.encode("Tom & Jerry")).isEqualTo("Tom &- Jerry");
        assertThat(ModifiedUtf7.encode("☺!")).isEqualTo("&Jjo-!");
    }

    @Test
    void decodesWhatItEncoded() {
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int c = random.nextInt(20); c >= 0; c--) {
                int point = random.nextInt(4) == 0 ? random.nextInt(0x1F000) : random.nextInt(128);
                if (point < 0xD800 || point > 0xDFFF) {
                    name.appendCodePoint(point);
                }
            }
            String wire = ModifiedUtf7.encode(name.toString());
            assertThat(wire).matches("[ -~]*");
            assertThat(decoded(wire)).isEqualTo(name.toString());
        }
    }

    @Test
    void refusesWhatIsNotModifiedUtf7() {
        for (String wrong :
                List.of("&", "&x", "&AA-", "&AGE-", "&2AA-", "&Jjo", "&J/o-", "&====-", "a&b c-")) {
            assertThat(ModifiedUtf7.decode(wrong.getBytes(StandardCharsets.US_ASCII)))
                    .as(wrong)
                    .isEmpty();
        }
        assertThat(ModifiedUtf7.decode(new byte[] {(byte) 0xC3})).isEmpty();
    }

    @Test
    void takesRawUtf8AsItIs() {
        assertThat(ModifiedUtf7.decode("Entwürfe".getBytes(StandardCharsets.UTF_8)))
                .contains("Entwürfe");
    }

    @Test
    void readsDates() {
        assertThat(ImapDates.day("1-Feb-1994")).hasValue(LocalDate.of(1994, 2, 1).toEpochDay());
        assertThat(ImapDates.day("01-feb-1994")).hasValue(LocalDate.of(1994, 2, 1).toEpochDay());
        assertThat(ImapDates.millis("17-Jul-1996 02:44:25 -0700"))
                .hasValue(Instant.parse("1996-07-17T09:44:25Z").toEpochMilli());
        assertThat(ImapDates.millis(" 7-Jul-1996 02:44:25 +0130"))
                .hasValue(Instant.parse("1996-07-07T01:14:25Z").toEpochMilli());
        for (String wrong :
                List.of(
                        "",
                        "1-Feb-94",
                        "31-Feb-1994",
                        "x-Feb-1994",
                        "1-Fex-1994",
                        "1-Feb-1994-2")) {
            assertThat(ImapDates.day(wrong)).as(wrong).isEmpty();
        }
        for (String wrong :
                List.of(
                        "17-Jul-1996 02:44:25",
                        "17-Jul-1996 25:44:25 -0700",
                        "17-Jul-1996 02:44:25 *0700",
                        "99-Jul-1996 02:44:25 -0700",
                        "17-Jul-1996 02:4x:25 -0700")) {
            assertThat(ImapDates.millis(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void writesDatesAsAFormatterWould() {
        DateTimeFormatter formatter =
                DateTimeFormatter.ofPattern("\"dd-MMM-yyyy HH:mm:ss Z\"".replace("\"", "'\"'"))
                        .withLocale(Locale.ROOT)
                        .withZone(ZoneOffset.UTC);
        Random random = new Random(8);
        for (int i = 0; i < 2_000; i++) {
            long millis = random.nextLong(4_102_444_800_000L);
            ReplyWriter out = new ReplyWriter();
            ImapDates.write(millis, out);
            assertThat(out).hasToString(formatter.format(Instant.ofEpochMilli(millis)));
        }
        ReplyWriter never = new ReplyWriter();
        ImapDates.write(Long.MAX_VALUE, never);
        assertThat(never.toString()).hasSize(28);
    }

    @Test
    void writesNumbersAndSets() {
        ReplyWriter out = new ReplyWriter();
        out.number(0).ascii(" ").number(9).ascii(" ").number(10).ascii(" ");
        out.number(Long.MAX_VALUE).ascii(" ").number(-5).ascii(" ");
        out.set(NumberSet.builder().addRange(1, 3).add(7).build());
        assertThat(out).hasToString("0 9 10 9223372036854775807 -5 1:3,7");
    }

    @Test
    void quotesWhatIsNoAtom() {
        assertThat(new ReplyWriter().string("INBOX")).hasToString("INBOX");
        assertThat(new ReplyWriter().string("")).hasToString("\"\"");
        assertThat(new ReplyWriter().string("a b\"c\\")).hasToString("\"a b\\\"c\\\\\"");
    }

    @Test
    void growsWithoutLosingABit() {
        ReplyWriter out = new ReplyWriter(1);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            out.number(i).ascii(";");
            expected.append(i).append(';');
        }
        assertThat(out.take().toString()).isEqualTo(expected.toString());
        assertThat(out.isEmpty()).isTrue();
        assertThat(out.ascii("again")).hasToString("again");
    }

    @Test
    void namesFlagsByTheirTable() {
        FlagTexts texts = new FlagTexts(List.of("$A", "b"));
        for (int round = 0; round < 2; round++) {
            assertThat(text(texts, 0)).isEqualTo("FLAGS ()");
            assertThat(text(texts, 1 | MailFlags.keywordBit(1))).isEqualTo("FLAGS (\\Seen b)");
            assertThat(text(texts, FlagTexts.RECENT_BIT | MailFlags.keywordBit(0)))
                    .isEqualTo("FLAGS (\\Recent $A)");
        }
    }

    private static String text(FlagTexts texts, long bits) {
        return new String(texts.of(bits), StandardCharsets.US_ASCII);
    }

    private static String decoded(String wire) {
        return ModifiedUtf7.decode(wire.getBytes(StandardCharsets.US_ASCII)).orElseThrow();
    }
}
