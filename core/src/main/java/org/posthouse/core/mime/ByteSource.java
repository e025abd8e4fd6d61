package org.posthouse.core.mime;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a stored message, wherever they lie. */
@FunctionalInterface
public interface ByteSource {
    /**
     * Opens a range of the message.
     *
     * @param offset of the first byte
     * @param length how many bytes
     * @return a stream of exactly those; the caller closes it
     * @throws IOException when they cannot be read
     */
    InputStream open(long offset, long length) throws IOException;
}
