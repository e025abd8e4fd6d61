package org.posthouse.store.files;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** The bytes of one message are not as they were written. The other messages are not concerned. */
public final class BodyDamaged extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    BodyDamaged(Path file, long offset, String part) {
        super(
                file
                        + " at "
                        + offset
                        + ": the "
                        + part
                        + " of a message is damaged. Next step: restore this file from a backup, or"
                        + " delete the message");
    }
}
