package org.posthouse.store;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Why the store did not do what it was asked. The message is for people and names the next step.
 */
public abstract sealed class StoreException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Too much waits already, or something has to end first. Nothing was done; try again. */
    public static final class Busy extends StoreException {
        @Serial private static final long serialVersionUID = 1L;

        Busy(String message) {
            super(message, null);
        }

        /** No stack trace: this is an answer to overload and has to cost little. */
        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /** The disk is full, or nearly. Nothing was done; it heals by itself when there is space. */
    public static final class Full extends StoreException {
        @Serial private static final long serialVersionUID = 1L;

        Full(String message) {
            super(message, null);
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /** A staged message is not known: it was given up, or the node has started anew. */
    public static final class NoSuchStage extends StoreException {
        @Serial private static final long serialVersionUID = 1L;

        NoSuchStage(String stage) {
            super("there is no staged message " + stage + "; send it again", null);
        }
    }

    /**
     * A transaction does not fit into one record. Nothing was done; it has to be split or staged.
     */
    public static final class TooLarge extends StoreException {
        @Serial private static final long serialVersionUID = 1L;

        TooLarge(String message) {
            super(message, null);
        }
    }

    /** One account is out of service until it is opened again; the others are not concerned. */
    public static final class AccountFailed extends StoreException {
        @Serial private static final long serialVersionUID = 1L;

        AccountFailed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The whole store has stopped. What was not acknowledged is in doubt until it is recovered. */
    public static final class Stopped extends StoreException {
        @Serial private static final long serialVersionUID = 1L;

        Stopped(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
