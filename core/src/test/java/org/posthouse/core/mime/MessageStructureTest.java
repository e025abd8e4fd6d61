package org.posthouse.core.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthouse.core.mime.Mails.bytes;
import static org.posthouse.core.mime.Mails.mail;
import static org.posthouse.core.mime.Mails.scan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MessageStructureTest {
    private static final SectionSpec.Kind FULL = new SectionSpec.Full();
    private static final SectionSpec.Kind HEADER = new SectionSpec.Header();
    private static final SectionSpec.Kind TEXT = new SectionSpec.Text();
    private static final SectionSpec.Kind MIME = new SectionSpec.Mime();

    static Stream<String> mails() {
        return Mails.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("mails")
    void comesBackFromItsBytes(String name) {
        MessageStructure s = scan(mail(name));
        MessageStructure back = MessageStructure.decode(s.encode());
        assertThat(back).isEqualTo(s).hasSameHashCodeAs(s);
        assertThat(back.parts()).isEqualTo(s.parts());
        assertThat(back.sentDate()).isEqualTo(s.sentDate());
        ByteBuffer buffer = ByteBuffer.allocate(s.encodedBytes() + 7).position(7);
        s.encode(buffer);
        buffer.position(7);
        assertThat(MessageStructure.text(buffer, MessageStructure.Text.ENVELOPE))
                .isEqualTo(s.text(MessageStructure.Text.ENVELOPE));
        assertThat(buffer.position()).isEqualTo(7);
    }

    @ParameterizedTest
    @MethodSource("mails")
    void refusesGarbageWithOneException(String name) {
        byte[] encoded = scan(mail(name)).encode();
        Random random = new Random(name.hashCode());
        for (int round = 0; round < 3000; round++) {
            byte[] broken = Arrays.copyOf(encoded, round < encoded.length ? round : encoded.length);
            for (int i = 0; round >= encoded.length / 2 && i < 3 && broken.length > 0; i++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            decodeOrRefuse(broken);
        }
    }

    @Test
    void refusesHugeCountsWithoutTakingMemory() {
        byte[] parts = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F, 0, 0, 0};
        byte[] text = bytes("()");
        byte[] encoded = StructureCodec.encode(text, text, text, parts, new byte[] {0});
        assertThatThrownBy(() -> MessageStructure.decode(encoded))
                .isInstanceOf(MalformedStructure.class);
        byte[] endless = new byte[40];
        Arrays.fill(endless, (byte) 0xFF);
        assertThatThrownBy(() -> MessageStructure.decode(endless))
                .isInstanceOf(MalformedStructure.class);
    }

    @Test
    void passesOverWhatANewerMinorVersionAdds() {
        MessageStructure s = scan(mail("forwarded"));
        byte[] sent = Arrays.copyOf(section(s, 5), section(s, 5).length + 9);
        byte[] newer =
                StructureCodec.encode(
                        section(s, 1),
                        section(s, 2),
                        section(s, 3),
                        section(s, 4),
                        sent,
                        bytes("a section of tomorrow"));
        newer[3] = 1;
        MessageStructure read = MessageStructure.decode(newer);
        assertThat(read.parts()).isEqualTo(s.parts());
        assertThat(read.text(MessageStructure.Text.BODY))
                .isEqualTo(s.text(MessageStructure.Text.BODY));
    }

    @Test
    void refusesAnotherMajorVersion() {
        byte[] encoded = scan(mail("plain")).encode();
        encoded[2] = 2;
        assertThatThrownBy(() -> MessageStructure.decode(encoded))
                .isInstanceOf(MalformedStructure.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void refusesPartsThatLieOutsideTheirParent() {
        MessageStructure s = scan(mail("attachment"));
        ByteBuilder table = new ByteBuilder();
        StructureCodec.varint(table, 2);
        row(table, MessagePart.Kind.MULTIPART, 0, 0, 10, 20);
        row(table, MessagePart.Kind.BINARY, 1, 10, 5, 16);
        byte[] encoded =
                StructureCodec.encode(
                        section(s, 1),
                        section(s, 2),
                        section(s, 3),
                        table.toArray(),
                        section(s, 5));
        assertThatThrownBy(() -> MessageStructure.decode(encoded))
                .isInstanceOf(MalformedStructure.class)
                .hasMessageContaining("part 1");
    }

    @Test
    void locatesTheSectionsOfAForwardedMail() {
        assertThat(fetch("forwarded", FULL)).isEqualTo(string(mail("forwarded")));
        assertThat(fetch("forwarded", FULL, 1)).isEqualTo("see below");
        assertThat(fetch("forwarded", MIME, 1)).isEqualTo("Content-Type: text/plain\r\n\r\n");
        assertThat(fetch("forwarded", MIME, 2))
                .isEqualTo("Content-Type: message/rfc822\r\nContent-Disposition: inline\r\n\r\n");
        assertThat(fetch("forwarded", HEADER, 2))
                .startsWith("From: Inner")
                .endsWith("boundary=in\r\n\r\n");
        assertThat(fetch("forwarded", TEXT, 2)).startsWith("--in\r\n").endsWith("--in--\r\n");
        assertThat(fetch("forwarded", FULL, 2))
                .isEqualTo(fetch("forwarded", HEADER, 2) + fetch("forwarded", TEXT, 2));
        assertThat(fetch("forwarded", FULL, 2, 1)).isEqualTo("deep text");
        assertThat(fetch("forwarded", FULL, 2, 2))
                .isEqualTo("Subject: innermost\r\n\r\nplain innermost");
        assertThat(fetch("forwarded", FULL, 2, 2, 1)).isEqualTo("plain innermost");
        assertThat(fetch("forwarded", MIME, 2, 2, 1)).isEqualTo("Subject: innermost\r\n\r\n");
        assertThat(fetch("forwarded", HEADER, 2, 2)).isEqualTo("Subject: innermost\r\n\r\n");
    }

    @Test
    void countsTheBodyOfASinglePartMessageAsPartOne() {
        assertThat(fetch("plain", FULL, 1))
                .isEqualTo("Shall we?\r\n\r\nAnn\r\n")
                .isEqualTo(fetch("plain", TEXT));
        assertThat(fetch("plain", MIME, 1)).isEqualTo(fetch("plain", HEADER));
    }

    @Test
    void looksIntoAMessageThatIsTheWholeBody() {
        assertThat(fetch("message-top", FULL, 1)).isEqualTo(fetch("message-top", TEXT));
        assertThat(fetch("message-top", FULL, 1, 1)).isEqualTo("inner text\r\n");
        assertThat(fetch("message-top", HEADER, 1))
                .isEqualTo("Subject: inner\r\nFrom: x@y\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "plain,2",
        "plain,1.1",
        "alternative,3",
        "alternative,1.1",
        "forwarded,2.3",
        "forwarded,2.2.1.1",
        "no-boundary,1"
    })
    void knowsThatAPartIsNotThere(String name, String path) {
        List<Integer> numbers = Stream.of(path.split("\\.", -1)).map(Integer::valueOf).toList();
        for (SectionSpec.Kind kind :
                List.of(FULL, HEADER, TEXT, MIME, new SectionSpec.Fields(List.of(), true))) {
            assertThat(scan(mail(name)).locate(new SectionSpec(numbers, kind, null)))
                    .isEqualTo(Located.ABSENT);
        }
    }

    @Test
    void knowsThatOnlyMessagesHaveHeaderAndText() {
        for (SectionSpec.Kind kind :
                List.of(HEADER, TEXT, new SectionSpec.Fields(List.of("From"), false))) {
            assertThat(locate("alternative", kind, null, 1)).isEqualTo(Located.ABSENT);
            assertThat(locate("plain", kind, null, 1)).isEqualTo(Located.ABSENT);
        }
        assertThat(locate("plain", MIME, null)).isEqualTo(Located.ABSENT);
    }

    @Test
    void cutsThePartialRange() {
        long text = scan(mail("plain")).parts().getFirst().bodyOffset();
        assertThat(locate("plain", TEXT, new SectionSpec.Partial(6, 2)))
                .isEqualTo(new Located.Range(text + 6, 2));
        assertThat(locate("plain", TEXT, new SectionSpec.Partial(16, Long.MAX_VALUE)))
                .isEqualTo(new Located.Range(text + 16, 2));
        assertThat(locate("plain", TEXT, new SectionSpec.Partial(Long.MAX_VALUE, 1)))
                .isEqualTo(new Located.Range(text + 18, 0));
    }

    @Test
    void leavesTheWholeHeaderToTheFilterOfFields() {
        SectionSpec spec =
                new SectionSpec(
                        List.of(),
                        new SectionSpec.Fields(List.of("To"), false),
                        new SectionSpec.Partial(4, 3));
        assertThat(scan(mail("plain")).locate(spec)).isEqualTo(locate("plain", HEADER, null));
        assertThat(string(spec.partialOf(bytes("To: bob\r\n\r\n")))).isEqualTo("bob");
        assertThat(spec.partialOf(bytes("To:"))).isEmpty();
    }

    @Test
    void refusesPartNumbersBelowOne() {
        assertThatThrownBy(() -> new SectionSpec(List.of(1, 0), FULL, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SectionSpec.Partial(-1, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tellsTheFieldsOfTheEnvelope() {
        MessageStructure s = scan(mail("alternative"));
        EnvelopeView e = s.envelope();
        assertThat(e.string(EnvelopeView.Field.SUBJECT))
                .isEqualTo("=?utf-8?Q?Gr=C3=BC=C3=9Fe?= aus Wien");
        assertThat(e.string(EnvelopeView.Field.IN_REPLY_TO)).isEqualTo("<1@example.org>");
        assertThat(e.addresses(EnvelopeView.Field.REPLY_TO))
                .containsExactly(new Address.Mailbox("Lee, Ann", null, "ann", "example.org"));
        assertThat(e.addresses(EnvelopeView.Field.TO))
                .containsExactly(
                        new Address.GroupStart("undisclosed-recipients"), new Address.GroupEnd());
        assertThat(e.addresses(EnvelopeView.Field.BCC)).isEmpty();
        assertThat(s.sentDate()).isEqualTo(new Rfc5322Date(1772543700000L, -300));
        assertThatThrownBy(() ->
                        EnvelopeView.of(ByteBuffer.wrap(bytes("(NIL \"cut")))
                                .string(EnvelopeView.Field.SUBJECT))
                .isInstanceOf(MalformedStructure.class);
    }

    @Test
    void sendsEightBitNamesAsLiterals() {
        String envelope = Mails.text(scan(mail("eight-bit")), MessageStructure.Text.ENVELOPE);
        assertThat(envelope).startsWith("(NIL {7}\r\n").contains(" (({13}\r\n");
        assertThat(scan(mail("eight-bit")).envelope().addresses(EnvelopeView.Field.TO))
                .containsExactly(new Address.Mailbox("K\u00c3\u00a4the", null, "k", "x.org"));
    }

    private static void decodeOrRefuse(byte[] encoded) {
        try {
            MessageStructure s = MessageStructure.decode(encoded);
            s.locate(new SectionSpec(List.of(1), HEADER, null));
            s.parts().forEach(s::path);
            s.envelope().string(EnvelopeView.Field.MESSAGE_ID);
        } catch (MalformedStructure e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    private static void row(
            ByteBuilder table,
            MessagePart.Kind kind,
            long parent,
            long offset,
            long header,
            long body) {
        table.append(StructureCodec.flags(kind, TransferEncoding.IDENTITY, parent == 0));
        for (long number : new long[] {parent, offset, header, body, 0}) {
            StructureCodec.varint(table, number);
        }
        StructureCodec.bytes(table, bytes("a/b"));
    }

    private static byte[] section(MessageStructure s, int id) {
        ByteBuffer section = StructureCodec.section(ByteBuffer.wrap(s.encode()), id);
        byte[] bytes = new byte[section.remaining()];
        section.get(bytes);
        return bytes;
    }

    private static Located locate(
            String name,
            SectionSpec.Kind kind,
            SectionSpec.@Nullable Partial partial,
            Integer... path) {
        return scan(mail(name)).locate(new SectionSpec(List.of(path), kind, partial));
    }

    private static String fetch(String name, SectionSpec.Kind kind, Integer... path) {
        return switch (locate(name, kind, null, path)) {
            case Located.Range r ->
                    string(
                            Arrays.copyOfRange(
                                    mail(name), (int) r.offset(), (int) (r.offset() + r.length())));
            case Located.Absent _ -> "absent";
        };
    }

    private static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
