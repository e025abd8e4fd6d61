package org.posthouse.core.mime;

/**
 * What one scan may keep, so that no message costs more memory than a known sum.
 *
 * @param headerBytesMax bytes of header field values kept for the structure, over all parts of one
 *     message; what comes after is not looked at
 * @param nestingMax how many multiparts and messages may lie in each other; deeper ones are leaves
 * @param partsMax parts of one message; after the last one the rest of the message belongs to it
 * @param parametersMax parameters of one Content-Type or Content-Disposition field
 * @param addressesMax addresses of one field
 * @param envelopeBytesMax bytes of rendered envelopes over all parts; addresses beyond are left out
 */
public record MimeLimits(
        int headerBytesMax,
        int nestingMax,
        int partsMax,
        int parametersMax,
        int addressesMax,
        int envelopeBytesMax) {

    /** What production uses: an encoded structure stays below 4 MiB whatever the message is. */
    public static final MimeLimits DEFAULT =
            new MimeLimits(256 * 1024, 100, 10_000, 200, 10_000, 512 * 1024);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException when a limit is negative or there is no room for the top
     *     part
     */
    public MimeLimits {
        if (headerBytesMax < 0
                || nestingMax < 0
                || partsMax < 1
                || parametersMax < 0
                || addressesMax < 0
                || envelopeBytesMax < 0) {
            throw new IllegalArgumentException(
                    "limits below zero or no part at all: parts=" + partsMax);
        }
    }
}
