package org.posthouse.node.protocol.pwd;

import io.vertx.core.buffer.Buffer;
import org.posthouse.node.net.ConnectionLimits;
import org.posthouse.node.net.LineConnection;
import org.posthouse.node.net.Protocol;
import org.posthouse.node.net.ProtocolSession;
import org.posthouse.node.net.Refusal;

/** PWD for a listener. */
public final class PwdProtocol implements Protocol {

    /** Five minutes of silence; lines long enough for the settings of an account. */
    public static final ConnectionLimits LIMITS =
            ConnectionLimits.DEFAULT.withLineBytesMax(256 * 1024).withIdleMillisMax(300_000);

    private final PwdServices services;
    private final PwdExecutor executor;

    /** The protocol of one node. */
    public PwdProtocol(PwdServices services) {
        this.services = services;
        this.executor = new PwdExecutor(services);
    }

    @Override
    public String name() {
        return "pwd";
    }

    @Override
    public ProtocolSession open(LineConnection connection) {
        return new PwdSession(connection, services, executor);
    }

    @Override
    public Buffer refusal(Refusal reason) {
        return Buffer.buffer(
                switch (reason) {
                    case TOO_MANY_SESSIONS, TOO_MANY_FROM_ADDRESS ->
                            "500 too many connections, try again later\r\n";
                    case SHUTTING_DOWN -> "500 the server is stopping\r\n";
                });
    }

    @Override
    public Buffer internalError() {
        return Buffer.buffer("500 internal error\r\n");
    }
}
