package org.posthouse.store.files;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** A file is good, but a newer release has written it; it is left as it is. */
public final class FormatTooNew extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    FormatTooNew(Path file, int version) {
        super(
                file
                        + " has format version "
                        + version
                        + ", which this release does not read. Next step: start the release that"
                        + " wrote it, or a newer one");
    }
}
