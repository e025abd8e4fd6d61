package org.posthouse.node.protocol.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.posthouse.node.protocol.smtp.DataScanner.Flaw;

final class DataScannerTest {
    private static final int LINE_MAX = 1000;

    /** What came of some bytes: the message, what is wrong with it, and what was left over. */
    private record Scanned(String message, @Nullable Flaw flaw, boolean ended, String rest) {}

    @Test
    void endsOnlyAtADotBetweenTwoCrLf() {
        assertThat(scan("one\r\n.\r\nrest")).isEqualTo(new Scanned("one\r\n", null, true, "rest"));
        assertThat(scan(".\r\n")).isEqualTo(new Scanned("", null, true, ""));
        assertThat(scan("\r\n.\r\n")).isEqualTo(new Scanned("\r\n", null, true, ""));
        assertThat(scan("one.\r\n.\r")).isEqualTo(new Scanned("one.\r\n", null, false, ""));
    }

    @Test
    void takesOneDotFromTheBeginningOfALine() {
        assertThat(scan("..\r\n...a.\r\n.b\r\na..\r\n.\r\n"))
                .isEqualTo(new Scanned(".\r\n..a.\r\nb\r\na..\r\n", null, true, ""));
    }

    @Test
    void neverTakesABareLineEndForALineEnd() {
        for (String smuggled :
                List.of(
                        "a\n.\n",
                        "a\n.\r\n",
                        "a\r\n.\n",
                        "a\r.\r",
                        "a\r\n.\r",
                        "a\r.\r\n",
                        "a\r\r\n.\r",
                        "\n.\n",
                        "a\n\r.\n")) {
            Scanned scanned = scan(smuggled + "MAIL\r\n.\r\nrest");
            assertThat(scanned.flaw()).as(smuggled).isEqualTo(Flaw.BAD_LINE_END);
            assertThat(scanned.ended()).isTrue();
            assertThat(scanned.rest()).isEqualTo("rest");
            assertThat(scanned.message()).contains("MAIL");
        }
    }

    @Test
    void findsNulAndLongLines() {
        assertThat(scan("a\0b\r\n.\r\n").flaw()).isEqualTo(Flaw.NUL);
        assertThat(scan("x".repeat(LINE_MAX - 1) + "\r\n.\r\n").flaw()).isNull();
        assertThat(scan("x".repeat(LINE_MAX + 1) + "\r\n.\r\n").flaw())
                .isEqualTo(Flaw.LINE_TOO_LONG);
        assertThat(scan("\t\u000b\u0007\u00e9\u00ff\r\n.\r\n").flaw()).isNull();
    }

    @Test
    void doesNotCareHowTheBytesAreCut() {
        for (String text :
                List.of(
                        "Subject: a\r\n\r\n..dot\r\n.\r\nQUIT\r\n",
                        "abcdefghijklmnop\r\n\r\n....\r\n\r\n.x.\r\n.\r\n.\r\n",
                        "a\n.\r\nb\r.\r\n\r\r\n.\r\n",
                        "12345678\r\n1234567\r\n123456\r\n.\r\n")) {
            Scanned whole = scan(text);
            for (int one = 0; one <= text.length(); one++) {
                for (int two = one; two <= text.length(); two++) {
                    assertThat(scan(text, one, two)).as(one + " " + two).isEqualTo(whole);
                }
            }
        }
    }

    @Test
    void agreesWithAPlainReadingOfRandomBytes() {
        Random random = new Random(1);
        byte[] alphabet = {'.', '\r', '\n', 'a', '\t', 0, (byte) 0x80, '\r', '\n', 'b'};
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int n = 0; n < bytes.length; n++) {
                bytes[n] = alphabet[random.nextInt(alphabet.length)];
            }
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            Scanned scanned = scan(text, random.nextInt(bytes.length + 1), bytes.length);
            boolean empty = text.startsWith(".\r\n");
            int end = text.indexOf("\r\n.\r\n");
            String body = empty ? "" : end < 0 ? text : text.substring(0, end + 2);
            boolean ended = empty || end >= 0;
            assertThat(scanned.ended()).as(text).isEqualTo(ended);
            boolean bare = body.replace("\r\n", "").matches("(?s).*[\r\n].*");
            if (ended && !bare && body.indexOf('\0') < 0) {
                String unstuffed = ("\r\n" + body).replace("\r\n.", "\r\n").substring(2);
                assertThat(scanned.message()).as(text).isEqualTo(unstuffed);
                assertThat(scanned.flaw()).as(text).isNull();
            } else if (ended) {
                assertThat(scanned.flaw()).as(text).isNotNull();
            }
        }
    }

    @Test
    void countsWithoutDots() {
        DataScanner scanner = DataScanner.counted(LINE_MAX);
        byte[] bytes = "..a\r\n.\r\nb\r".getBytes(StandardCharsets.ISO_8859_1);
        byte[] before = bytes.clone();
        assertThat(scanner.scan(bytes, 0, bytes.length)).isEqualTo(bytes.length);
        assertThat(bytes).isEqualTo(before);
        assertThat(scanner.flaw()).isNull();
        scanner.end();
        assertThat(scanner.flaw()).isEqualTo(Flaw.BAD_LINE_END);
    }

    private static Scanned scan(String text, int... cuts) {
        byte[] all = text.getBytes(StandardCharsets.ISO_8859_1);
        DataScanner scanner = DataScanner.dotted(LINE_MAX);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        int from = 0;
        int taken = 0;
        int[] ends = Arrays.copyOf(cuts, cuts.length + 1);
        ends[cuts.length] = all.length;
        for (int end : ends) {
            byte[] piece = Arrays.copyOfRange(all, from, end);
            if (piece.length > 0 && !scanner.isEnded()) {
                taken += scanner.scan(piece, 0, piece.length);
                message.write(piece, 0, scanner.outputEnd());
            }
            from = end;
        }
        return new Scanned(
                message.toString(StandardCharsets.ISO_8859_1),
                scanner.flaw(),
                scanner.isEnded(),
                new String(all, taken, all.length - taken, StandardCharsets.ISO_8859_1));
    }
}
