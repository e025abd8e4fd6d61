package org.posthouse.codec;

import org.posthouse.core.account.CommandId;

/**
 * What a handler of the event bus finds in a message. Bytes from another node may be damaged, or of
 * a newer release, and that is answered and not thrown: an exception in a handler would leave the
 * sender waiting for its timeout.
 */
public sealed interface Received<T> {
    /** The message as it was sent. */
    record Understood<T>(T message) implements Received<T> {}

    /**
     * A message that this node can't make sense of. A request is answered with a temporary refusal;
     * a reply that is not understood leaves its command in doubt, as a reply that is lost does.
     *
     * @param commandId of the request; {@link CommandId#NONE} where it could not be read, or the
     *     message has none
     * @param reason whose fault it seems to be
     * @param detail for the log: kinds, numbers and lengths, never what a user wrote
     */
    record NotUnderstood<T>(CommandId commandId, Reason reason, String detail)
            implements Received<T> {}

    /** Why a message was not understood. */
    enum Reason {
        /** It says something that only a newer release knows. Normal during a rolling update. */
        NEWER_RELEASE,
        /** No release of Posthouse has written these bytes, or they were damaged on the way. */
        MALFORMED,
        /** A message of another kind than this address takes. */
        WRONG_KIND
    }
}
