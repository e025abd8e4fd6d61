package org.posthouse.node.auth;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one authentication exchange (RFC 4422). Bytes are as the mechanism has them;
 * base64, the empty response {@code =} and the cancelling {@code *} are the protocol's. Futures
 * complete on the event loop that asked, and never fail: what goes wrong is a {@link
 * SaslStep.Failure}.
 *
 * <p>To be used for one exchange, on one thread, one step at a time.
 */
public sealed interface SaslMechanism permits PlainMechanism, LoginMechanism, ScramMechanism {

    /**
     * Begins.
     *
     * @param initialResponse what came with the command; null when nothing did, which differs from
     *     an empty response
     */
    Future<SaslStep> start(byte @Nullable [] initialResponse);

    /** Goes on with the client's answer to a {@link SaslStep.Challenge}. */
    Future<SaslStep> respond(byte[] response);
}
