package org.posthouse.store.journal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The journal has stopped for good. What was not acknowledged is in doubt until recovery has read
 * the files.
 */
public final class JournalFailed extends JournalException {
    private static final long serialVersionUID = 1L;

    /** What stopped it. */
    public enum Reason {
        /** A record could not be written into the segment. */
        WRITE(
                "writing failed",
                "check the disk, then start the node again: it recovers from what is on disk"),
        /**
         * The force failed. The kernel has forgotten what was dirty, so it is never tried again.
         */
        FORCE(
                "the force to disk failed",
                "check the disk, then start the node again: it recovers from what is on disk"),
        /** Somebody else has taken the token, and so the accounts. */
        FENCED(
                "another node has taken this journal over",
                "nothing to repair: the node has to join again"),
        /** The token could not be renamed for another reason than its loss. */
        FENCE(
                "the token of the owner could not be renamed",
                "check the storage, then start the node again"),
        /** The ownership ended between the append and the acknowledgement. */
        OWNERSHIP_LOST(
                "the ownership ended before the acknowledgement",
                "nothing to repair: the node has to join again"),
        /** No new segment could be made. */
        SEGMENT("no new segment could be made", "check the storage, then start the node again"),
        /** It was closed by its owner. */
        CLOSED("it is closed", "start a new incarnation");

        private final String what;
        private final String nextStep;

        Reason(String what, String nextStep) {
            this.what = what;
            this.nextStep = nextStep;
        }
    }

    private final Reason reason;

    JournalFailed(Reason reason, String node, Path file, @Nullable Throwable cause) {
        super(
                "the journal of node "
                        + node
                        + " has stopped: "
                        + reason.what
                        + " ("
                        + file
                        + (cause == null ? "" : ": " + cause)
                        + "). Next step: "
                        + reason.nextStep,
                cause);
        this.reason = reason;
    }

    /** What stopped the journal. */
    public Reason reason() {
        return reason;
    }
}
