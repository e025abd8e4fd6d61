package org.posthouse.node.queue;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.MessageContent;
import org.posthouse.node.account.AccountClient.BodyStage;

/**
 * Collects a message's bytes as they come: in memory while they are few, and on stable storage from
 * {@link MessageContent#INLINE_BYTES_MAX} on. The same bytes go to one or more targets, each of
 * which begins with lines of its own. On one event loop.
 */
public final class BodyCollector {
    /** Pieces below this size are put together, so that many tiny ones cost no more memory. */
    private static final int PIECE_BYTES_MIN = 4096;

    private static final int GATHER_BYTES = 16 * 1024;

    /**
     * Where the message goes.
     *
     * @param prefix the bytes before the message's own
     * @param stage asked once when the message turns out to be large
     */
    public record Target(byte[] prefix, Supplier<BodyStage> stage) {}

    /** Holds the sender back. */
    public interface Flow {
        /** No more bytes are to come until {@link #resume()}. */
        void pause();

        /** The bytes may come again. */
        void resume();
    }

    /** What was collected for one target. */
    public sealed interface Collected {
        /** It is small: all bytes, the prefix first. */
        record Inline(List<byte[]> slices) implements Collected {
            public Inline {
                slices = List.copyOf(slices);
            }
        }

        /** It is large and on stable storage under this name. */
        record Staged(String stage, long sizeBytes) implements Collected {}
    }

    private final List<Target> targets;
    private final Flow flow;
    private final int inlineBytesMax;
    private final List<byte[]> slices = new ArrayList<>();
    private final List<StageWriter> writers = new ArrayList<>();
    private byte @Nullable [] gather;
    private int gathered;
    private long bytes;
    private boolean paused;
    private boolean ended;
    private @Nullable Throwable failure;

    /** A collector of one message; {@link #discard()} it in every case. */
    public BodyCollector(List<Target> targets, Flow flow) {
        this.targets = List.copyOf(targets);
        this.flow = flow;
        int longest = targets.stream().mapToInt(target -> target.prefix().length).max().orElse(0);
        this.inlineBytesMax = MessageContent.INLINE_BYTES_MAX - longest;
    }

    /** Bytes added so far, without the prefixes. */
    public long sizeBytes() {
        return bytes;
    }

    /** Why the message can't be stored; null as long as it can. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** Adds bytes, which are not to be changed afterwards. */
    public void add(byte[] from, int offset, int count) {
        if (count == 0 || ended) {
            return;
        }
        bytes += count;
        if (count < PIECE_BYTES_MIN) {
            gather(from, offset, count);
        } else {
            flushGathered();
            slice(
                    offset == 0 && count == from.length
                            ? from
                            : Arrays.copyOfRange(from, offset, offset + count));
        }
        if (writers.isEmpty() && bytes > inlineBytesMax) {
            spill();
        }
    }

    private void gather(byte[] from, int offset, int count) {
        byte[] into = gather;
        if (into == null || into.length - gathered < count) {
            flushGathered();
            into = new byte[GATHER_BYTES];
            gather = into;
        }
        System.arraycopy(from, offset, into, gathered, count);
        gathered += count;
    }

    private void flushGathered() {
        byte[] into = gather;
        if (into != null && gathered > 0) {
            gather = null;
            slice(gathered == into.length ? into : Arrays.copyOf(into, gathered));
            gathered = 0;
        }
    }

    private void slice(byte[] slice) {
        if (writers.isEmpty()) {
            slices.add(slice);
        } else {
            writers.forEach(writer -> writer.write(slice));
            hold();
        }
    }

    private void spill() {
        flushGathered();
        for (Target target : targets) {
            StageWriter writer = new StageWriter(target.stage().get(), this::moved);
            writers.add(writer);
            writer.write(target.prefix());
            slices.forEach(writer::write);
        }
        slices.clear();
        hold();
    }

    private void hold() {
        if (!paused && !ended && writers.stream().anyMatch(StageWriter::isBusy)) {
            paused = true;
            flow.pause();
        }
    }

    private void moved() {
        for (StageWriter writer : writers) {
            if (failure == null) {
                failure = writer.failure();
            }
        }
        if (paused && !ended && writers.stream().noneMatch(StageWriter::isBusy)) {
            paused = false;
            flow.resume();
        }
    }

    /**
     * All bytes were added.
     *
     * @return what each target gets, in their order; fails when it can't be stored
     */
    public Future<List<Collected>> finish() {
        flushGathered();
        ended = true;
        release();
        if (writers.isEmpty()) {
            return Future.succeededFuture(
                    targets.stream().map(target -> inline(target.prefix())).toList());
        }
        List<Future<String>> names = writers.stream().map(StageWriter::finish).toList();
        return Future.join(names)
                .map(_ -> {
                    List<Collected> collected = new ArrayList<>();
                    for (int i = 0; i < names.size(); i++) {
                        collected.add(
                                new Collected.Staged(
                                        names.get(i).result(),
                                        bytes + targets.get(i).prefix().length));
                    }
                    return collected;
                });
    }

    private Collected inline(byte[] prefix) {
        List<byte[]> all = new ArrayList<>(slices.size() + 1);
        all.add(prefix);
        all.addAll(slices);
        return new Collected.Inline(all);
    }

    /**
     * Nobody needs what was collected any longer; what is added from now on is dropped. Further
     * calls do nothing.
     */
    public void discard() {
        ended = true;
        gather = null;
        gathered = 0;
        slices.clear();
        writers.forEach(StageWriter::discard);
        release();
    }

    /** No more bytes are taken, so the sender need not wait for those that are being written. */
    private void release() {
        if (paused) {
            paused = false;
            flow.resume();
        }
    }
}
