package org.posthouse.node.protocol.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DotStufferTest {
    private static final String TRAPS =
            ".begins\r\n"
                    + "..\r\n"
                    + ".\r\n"
                    + "middle . dot\r\n\r\n"
                    + ".\r\n\n"
                    + ".bare\n\r"
                    + ".cr\r\r\n"
                    + ".\r\n"
                    + "12345678.\r\n"
                    + "1234567\r\n"
                    + ".x";

    @ParameterizedTest
    @CsvSource({
        "'',                 '.|'",
        "'a',                'a|.|'",
        "'a|',               'a|.|'",
        "'.',                '..|.|'",
        "'.|',               '..|.|'",
        "'a|.|b|',           'a|..|b|.|'",
        "'a.|b',             'a.|b|.|'",
        "'a|||',             'a|||.|'",
        "'a~',               'a~|.|'",
        "'a~.|b|',           'a~..|b|.|'",
    })
    void stuffsAndEnds(String message, String answer) {
        assertThat(stuffed(lines(message), Integer.MAX_VALUE)).isEqualTo(lines(answer));
    }

    @Test
    void doesNotCareWhereThePiecesAreCut() {
        String whole = stuffed(TRAPS, Integer.MAX_VALUE);
        for (int size = 1; size <= TRAPS.length(); size++) {
            assertThat(stuffed(TRAPS, size)).as("pieces of %d bytes", size).isEqualTo(whole);
        }
        for (int cut = 0; cut <= TRAPS.length(); cut++) {
            DotStuffer stuffer = new DotStuffer();
            Buffer out = Buffer.buffer();
            byte[] first = bytes(TRAPS.substring(0, cut));
            byte[] second = bytes(TRAPS.substring(cut));
            stuffer.stuff(first, first.length, out);
            stuffer.stuff(second, second.length, out);
            stuffer.end(out);
            assertThat(text(out)).as("cut at %d", cut).isEqualTo(whole);
        }
    }

    @Test
    void isTakenBackByAClientWhateverTheMessage() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            StringBuilder message = new StringBuilder();
            int length = random.nextInt(60);
            for (int i = 0; i < length; i++) {
                message.append(new String[] {".", "\r\n", "x", "..", "\r\n."}[random.nextInt(5)]);
            }
            String answer = stuffed(message.toString(), 1 + random.nextInt(9));
            assertThat(unstuffed(answer))
                    .isEqualTo(
                            message.isEmpty() || message.toString().endsWith("\r\n")
                                    ? message.toString()
                                    : message + "\r\n");
        }
    }

    @Test
    void findsLineFeedsAtEveryPlace() {
        for (int length = 0; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                byte[] bytes = new byte[length];
                // 0x0B and 0x8A differ from LF in one bit; a careless scan takes them for it.
                Arrays.fill(bytes, (byte) (at % 2 == 0 ? 0x0B : 0x8A));
                bytes[at] = '\n';
                assertThat(DotStuffer.lineAfter(bytes, 0, length)).isEqualTo(at + 1);
                assertThat(DotStuffer.lineAfter(bytes, at + 1, length)).isEqualTo(length);
                assertThat(DotStuffer.lineAfter(bytes, 0, at)).isEqualTo(at);
            }
        }
    }

    @Test
    void cutsTheTopWhereverThePiecesAreCut() {
        String message = "A: b\r\n c\r\n\r\n1\r\n\r\n3\n4\r\n5";
        String[] tops = {
            "A: b\r\n c\r\n\r\n",
            "A: b\r\n c\r\n\r\n1\r\n",
            "A: b\r\n c\r\n\r\n1\r\n\r\n",
            "A: b\r\n c\r\n\r\n1\r\n\r\n3\n",
            "A: b\r\n c\r\n\r\n1\r\n\r\n3\n4\r\n",
            message
        };
        for (int lines = 0; lines < tops.length; lines++) {
            for (int size = 1; size <= message.length(); size++) {
                TopCut cut = new TopCut(lines);
                StringBuilder taken = new StringBuilder();
                for (int from = 0; from < message.length() && !cut.isDone(); from += size) {
                    String piece = message.substring(from, Math.min(message.length(), from + size));
                    taken.append(piece, 0, cut.take(bytes(piece)));
                }
                assertThat(taken.toString())
                        .as("%d lines, pieces of %d", lines, size)
                        .isEqualTo(tops[lines]);
                assertThat(cut.isDone()).isEqualTo(lines < 5);
            }
        }
    }

    private static String stuffed(String message, int pieceBytes) {
        DotStuffer stuffer = new DotStuffer();
        Buffer out = Buffer.buffer();
        byte[] all = bytes(message);
        for (int from = 0; from < all.length; ) {
            int count = Math.min(pieceBytes, all.length - from);
            // Only the counted bytes of a piece belong to the answer.
            byte[] piece = Arrays.copyOf(Arrays.copyOfRange(all, from, from + count), count + 1);
            stuffer.stuff(piece, count, out);
            from += count;
        }
        stuffer.end(out);
        return text(out);
    }

    private static String unstuffed(String answer) {
        StringBuilder message = new StringBuilder();
        for (String line : answer.split("(?<=\r\n)", -1)) {
            if (line.equals(".\r\n")) {
                return message.toString();
            }
            message.append(line.startsWith(".") ? line.substring(1) : line);
        }
        throw new AssertionError("no end: " + answer);
    }

    private static String lines(String text) {
        return text.replace("|", "\r\n").replace("~", "\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(Buffer out) {
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
