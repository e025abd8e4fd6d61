/**
 * Connections of clients: listening, limits, lines, counted bytes, back-pressure, TLS, time limits
 * and an orderly end. Knows no protocol; every protocol stands on {@link
 * org.posthouse.node.net.Protocol} and {@link org.posthouse.node.net.LineConnection}. May touch
 * Vert.x, the Netty channel below it, and {@code org.posthouse.node.tls}.
 */
@NullMarked
package org.posthouse.node.net;

import org.jspecify.annotations.NullMarked;
