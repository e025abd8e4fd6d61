package org.posthouse.store.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A good record of a newer program. The journal is left as it is until a program that knows the
 * format recovers it.
 */
public final class JournalFormatTooNew extends IOException {
    private static final long serialVersionUID = 1L;

    JournalFormatTooNew(Path file, long offset, int version) {
        super(
                file
                        + " at "
                        + offset
                        + " has format version "
                        + version
                        + ", this program knows up to "
                        + ExcerptFormat.VERSION
                        + ": recover it with the newer program");
    }
}
