package org.posthouse.node.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * Ends a connection so that the last words arrive: closing a socket while the client still sends
 * resets it, and the client loses what it has not read yet. So our side is closed first, and the
 * client's for a while swallowed.
 */
final class Farewell {

    private final Channel channel;
    private final long lingerNanos;
    private long begunNanos;
    private boolean begun;

    Farewell(Channel channel, long lingerMillisMax) {
        this.channel = channel;
        this.lingerNanos = lingerMillisMax * 1_000_000;
    }

    /** Closes our side and waits for the client's. */
    void begin() {
        begun = true;
        begunNanos = System.nanoTime();
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            var _ = tls.closeOutbound().addListener(_ -> shutdownOutput());
        } else {
            shutdownOutput();
        }
    }

    /** Whether the client has had its time. */
    boolean isOverdue(long nowNanos) {
        return begun && nowNanos - begunNanos > lingerNanos;
    }

    /** Closes both sides. */
    void end() {
        var _ = channel.close();
    }

    /** Closes at once and lets the kernel forget what it still holds for the client. */
    void abort() {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        // Not through the TLS handler, which would first wait to write its close_notify.
        channel.unsafe().close(channel.voidPromise());
    }

    private void shutdownOutput() {
        if (channel instanceof DuplexChannel duplex && channel.isActive()) {
            var _ = duplex.shutdownOutput();
        } else {
            var _ = channel.close();
        }
    }
}
