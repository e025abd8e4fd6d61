package org.posthouse.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.posthouse.core.mime.MimeScanner;

/**
 * What delivery spends on MIME: a mail of 20 KiB is scanned as it comes in, in pieces of 8 KiB, and
 * its structure is rendered as it is stored.
 *
 * <p>How to read it: an operation is a byte, so that <b>ops/us is MB/s</b> of one core.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MimeScanBenchmark {
    private static final int MAIL_BYTES = 20 * 1024;
    private static final int PIECE_BYTES = 8 * 1024;

    /** What kind of mail. */
    public enum Kind {
        TEXT,
        MULTIPART
    }

    /** The kind of the mail that is scanned again and again. */
    @Param public Kind kind;

    private byte[] mail;

    /** Makes the mail. */
    @Setup
    public void generate() {
        mail =
                switch (kind) {
                    case TEXT -> Mails.text(MAIL_BYTES);
                    case MULTIPART -> Mails.multipart(MAIL_BYTES);
                };
    }

    /** Scans one mail. */
    @Benchmark
    @OperationsPerInvocation(MAIL_BYTES)
    public byte[] scan() {
        MimeScanner scanner = new MimeScanner();
        for (int at = 0; at < mail.length; at += PIECE_BYTES) {
            scanner.write(mail, at, Math.min(PIECE_BYTES, mail.length - at));
        }
        return scanner.finish().encode();
    }
}
