package org.posthouse.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A message open for reading; stays readable while its file is merged away or its journal segment
 * retired. Blocking, for storage threads; one thread at a time. Has to be closed.
 */
public interface StoredMessage extends AutoCloseable {
    /** Bytes of the message. */
    long sizeBytes();

    /** The encoded {@code MessageStructure}; not to be changed. */
    byte[] structure();

    /**
     * Reads a part of the message.
     *
     * @param into filled as far as the message reaches
     * @return bytes read, 0 at the end
     * @throws IOException when it can't be read or is not as it was written
     */
    int read(long offset, ByteBuffer into) throws IOException;

    @Override
    void close() throws IOException;
}
