package org.posthouse.jmh;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.posthouse.codec.Codecs;
import org.posthouse.core.account.AccountReply.MessagesFetched;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.FetchedMessage.SectionPiece;

/**
 * The largest thing that crosses the bus all the time: a FETCH page of 64 bodies of 4 KiB, written
 * as it goes to another node and read again there. A node that is alone passes the object itself.
 *
 * <p>How to read it: <b>us/op</b> is one page of 256 KiB. {@code encode} is the sender's part of
 * {@code roundTrip}. It writes into an empty buffer, as the bus gives it, so the buffer's growth is
 * in it; {@code -prof gc} tells the bytes that were allocated for one page.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class WireCodecBenchmark {
    private static final int MESSAGES = 64;
    private static final int BODY_BYTES = 4 * 1024;

    private final MessageCodec<Object, Object> codec = Codecs.codec();
    private final MessagesFetched page = page();

    /** Writes the page. */
    @Benchmark
    public Buffer encode() {
        Buffer wire = Buffer.buffer();
        codec.encodeToWire(wire, page);
        return wire;
    }

    /** Writes the page and reads it. */
    @Benchmark
    public Object roundTrip() {
        return codec.decodeFromWire(0, encode());
    }

    private static MessagesFetched page() {
        byte[] mail = Mails.text(BODY_BYTES);
        List<FetchedMessage> messages =
                IntStream.rangeClosed(1, MESSAGES)
                        .mapToObj(uid ->
                                new FetchedMessage(
                                        uid,
                                        uid,
                                        1,
                                        uid,
                                        InboxState.NOW_MILLIS,
                                        BODY_BYTES,
                                        List.of(),
                                        List.of(new SectionPiece(0, BODY_BYTES, 0, mail.clone()))))
                        .toList();
        return new MessagesFetched(
                messages, List.of("$Junk"), new FetchCursor(MESSAGES + 1, 0, 0), false);
    }
}
