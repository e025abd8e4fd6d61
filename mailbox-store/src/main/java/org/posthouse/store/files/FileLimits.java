package org.posthouse.store.files;

/**
 * When an account's files are rewritten.
 *
 * @param fileBytesMax a log or segment that is longer is left and a new one begun
 * @param smallFileBytesMax a file below is small
 * @param smallFilesMax small logs, and small segments, beyond which some are merged into one
 * @param snapshotLogBytesMin a snapshot is not rewritten for fewer bytes of events after it
 */
public record FileLimits(
        long fileBytesMax, long smallFileBytesMax, int smallFilesMax, long snapshotLogBytesMin) {
    /** What production uses. */
    public static final FileLimits DEFAULT = new FileLimits(64L << 20, 32L << 20, 16, 64L << 10);

    /** A snapshot is rewritten when the events after it are longer than this part of it. */
    static final int SNAPSHOT_LOG_PART = 4;

    /** How many of the smallest files are merged at a time. */
    int mergedAtOnce() {
        return Math.max(2, smallFilesMax * 3 / 4);
    }
}
