package org.posthouse.node.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LineScannerTest {

    private static final List<String> MIXED_PARTS =
            List.of(
                    "EHLO x\r",
                    "\r",
                    "bare",
                    "nul\0in\r",
                    "cr\rin\r",
                    "\r\r",
                    "12345678\r",
                    "123456789\r",
                    "1234567890123456789012345\r",
                    "after\r",
                    "12345678",
                    "123456789",
                    "");

    private static final String MIXED = String.join("\n", MIXED_PARTS);

    private static final List<String> MIXED_LINES =
            List.of(
                    "EHLO x|CRLF",
                    "|CRLF",
                    "bare|LF",
                    "nul\0in|CRLF nul",
                    "cr\rin|CRLF cr",
                    "\r|CRLF cr",
                    "12345678|CRLF",
                    "12345678|TOO LONG",
                    "12345678|TOO LONG",
                    "after|CRLF",
                    "12345678|LF",
                    "12345678|TOO LONG");

    @Test
    void findsTheSameLinesHoweverTheStreamIsCutInTwo() {
        for (int cut = 0; cut <= MIXED.length(); cut++) {
            assertThat(scan(8, MIXED.substring(0, cut), MIXED.substring(cut)))
                    .as("cut at " + cut)
                    .isEqualTo(MIXED_LINES);
        }
    }

    @Test
    void findsTheSameLinesByteByByteAndInThrees() {
        for (int size = 1; size <= 3; size++) {
            List<String> pieces = new ArrayList<>();
            for (int from = 0; from < MIXED.length(); from += size) {
                pieces.add(MIXED.substring(from, Math.min(MIXED.length(), from + size)));
            }
            assertThat(scan(8, pieces.toArray(String[]::new))).isEqualTo(MIXED_LINES);
        }
    }

    @Test
    void skipsTheRestOfAnEndlessLineAndSaysSoOnce() {
        LineScanner scanner = new LineScanner(10);
        ByteBuf block = Unpooled.wrappedBuffer(new byte[1 << 16]);
        assertThat(scanner.scan(block, 0)).isEqualTo(LineScanner.Found.TOO_LONG);
        for (int i = 0; i < 1000; i++) {
            assertThat(scanner.scan(block, 0)).isEqualTo(LineScanner.Found.NOTHING);
        }
        ByteBuf end = Unpooled.wrappedBuffer("x\r\nnext\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(scanner.scan(end, 0)).isEqualTo(LineScanner.Found.LINE);
        assertThat(scanner.line().latin1()).isEqualTo("next");
    }

    @Test
    void forgetsAHalfLineOnReset() {
        LineScanner scanner = new LineScanner(100);
        scanner.scan(Unpooled.wrappedBuffer("EVIL".getBytes(StandardCharsets.US_ASCII)), 0);
        scanner.reset();
        scanner.scan(Unpooled.wrappedBuffer("good\r\n".getBytes(StandardCharsets.US_ASCII)), 0);
        assertThat(scanner.line().latin1()).isEqualTo("good");
    }

    private static List<String> scan(int lineBytesMax, String... pieces) {
        LineScanner scanner = new LineScanner(lineBytesMax);
        List<String> lines = new ArrayList<>();
        for (String piece : pieces) {
            ByteBuf chunk = Unpooled.wrappedBuffer(piece.getBytes(StandardCharsets.ISO_8859_1));
            int position = 0;
            while (position < piece.length()) {
                switch (scanner.scan(chunk, position)) {
                    case NOTHING -> {}
                    case LINE -> lines.add(describe(scanner.line()));
                    case TOO_LONG -> lines.add(scanner.line().latin1() + "|TOO LONG");
                }
                position = scanner.position();
            }
        }
        return lines;
    }

    private static String describe(Line line) {
        return line.latin1()
                + "|"
                + line.end()
                + (line.hasNul() ? " nul" : "")
                + (line.hasBareCr() ? " cr" : "");
    }
}
