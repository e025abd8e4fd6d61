package org.posthouse.jmh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.posthouse.store.journal.JournalException;

/**
 * Durable appends per second: the journal against a file that is written and forced, all in the
 * same directory in one run ({@code -p dir=} on the disk in question).
 *
 * <p>How to read it: the columns <b>acks</b> (records made durable in a second) and <b>syncs</b>
 * (sync calls in a second) are the result; the score above them counts what the method does once.
 *
 * <ul>
 *   <li>{@code journal}: {@code waiting} records at a time, each acknowledgement causing the next
 *       record, so that the batches are those of the bare loops. Goals: acks of {@code journal} are
 *       at least those of {@code growing}, and half of those of {@code preallocated}.
 *   <li>{@code journalHandedOver}: the same with another thread that appends when it is told, as
 *       the node's event loops do; the batches are what comes meanwhile. Goal: at 64 waiting, syncs
 *       are at most 1/20 of acks.
 *   <li>{@code growing}, {@code preallocated}: {@code FileChannel.write} of a whole batch and
 *       {@code force(false)}, in files as long as a segment, without checksums or bookkeeping.
 * </ul>
 *
 * <p>Disks are noisy: compare within one run only. What an iteration writes (up to some GiB) is
 * deleted before the next one.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 5)
public class JournalBenchmark {
    /** What is appended. */
    @State(Scope.Benchmark)
    public static class Shape {
        /** Bytes of a record, without the journal's own header. */
        @Param({"1024", "8192"})
        public int recordBytes;

        /** Records that wait for their acknowledgement at a time. */
        @Param({"16", "64"})
        public int waiting;
    }

    /** One batch. */
    @Benchmark
    public void journal(JournalLoad.SameBatches load, Shape shape, Durable durable)
            throws InterruptedException, JournalException {
        load.await();
        durable.acks += shape.waiting;
        durable.syncs += load.syncs();
    }

    /** One record. */
    @Benchmark
    public void journalHandedOver(JournalLoad.HandedOver load, Durable durable)
            throws InterruptedException, JournalException {
        load.await();
        load.append();
        durable.acks++;
        durable.syncs += load.syncs();
    }

    /** One batch into a file that grows. */
    @Benchmark
    public void growing(BareFile.Growing file, Shape shape, Durable durable) throws IOException {
        write(file, shape, durable);
    }

    /** One batch into a file whose blocks are there. */
    @Benchmark
    public void preallocated(BareFile.Preallocated file, Shape shape, Durable durable)
            throws IOException {
        write(file, shape, durable);
    }

    private static void write(BareFile file, Shape shape, Durable durable) throws IOException {
        file.write();
        durable.acks += shape.waiting;
        durable.syncs++;
    }
}
