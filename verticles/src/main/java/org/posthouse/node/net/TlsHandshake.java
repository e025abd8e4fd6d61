package org.posthouse.node.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import javax.net.ssl.SSLEngine;

/**
 * Puts TLS under a connection that is already there, in the same turn of the event loop: no byte of
 * the client can slip through in between, and no handshake needs a place before the connection was
 * counted. (Vert.x's own upgrade keeps plaintext that arrives meanwhile and hands it out after the
 * handshake.)
 */
final class TlsHandshake {

    private TlsHandshake() {}

    /**
     * Inserts the engine; the future is of the handshake. A failed handshake closes the channel.
     */
    static Future<Channel> begin(Channel channel, SSLEngine engine, long handshakeMillisMax) {
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(handshakeMillisMax);
        channel.pipeline().addFirst("ssl", handler);
        return handler.handshakeFuture();
    }
}
