package org.posthouse.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthouse.codec.Received.NotUnderstood;
import org.posthouse.codec.Received.Reason;
import org.posthouse.codec.Received.Understood;
import org.posthouse.core.account.AccountQuery.SearchMessages;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.SearchKey;

/** Bytes that want more than they bring. */
class HostileBytesTest {
    private static final MailboxView VIEW = new MailboxView(1, 1, 0, 0);

    @Test
    void takesKeysNestedAsDeepAsAllowedAndNoDeeper() {
        assertThat(sent(search(nested(SearchKey.DEPTH_MAX)))).isInstanceOf(Understood.class);
        assertThat(sent(search(nested(SearchKey.DEPTH_MAX + 1))))
                .isEqualTo(malformed("search keys nested deeper than 50"));
        assertThat(sent(search(nested(1000))))
                .isEqualTo(malformed("search keys nested deeper than 50"));
    }

    @Test
    void takesAsManyKeysAsAllowedAndNoMore() {
        assertThat(sent(search(many(SearchKey.KEYS_MAX, new SearchKey.All()))))
                .isInstanceOf(Understood.class);
        assertThat(sent(search(many(SearchKey.KEYS_MAX + 1, new SearchKey.All()))))
                .isEqualTo(malformed("more than 1000 search keys"));
        SearchKey empty = new SearchKey.And(Collections.emptyList());
        assertThat(sent(search(many(SearchKey.KEYS_MAX + 1, empty))))
                .isEqualTo(malformed("more than 1000 search keys"));
    }

    @Test
    void refusesDictionariesNestedTooDeepForTheStack() {
        assertThat(work(3, o -> o.text("{a=".repeat(100_000))))
                .isInstanceOfSatisfying(
                        NotUnderstood.class,
                        not -> assertThat(not.reason()).isEqualTo(Reason.MALFORMED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "{}{}", "{a=1;", "(a,b)", "{} // comment", "{a=\"\t\";}"})
    void refusesSettingsThatAreNoDictionaryOfTheWire(String text) {
        assertThat(work(3, o -> o.text(text)))
                .isInstanceOfSatisfying(
                        NotUnderstood.class,
                        not -> assertThat(not.detail()).startsWith("settings: "));
    }

    @Test
    void neverCopiesABlockTwice() {
        assertThat(reply(12, o -> twoBlocks(o, 0, 4, 4, 4))).isInstanceOf(Understood.class);
        assertThat(reply(12, o -> twoBlocks(o, 0, 8, 0, 8)))
                .isEqualTo(malformedReply("block 0+8 of 8 after 8"));
    }

    @ParameterizedTest
    @CsvSource({"0, 9", "9, 0", "4, 5", "-1, 1", "1, -1", "9223372036854775807, 1"})
    void refusesABlockOutsideTheTail(long offset, long length) {
        assertThat(reply(12, o -> twoBlocks(o, offset, length, 8, 0)))
                .isEqualTo(malformedReply("block " + offset + "+" + length + " of 8 after 0"));
    }

    @Test
    void refusesACountThatTheBytesCannotHold() {
        assertThat(reply(4, o -> o.varint(Integer.MAX_VALUE)))
                .isEqualTo(malformedReply("2147483647 elements in 0 bytes"));
    }

    @Test
    void refusesARecordThatIsLongerThanTheOneAround() {
        assertThat(reply(5, o -> o.varint(100).varint(1)))
                .isEqualTo(malformedReply("100 bytes wanted, 1 left"));
    }

    @ParameterizedTest
    @CsvSource({"00000000000000000000, 10", "000001000000000000000000, 12"})
    void refusesAMessageThatIsTooShortOrOfNoVersion(String hex, int bytes) {
        Buffer frame = Buffer.buffer(HexFormat.of().parseHex(hex));
        assertThat(frame.length()).isEqualTo(bytes);
        assertThat(((NotUnderstood<?>) WireFormat.read(frame, 0)).reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, -1", "1, 0", "0, 1", "2147483647, 2147483647"})
    void refusesLengthsThatTheBufferCannotHold(int head, int tail) {
        Buffer frame = Buffer.buffer();
        frame.appendUnsignedByte((short) 1).appendUnsignedShort(2);
        frame.appendInt(head).appendInt(tail);
        assertThat(WireFormat.read(frame, 0))
                .isEqualTo(malformedReply("head of " + head + " and tail of " + tail + " in 0"));
    }

    @ParameterizedTest
    @CsvSource({"anna", "@example.org", "a..b@example.org", "anna@", "anna@-x"})
    void refusesANameThatNoAccountHas(String name) {
        WireWriter out = new WireWriter();
        out.text(name).varint(1).varint(1).varint(1);
        assertThat(WireFormat.read(frame(3, out), 0))
                .isEqualTo(malformedReply("no name of an account"));
    }

    @Test
    void refusesARequestThatWaitsANegativeTime() {
        WireWriter out = new WireWriter();
        out.i64(Examples.COMMAND_ID.high()).i64(Examples.COMMAND_ID.low()).varint(-5);
        assertThat(WireFormat.read(frame(1, out), 0)).isEqualTo(malformed("size -5"));
    }

    /** A page of one message with two blocks; the tail's 8 bytes are those of an appended field. */
    private static void twoBlocks(
            WireWriter out, long offset, long length, long nextOffset, long nextLength) {
        out.varint(1);
        out.record(message -> {
            for (int number = 0; number < 6; number++) {
                message.varint(1);
            }
            message.varint(2).varint(offset).varint(length);
            message.varint(nextOffset).varint(nextLength).varint(0);
        });
        out.varint(0);
        FetchFormat.write(FetchCursor.END, out);
        out.bool(false).block(new byte[8]);
    }

    private static Received<?> sent(Object message) {
        Buffer out = Buffer.buffer();
        WireFormat.write(message, out);
        return WireFormat.read(out, 0);
    }

    private static Object search(SearchKey key) {
        return Examples.request(new SearchMessages(VIEW, key, 0));
    }

    private static SearchKey nested(int times) {
        SearchKey key = new SearchKey.All();
        for (int i = 0; i < times; i++) {
            key = new SearchKey.Not(key);
        }
        return key;
    }

    private static SearchKey many(int count, SearchKey key) {
        return new SearchKey.And(Collections.nCopies(count, key));
    }

    private static Received<?> work(int type, Consumer<WireWriter> fields) {
        WireWriter out = new WireWriter();
        out.i64(Examples.COMMAND_ID.high()).i64(Examples.COMMAND_ID.low()).varint(1).varint(0);
        out.account(Examples.ANNA).oneOf(type, fields);
        return WireFormat.read(frame(1, out), 0);
    }

    private static Received<?> reply(int kind, Consumer<WireWriter> fields) {
        WireWriter out = new WireWriter();
        out.oneOf(kind, fields);
        return WireFormat.read(frame(2, out), 0);
    }

    private static Buffer frame(int type, WireWriter out) {
        Buffer frame = Buffer.buffer();
        frame.appendUnsignedByte((short) 1).appendUnsignedShort(type);
        out.appendTo(frame);
        return frame;
    }

    private static NotUnderstood<?> malformed(String detail) {
        return new NotUnderstood<>(Examples.COMMAND_ID, Reason.MALFORMED, detail);
    }

    private static NotUnderstood<?> malformedReply(String detail) {
        return new NotUnderstood<>(CommandId.NONE, Reason.MALFORMED, detail);
    }
}
