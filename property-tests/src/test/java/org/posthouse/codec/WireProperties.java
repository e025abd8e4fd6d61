package org.posthouse.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.posthouse.codec.Received.NotUnderstood;
import org.posthouse.codec.Received.Reason;
import org.posthouse.codec.Received.Understood;
import org.posthouse.core.account.AccountCommand;
import org.posthouse.core.account.AccountLifecycle;
import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.bytes.ByteWriter;

class WireProperties {
    /** What reading may take beside the input: exceptions, and classes loaded meanwhile. */
    private static final long ALLOCATED_BYTES_FREE = 1 << 20;

    /** What an input's byte may cost at most: an empty text in a list of texts, twice copied. */
    private static final long ALLOCATED_PER_BYTE = 100;

    private static final AccountName ANNA = new AccountName("anna", new DomainName("example.org"));

    static {
        // Loads the tables of IDNA, megabytes once, which would count as some input's cost.
        DomainName.parse("ü.example");
    }

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Property(tries = 1000)
    void everyMessageArrivesAsItWasSent(@ForAll("messages") Object message) {
        Buffer wire = written(message);
        Received<?> received = WireFormat.read(wire, 0);
        assertThat(received).isInstanceOf(Understood.class);
        assertThat(((Understood<?>) received).message())
                .usingRecursiveComparison()
                .withEqualsForType(WireProperties::sameContent, MessageContent.Inline.class)
                .isEqualTo(message);
    }

    @Property
    void everyCommandArrives(@ForAll("commands") AccountWork work) {
        arrives(request(work));
    }

    @Property
    void everyQueryArrives(@ForAll("queries") AccountWork work) {
        arrives(request(work));
    }

    @Property
    void everyLifecycleWorkArrives(@ForAll("lifecycle") AccountWork work) {
        arrives(request(work));
    }

    @Property
    void everyReplyArrives(@ForAll("replies") AccountReply reply) {
        arrives(reply);
    }

    @Property
    void noMessageIsUnderstoodWhenItsEndIsMissing(
            @ForAll("messages") Object message, @ForAll("parts") double part) {
        Buffer wire = written(message);
        Buffer cut = wire.getBuffer(0, (int) (wire.length() * part));
        assertThat(readWithinBounds(cut))
                .isInstanceOfSatisfying(
                        NotUnderstood.class,
                        not -> assertThat(not.reason()).isEqualTo(Reason.MALFORMED));
    }

    @Property(tries = 1000)
    void aRecordCutShortIsAnsweredAndNotThrown(
            @ForAll("messages") Object message, @ForAll("parts") double part) {
        Buffer wire = written(message);
        int headBytes = (int) (wire.getInt(3) * part);
        wire.setInt(3, headBytes);
        readWithinBounds(wire);
    }

    @Property(tries = 2000)
    void damageIsAnsweredAndNotThrown(
            @ForAll("messages") Object message,
            @ForAll @Size(min = 1, max = 5) List<@From("damages") Damage> damages) {
        Buffer wire = written(message);
        damages.forEach(damage -> damage.on(wire));
        Received<?> received = readWithinBounds(wire);
        if (received instanceof Understood<?>(Object other)) {
            // What was understood is a message like any other: it can be sent on and read again.
            Buffer again = written(other);
            assertThat(WireFormat.read(again, 0)).isInstanceOf(Understood.class);
        }
    }

    @Property(tries = 1000)
    void noiseIsAnsweredAndNotThrown(
            @ForAll @IntRange(min = 0, max = 4) int type, @ForAll("noise") byte[] head) {
        readWithinBounds(frame(type, new ByteWriter().raw(head, 0, head.length)));
    }

    @Property
    void noiseInAnyKindOfReplyIsAnsweredAndNotThrown(
            @ForAll @IntRange(min = 1, max = 14) int kind, @ForAll("noise") byte[] fields) {
        readWithinBounds(frame(2, new ByteWriter().varint(kind).block(fields)));
    }

    @Property
    void noiseInAnyKindOfWorkKeepsTheCommandId(
            @ForAll("kindsOfWork") int kind, @ForAll("noise") byte[] fields) {
        ByteWriter head = new ByteWriter().i64(7).i64(8).varint(1).varint(0);
        head.string(ANNA.toString()).varint(kind).block(fields);
        Received<?> received = readWithinBounds(frame(1, head));
        if (received instanceof NotUnderstood<?> not) {
            assertThat(not.commandId()).isEqualTo(new CommandId(7, 8));
        }
    }

    @Property
    void itIsTheSameObjectWithinANode(@ForAll("messages") Object message) {
        assertThat(new WireCodec().transform(message)).isSameAs(message);
    }

    @Example
    void noKindOfMessageIsLeftOut() {
        assertThat(kindsIn(WireMessages.commands())).isEqualTo(kindsOf(AccountCommand.class));
        assertThat(kindsIn(WireMessages.queries())).isEqualTo(kindsOf(AccountQuery.class));
        assertThat(kindsIn(WireMessages.lifecycle())).isEqualTo(kindsOf(AccountLifecycle.class));
        assertThat(kindsIn(WireMessages.repliesByKind())).isEqualTo(kindsOf(AccountReply.class));
    }

    @Provide
    Arbitrary<Object> messages() {
        return WireMessages.any();
    }

    @Provide
    Arbitrary<AccountWork> commands() {
        return Arbitraries.oneOf(WireMessages.commands());
    }

    @Provide
    Arbitrary<AccountWork> queries() {
        return Arbitraries.oneOf(WireMessages.queries());
    }

    @Provide
    Arbitrary<AccountWork> lifecycle() {
        return Arbitraries.oneOf(WireMessages.lifecycle());
    }

    @Provide
    Arbitrary<AccountReply> replies() {
        return WireMessages.replies();
    }

    /** From none to nearly all. */
    @Provide
    Arbitrary<Double> parts() {
        return Arbitraries.doubles().between(0, true, 1, false).ofScale(6);
    }

    /** Bytes that are small numbers as often as not, so that they lead deep into the reader. */
    @Provide
    Arbitrary<byte[]> noise() {
        Arbitrary<Byte> small = Arbitraries.bytes().between((byte) 0, (byte) 16);
        return Arbitraries.oneOf(small, Arbitraries.bytes()).array(byte[].class).ofMaxSize(2000);
    }

    @Provide
    Arbitrary<Integer> kindsOfWork() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(1, 16),
                Arbitraries.integers().between(101, 108),
                Arbitraries.integers().between(201, 204));
    }

    @Provide
    Arbitrary<Damage> damages() {
        Arbitrary<byte[]> values =
                Arbitraries.oneOf(
                        Arbitraries.bytes().array(byte[].class).ofSize(1),
                        Arbitraries.of(
                                new byte[] {-1, -1, -1, -1, 7},
                                new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
                                new byte[] {0x7F, -1, -1, -1},
                                new byte[] {0, 0, 0, 0}));
        return Combinators.combine(Arbitraries.doubles().between(0, true, 1, false), values)
                .as(Damage::new);
    }

    /** Bytes written over a message, at some part of its length. */
    record Damage(double part, byte[] bytes) {
        void on(Buffer wire) {
            int at = (int) (wire.length() * part);
            wire.setBytes(at, bytes, 0, Math.min(bytes.length, wire.length() - at));
        }
    }

    private Received<?> readWithinBounds(Buffer wire) {
        long before = threads.getCurrentThreadAllocatedBytes();
        Received<?> received = WireFormat.read(wire, 0);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).isLessThan(ALLOCATED_BYTES_FREE + ALLOCATED_PER_BYTE * wire.length());
        return received;
    }

    private static void arrives(Object message) {
        Buffer wire = written(message);
        Received<?> received = WireFormat.read(wire, 0);
        assertThat(received).isInstanceOf(Understood.class);
        assertThat(written(((Understood<?>) received).message()).getBytes())
                .isEqualTo(wire.getBytes());
    }

    private static AccountRequest request(AccountWork work) {
        return new AccountRequest(CommandId.NONE, 0, 0, ANNA, work);
    }

    private static Buffer written(Object message) {
        Buffer wire = Buffer.buffer();
        WireFormat.write(message, wire);
        return wire;
    }

    private static Buffer frame(int type, ByteWriter head) {
        Buffer frame = Buffer.buffer();
        frame.appendUnsignedByte((short) 1).appendUnsignedShort(type);
        return frame.appendInt(head.length()).appendInt(0).appendBytes(head.toBytes());
    }

    private static boolean sameContent(MessageContent.Inline a, MessageContent.Inline b) {
        return Arrays.equals(joined(a), joined(b)) && Arrays.equals(a.structure(), b.structure());
    }

    private static byte[] joined(MessageContent.Inline content) {
        Buffer all = Buffer.buffer();
        content.slices().forEach(all::appendBytes);
        return all.getBytes();
    }

    private static Set<Class<?>> kindsIn(List<? extends Arbitrary<?>> generators) {
        Set<Class<?>> kinds = new HashSet<>();
        generators.forEach(generator -> kinds.add(generator.sample().getClass()));
        return kinds;
    }

    private static Set<Class<?>> kindsOf(Class<?> type) {
        Set<Class<?>> kinds = new HashSet<>();
        Stream.of(type.getPermittedSubclasses()).forEach(kinds::add);
        return kinds;
    }
}
