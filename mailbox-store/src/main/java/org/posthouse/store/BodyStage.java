package org.posthouse.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.posthouse.store.files.StagedFile;

/**
 * A large message on its way to stable storage, in pieces. Blocking, for storage threads; one call
 * at a time. {@link #discard} is called once in every case: after the transactions that name it are
 * answered, or when the message is given up.
 */
public final class BodyStage {
    private final MailStore store;
    private final String name;
    private final StagedFile file;

    BodyStage(MailStore store, String name, StagedFile file) {
        this.store = store;
        this.name = name;
        this.file = file;
    }

    /** What {@code MessageContent.Staged} wants. */
    public String name() {
        return name;
    }

    /** Bytes so far. */
    public long sizeBytes() {
        return file.sizeBytes();
    }

    /** Adds bytes. After an exception the stage is of no more use but to be discarded. */
    public void write(ByteBuffer bytes) throws IOException {
        file.write(bytes);
    }

    /** All bytes are on stable storage when this returns. */
    public void finish() throws IOException {
        file.finish();
    }

    /** The sender needs the stage no longer; accounts that have taken the message keep it. */
    public void discard() throws IOException {
        store.forgetStage(name);
        file.discard();
    }
}
