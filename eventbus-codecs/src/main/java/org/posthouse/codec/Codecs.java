package org.posthouse.codec;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import org.jspecify.annotations.Nullable;
import org.posthouse.codec.Received.NotUnderstood;
import org.posthouse.codec.Received.Reason;
import org.posthouse.codec.Received.Understood;
import org.posthouse.core.account.CommandId;

/** Puts Posthouse's messages on an event bus, and takes them off it. */
public final class Codecs {
    private Codecs() {}

    /**
     * Lets the bus carry every message of this package, whoever sends it. Once for each bus; throws
     * {@link IllegalStateException} when called again. Takes the bus's codec selector.
     */
    public static void register(EventBus bus) {
        bus.registerCodec(codec());
        bus.codecSelector(body -> WireFormat.carries(body) ? WireCodec.NAME : null);
    }

    /** The wire form without a bus, for whoever measures it. Safe for many threads. */
    public static MessageCodec<Object, Object> codec() {
        return new WireCodec();
    }

    /**
     * What a message says, whether it came from this node, as the very object that was sent, or
     * over the wire. Never throws.
     *
     * @param wanted the kind of message that the handler takes
     */
    public static <T> Received<T> received(Message<?> message, Class<T> wanted) {
        @Nullable Object body = message.body();
        if (wanted.isInstance(body)) {
            return new Understood<>(wanted.cast(body));
        }
        if (body instanceof NotUnderstood<?>(CommandId id, Reason reason, String detail)) {
            return new NotUnderstood<>(id, reason, detail);
        }
        String found = body == null ? "nothing" : body.getClass().getSimpleName();
        return new NotUnderstood<>(
                CommandId.NONE,
                Reason.WRONG_KIND,
                found + " in place of " + wanted.getSimpleName());
    }
}
