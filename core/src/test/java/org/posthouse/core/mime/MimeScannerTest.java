package org.posthouse.core.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthouse.core.mime.Mails.bytes;
import static org.posthouse.core.mime.Mails.describe;
import static org.posthouse.core.mime.Mails.mail;
import static org.posthouse.core.mime.Mails.scan;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MimeScannerTest {
    private static final int SCANNED_BYTES_MAX = 4 * 1024 * 1024;

    static Stream<String> mails() {
        return Mails.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("mails")
    void findsTheRecordedStructure(String name) {
        String recorded =
                new String(Mails.resource(name + ".structure"), StandardCharsets.ISO_8859_1);
        assertThat(describe(scan(mail(name)))).isEqualTo(recorded);
    }

    @ParameterizedTest
    @MethodSource("mails")
    void findsTheSameWhateverTheChunks(String name) {
        byte[] message = mail(name);
        MessageStructure whole = scan(message);
        Random random = new Random(name.hashCode());
        for (int round = 0; round < 60; round++) {
            assertThat(scanInChunks(message, round == 0 ? 1 : 1 + random.nextInt(40), random))
                    .as("round %d", round)
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("mails")
    void keepsItsPromisesForMutatedMails(String name) {
        byte[] message = mail(name);
        for (int seed = 0; seed < 1500; seed++) {
            Random random = new Random(seed);
            byte[] mutant = mutate(message, random);
            try {
                MessageStructure structure = scan(mutant);
                assertThat(structure.sizeBytes()).isEqualTo(mutant.length);
                assertLinesCounted(structure, mutant);
                assertThat(scanInChunks(mutant, 1 + random.nextInt(7), random))
                        .isEqualTo(structure);
                for (EnvelopeView.Field field : EnvelopeView.Field.values()) {
                    readField(structure.envelope(), field);
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(name + " with seed " + seed, e);
            }
        }
    }

    @Test
    void findsTheMatchingLastLineWithoutLineEnd() {
        MessageStructure s =
                scan("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--");
        assertThat(s.parts()).hasSize(2);
        assertThat(s.parts().get(1).bodyLength()).isEqualTo(1);
    }

    @Test
    void takesAnEmptyMessage() {
        MessageStructure s = scan("");
        assertThat(s.sizeBytes()).isZero();
        assertThat(Mails.text(s, MessageStructure.Text.ENVELOPE))
                .isEqualTo("(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
        assertThat(Mails.text(s, MessageStructure.Text.BODY))
                .isEqualTo("(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0)");
    }

    @Test
    void putsABoundaryTogetherThatIsContinued() {
        MessageStructure s =
                scan(
                        Mails.lines(
                                "Content-Type: multipart/mixed; boundary*0=ab; boundary*1=\"cd\"",
                                "",
                                "--abcd",
                                "",
                                "x",
                                "--abcd--"));
        assertThat(s.parts()).hasSize(2);
    }

    @Test
    void passesOverABoundaryThatIsNotAtALineStart() {
        MessageStructure s =
                scan(
                        Mails.lines(
                                "Content-Type: multipart/mixed; boundary=b",
                                "",
                                "--b",
                                "",
                                "x --b",
                                "-",
                                " -b",
                                "--",
                                "--b--"));
        assertThat(s.parts()).hasSize(2);
        assertThat(s.parts().get(1).bodyLength()).isEqualTo("x --b\r\n-\r\n -b\r\n--".length());
    }

    @Test
    void ignoresABoundaryAfterItsClosingOne() {
        MessageStructure s =
                scan(
                        Mails.lines(
                                "Content-Type: multipart/mixed; boundary=b",
                                "",
                                "--b",
                                "",
                                "x",
                                "--b--",
                                "--b",
                                "",
                                "epilogue"));
        assertThat(s.parts()).hasSize(2);
    }

    @Test
    void stopsAtTheNestingLimit() {
        MessageStructure s =
                Assertions.assertTimeout(
                        Duration.ofSeconds(20), () -> scan(nestedMultiparts(10_000)));
        assertThat(s.parts()).hasSize(101);
        assertThat(s.parts().getLast().mediaType()).isEqualTo("application/octet-stream");
        MessageStructure messages =
                scan("Content-Type: message/rfc822\r\n\r\n".repeat(10_000) + "\r\ntext\r\n");
        assertThat(messages.parts()).hasSize(101);
    }

    @Test
    void stopsAtThePartsLimit() {
        String message =
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                        + "--b\r\n\r\nx\r\n".repeat(30_000);
        MessageStructure s = scan(message);
        assertThat(s.parts()).hasSize(10_000);
        MessagePart last = s.parts().getLast();
        assertThat(last.bodyOffset() + last.bodyLength()).isEqualTo(message.length());
        assertThat(s.encodedBytes()).isLessThan(SCANNED_BYTES_MAX);
    }

    @Test
    void keepsToThePartsLimitWhereABoundaryCutsOffAMessage() {
        MimeScanner scanner = new MimeScanner(new MimeLimits(1000, 10, 3, 10, 10, 1000));
        String type = "Content-Type: message/rfc822";
        byte[] b =
                bytes(
                        Mails.lines(
                                "Content-Type: multipart/x; boundary=b",
                                "",
                                "--b",
                                type,
                                "--b",
                                "",
                                "x"));
        scanner.write(b, 0, b.length);
        assertThat(scanner.finish().parts()).hasSize(3);
    }

    @Test
    void stopsAtTheParametersLimit() {
        StringBuilder message = new StringBuilder("Content-Type: text/plain");
        for (int i = 0; i < 1_000_000; i++) {
            message.append("; p").append(i).append("=v");
        }
        MessageStructure s =
                Assertions.assertTimeout(
                        Duration.ofSeconds(20), () -> scan(message.append("\r\n\r\nx").toString()));
        assertThat(Mails.text(s, MessageStructure.Text.BODY))
                .contains("\"p199\" \"v\"")
                .doesNotContain("p200");
    }

    @Test
    void looksAtNoMoreOfTheHeaderThanTheLimit() {
        byte[] line = bytes("X-Long: " + "x".repeat(990) + "\r\n");
        MimeScanner scanner = new MimeScanner();
        scanner.write(bytes("Subject: first\r\n"), 0, 16);
        for (int i = 0; i < 10_000; i++) {
            scanner.write(line, 0, line.length);
        }
        byte[] to = bytes("To: " + "a,".repeat(5_000_000) + "\r\nMessage-ID: <late@x>\r\n\r\nbody");
        scanner.write(to, 0, to.length);
        MessageStructure s = scanner.finish();
        assertThat(s.encodedBytes()).isLessThan(SCANNED_BYTES_MAX);
        assertThat(s.parts().getFirst().headerLength())
                .isEqualTo(16 + 10_000L * line.length + to.length - 4);
        assertThat(s.envelope().string(EnvelopeView.Field.SUBJECT)).isEqualTo("first");
        assertThat(s.envelope().addresses(EnvelopeView.Field.TO)).hasSize(10_000);
        assertThat(s.envelope().string(EnvelopeView.Field.MESSAGE_ID)).isNull();
    }

    @Test
    void staysBelowItsLimitForEnvelopesInEveryPart() {
        String inner =
                "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: "
                        + "a,".repeat(20)
                        + "\r\n\r\nx\r\n";
        MessageStructure s =
                scan("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + inner.repeat(6_000));
        assertThat(s.encodedBytes()).isLessThan(SCANNED_BYTES_MAX);
    }

    @Test
    void takesTimeInProportionToHostileAddressesAndComments() {
        for (String pattern :
                new String[] {
                    "(", "\"", "\\\"", "<", "@", ":", ";", "a.", "a .", "<@a,", "(\\", "["
                }) {
            String field = pattern.repeat(250_000 / pattern.length());
            Assertions.assertTimeout(
                    Duration.ofSeconds(10),
                    () ->
                            scan(
                                    "To: "
                                            + field
                                            + "\r\nContent-Type: text/plain; x="
                                            + field
                                            + "\r\n\r\n"),
                    pattern);
        }
    }

    @Test
    void refusesARangeOutsideTheArray() {
        assertThatThrownBy(() -> new MimeScanner().write(new byte[4], 2, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void countsLineFeedsExactly() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            byte[] b = new byte[random.nextInt(40)];
            for (int i = 0; i < b.length; i++) {
                b[i] = (byte) (8 + random.nextInt(4) + (random.nextBoolean() ? 128 : 0));
            }
            int from = b.length == 0 ? 0 : random.nextInt(b.length);
            int count = 0;
            int first = -1;
            for (int i = b.length - 1; i >= from; i--) {
                if (b[i] == '\n') {
                    count++;
                    first = i;
                }
            }
            assertThat(LineFeeds.count(b, from, b.length)).isEqualTo(count);
            assertThat(LineFeeds.next(b, from, b.length)).isEqualTo(first);
        }
    }

    private static MessageStructure scanInChunks(byte[] message, int chunkBytesMax, Random random) {
        MimeScanner scanner = new MimeScanner();
        int at = 0;
        while (at < message.length) {
            int count = Math.min(message.length - at, 1 + random.nextInt(chunkBytesMax));
            // The chunk lies somewhere in a larger buffer that is used again afterwards.
            byte[] buffer = new byte[count + 5];
            System.arraycopy(message, at, buffer, 3, count);
            scanner.write(buffer, 3, count);
            Arrays.fill(buffer, (byte) '\n');
            at += count;
        }
        return scanner.finish();
    }

    private static void assertLinesCounted(MessageStructure structure, byte[] message) {
        for (MessagePart p : structure.parts()) {
            long lines = 0;
            for (long i = p.bodyOffset(); i < p.bodyOffset() + p.bodyLength(); i++) {
                lines += message[(int) i] == '\n' ? 1 : 0;
            }
            assertThat(p.bodyLines()).as("lines of part %d", p.index()).isEqualTo(lines);
        }
    }

    private static void readField(EnvelopeView view, EnvelopeView.Field field) {
        switch (field) {
            case DATE, SUBJECT, IN_REPLY_TO, MESSAGE_ID -> view.string(field);
            case FROM, SENDER, REPLY_TO, TO, CC, BCC -> view.addresses(field);
        }
    }

    private static byte[] mutate(byte[] message, Random random) {
        byte[] mutant = message.clone();
        String seeds = "\r\n\r\n--bfoo:;=\"\\()<>@,/ \t\0\u00e4";
        for (int edits = 1 + random.nextInt(8); edits > 0; edits--) {
            int at = random.nextInt(mutant.length);
            int until = Math.min(mutant.length, at + 1 + random.nextInt(30));
            mutant =
                    switch (random.nextInt(4)) {
                        case 0 ->
                                with(
                                        mutant,
                                        at,
                                        (byte) seeds.charAt(random.nextInt(seeds.length())));
                        case 1 -> splice(mutant, at, at, Arrays.copyOfRange(mutant, at, until));
                        case 2 ->
                                mutant.length - (until - at) < 2
                                        ? mutant
                                        : splice(mutant, at, until, new byte[0]);
                        default -> {
                            int other = random.nextInt(mutant.length);
                            byte[] moved =
                                    Arrays.copyOfRange(
                                            mutant, other, Math.min(mutant.length, other + 20));
                            yield splice(mutant, at, at, moved);
                        }
                    };
        }
        return mutant;
    }

    private static byte[] with(byte[] message, int at, byte value) {
        byte[] changed = message.clone();
        changed[at] = value;
        return changed;
    }

    private static byte[] splice(byte[] message, int from, int to, byte[] instead) {
        byte[] changed = new byte[message.length - (to - from) + instead.length];
        System.arraycopy(message, 0, changed, 0, from);
        System.arraycopy(instead, 0, changed, from, instead.length);
        System.arraycopy(message, to, changed, from + instead.length, message.length - to);
        return changed;
    }

    private static String nestedMultiparts(int levels) {
        StringBuilder message = new StringBuilder("Subject: deep\r\n");
        for (int i = 0; i < levels; i++) {
            message.append("Content-Type: multipart/mixed; boundary=b").append(i);
            message.append("x\r\n\r\n--b").append(i).append("x\r\n");
        }
        return message.append("\r\nbottom\r\n").toString();
    }
}
