package org.posthouse.store.journal;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How a journal is kept.
 *
 * @param directory all journals of this node: {@code …/journals/<node>}
 * @param segmentBytes a segment is left when the next record would make it longer; 64 KiB to 1 GiB
 * @param blockBytes what Chronicle maps at a time; a power of two from 256 KiB to 64 MiB. A record
 *     is shorter than a quarter of it
 * @param batchRecordsMax records acknowledged by one force, at most
 * @param batchBytesMax bytes written between two forces, about; beyond 1 MiB the page faults cost
 *     more than the force
 * @param queuedBytesMax bytes that may wait in memory; an append beyond is refused with {@link
 *     JournalBusy}
 * @param reserveBytes free space below which appends are refused with {@link StorageFull}; two
 *     segments at least are wise
 * @param recheckMillis how often the free space is looked at
 * @param fence how the writer proves that it is still the owner
 * @param ownershipValid asked on the committer thread after force and fence; false stops the
 *     journal for good
 * @param failureListener told once when the journal stops for good by itself, on the thread that
 *     found out
 */
public record JournalOptions(
        Path directory,
        long segmentBytes,
        int blockBytes,
        int batchRecordsMax,
        int batchBytesMax,
        long queuedBytesMax,
        long reserveBytes,
        long recheckMillis,
        Fence fence,
        BooleanSupplier ownershipValid,
        Consumer<JournalFailed> failureListener) {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final long SEGMENT_BYTES_MAX = 1L << 30;

    /**
     * @throws IllegalArgumentException when a number is outside its range
     */
    public JournalOptions {
        directory = directory.toAbsolutePath().normalize();
        require(directory.getNameCount() > 0, "directory names the node", directory);
        require(
                segmentBytes >= 64 * KIB && segmentBytes <= SEGMENT_BYTES_MAX,
                "segmentBytes is 64 KiB to 1 GiB",
                segmentBytes);
        require(
                Integer.bitCount(blockBytes) == 1
                        && blockBytes >= 256 * KIB
                        && blockBytes <= 64 * MIB,
                "blockBytes is a power of two from 256 KiB to 64 MiB",
                blockBytes);
        require(batchRecordsMax >= 1, "batchRecordsMax is positive", batchRecordsMax);
        require(batchBytesMax >= 1, "batchBytesMax is positive", batchBytesMax);
        require(
                queuedBytesMax >= excerptBytesMax(blockBytes),
                "queuedBytesMax holds one record",
                queuedBytesMax);
        require(reserveBytes >= 0, "reserveBytes is not negative", reserveBytes);
        require(recheckMillis >= 1, "recheckMillis is positive", recheckMillis);
    }

    /** What production uses, with the fence of shared storage. */
    public static JournalOptions of(
            Path directory,
            BooleanSupplier ownershipValid,
            Consumer<JournalFailed> failureListener) {
        long segmentBytes = 128L * MIB;
        return new JournalOptions(
                directory,
                segmentBytes,
                16 * MIB,
                1024,
                MIB,
                64L * MIB,
                2 * segmentBytes,
                1000,
                Fence.EVERY_COMMIT,
                ownershipValid,
                failureListener);
    }

    /** The same with another fence. */
    public JournalOptions withFence(Fence other) {
        return new JournalOptions(
                directory,
                segmentBytes,
                blockBytes,
                batchRecordsMax,
                batchBytesMax,
                queuedBytesMax,
                reserveBytes,
                recheckMillis,
                other,
                ownershipValid,
                failureListener);
    }

    /** The same with other segments and the reserve that fits them (two segments). */
    public JournalOptions withSegmentBytes(long bytes) {
        return new JournalOptions(
                directory,
                bytes,
                blockBytes,
                batchRecordsMax,
                batchBytesMax,
                queuedBytesMax,
                2 * bytes,
                recheckMillis,
                fence,
                ownershipValid,
                failureListener);
    }

    /** Longest record with everything in it (header, name, payload, body), in bytes. */
    public int excerptBytesMax() {
        return excerptBytesMax(blockBytes);
    }

    /** The node's name, for messages to people. */
    String node() {
        return Objects.requireNonNull(directory.getFileName()).toString();
    }

    /**
     * Chronicle's chunks overlap by a quarter of a block, and an excerpt with its framing has to
     * fit there.
     */
    private static int excerptBytesMax(int blockBytes) {
        return blockBytes / 4 - 4 * KIB;
    }

    private static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", but is " + value);
        }
    }
}
