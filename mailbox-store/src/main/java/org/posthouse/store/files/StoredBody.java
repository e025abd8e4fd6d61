package org.posthouse.store.files;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A message in memory.
 *
 * @param message its bytes in slices
 * @param structure the encoded {@code MessageStructure}
 */
public record StoredBody(List<ByteBuffer> message, byte[] structure) {
    public StoredBody {
        message = List.copyOf(message);
    }

    /** Bytes of the message. */
    public long sizeBytes() {
        return message.stream().mapToLong(ByteBuffer::remaining).sum();
    }
}
