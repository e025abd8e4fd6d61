package org.posthouse.core.bytes;

import java.io.Serial;

/** Bytes that no writer of Posthouse has written: cut short, damaged or hostile. */
public final class MalformedBytes extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    public MalformedBytes(String message) {
        super(message);
    }
}
