package org.posthouse.codec;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import org.posthouse.codec.Received.NotUnderstood;
import org.posthouse.codec.Received.Understood;

/**
 * The one codec for all families: the bus sends a codec's name with each message and breaks the
 * connection over a name that it does not know, so a newer release must not bring new names.
 */
final class WireCodec implements MessageCodec<Object, Object> {
    /** Stands on the wire; never changes. */
    static final String NAME = "posthouse";

    @Override
    public void encodeToWire(Buffer buffer, Object message) {
        WireFormat.write(message, buffer);
    }

    /** The message, or a {@link NotUnderstood}; never throws. */
    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
        return switch (WireFormat.read(buffer, position)) {
            case Understood<?> understood -> understood.message();
            case NotUnderstood<?> not -> not;
        };
    }

    /** The same object: messages are immutable by convention, so nodes pass them by reference. */
    @Override
    public Object transform(Object message) {
        return message;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
