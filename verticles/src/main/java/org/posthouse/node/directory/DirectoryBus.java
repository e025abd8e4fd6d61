package org.posthouse.node.directory;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import org.posthouse.core.directory.DirectoryWork;

/** Addresses and delivery of what crosses the bus for the directory. */
public final class DirectoryBus {

    /** How long a question or a small change may take before the asker gives up. */
    static final long ANSWER_MILLIS_MAX = 30_000;

    /** How long moving or deleting all accounts of a domain may take before the asker gives up. */
    static final long WHOLE_DOMAIN_MILLIS_MAX = 600_000;

    private static final String CODEC = "directory";

    static final DeliveryOptions REPLY = new DeliveryOptions().setCodecName(CODEC);

    private DirectoryBus() {}

    /** Where a node's directory listens. */
    public static String address(String node) {
        return "directory." + node;
    }

    /**
     * Lets the bus carry the directory's messages within this node. Once for each bus; throws
     * {@link IllegalStateException} when called again.
     */
    public static void register(EventBus bus) {
        bus.registerCodec(new WithinNode());
    }

    static DeliveryOptions request(DirectoryWork work) {
        boolean wholeDomain =
                work instanceof DirectoryWork.RenameDomain
                        || work instanceof DirectoryWork.DeleteDomain;
        return new DeliveryOptions()
                .setCodecName(CODEC)
                .setLocalOnly(true)
                .setSendTimeout(wholeDomain ? WHOLE_DOMAIN_MILLIS_MAX : ANSWER_MILLIS_MAX);
    }

    /** Every node asks its own directory, by reference: these messages are immutable. */
    private static final class WithinNode implements MessageCodec<Object, Object> {
        @Override
        public void encodeToWire(Buffer buffer, Object message) {
            throw new IllegalStateException("a directory message has left its node: " + message);
        }

        @Override
        public Object decodeFromWire(int position, Buffer buffer) {
            throw new IllegalStateException("a directory message has come from another node");
        }

        @Override
        public Object transform(Object message) {
            return message;
        }

        @Override
        public String name() {
            return CODEC;
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
