package org.posthouse.core.account;

import java.util.List;

/**
 * The bytes of a message on their way to an account, with the MIME structure found while they came
 * in.
 */
public sealed interface MessageContent {
    /**
     * Messages up to this size travel in the command and in the journal's record; larger ones are
     * staged.
     */
    int INLINE_BYTES_MAX = 256 * 1024;

    /** Length of the message in bytes. */
    long sizeBytes();

    /** The encoded {@code MessageStructure}. */
    byte[] structure();

    /**
     * A small message.
     *
     * @param slices the message, cut anywhere; not to be changed any more. The first slice may be
     *     what this recipient's copy begins with while the others are shared.
     */
    record Inline(List<byte[]> slices, byte[] structure) implements MessageContent {
        public Inline {
            slices = List.copyOf(slices);
        }

        @Override
        public long sizeBytes() {
            long size = 0;
            for (byte[] slice : slices) {
                size += slice.length;
            }
            return size;
        }
    }

    /**
     * A large message that was streamed to stable storage before the command was sent.
     *
     * @param stage what the storage called it
     */
    record Staged(String stage, long sizeBytes, byte[] structure) implements MessageContent {}
}
