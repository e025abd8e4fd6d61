package org.posthouse.node.net;

/**
 * One listener.
 *
 * @param protocol what is spoken
 * @param address the local address to listen on
 * @param port 0 to 65535; 0 takes any free one, see {@link TcpFrontend#port()}
 * @param implicitTls whether TLS begins at once (ports 465, 993, 995)
 * @param instances event loops that share the listener, 1 or more
 * @param sessionsMax connections at a time
 * @param sessionsPerAddressMax connections at a time from one IPv4 address or one IPv6 /64
 * @param limits what each connection may cost
 */
public record ListenerSpec(
        Protocol protocol,
        String address,
        int port,
        boolean implicitTls,
        int instances,
        int sessionsMax,
        int sessionsPerAddressMax,
        ConnectionLimits limits) {

    /** Checks the ranges. */
    public ListenerSpec {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port is not 0 to 65535: " + port);
        }
        if (instances < 1 || sessionsMax < 1 || sessionsPerAddressMax < 1) {
            throw new IllegalArgumentException(
                    "instances, sessionsMax and sessionsPerAddressMax must be positive: "
                            + instances
                            + ", "
                            + sessionsMax
                            + ", "
                            + sessionsPerAddressMax);
        }
    }
}
