package org.posthouse.node.protocol.pop3;

import java.util.ArrayList;
import java.util.List;
import org.posthouse.node.net.LineConnection;

/** The answer to CAPA (RFC 2449). */
final class Capabilities {
    private Capabilities() {}

    /**
     * All lines of the answer.
     *
     * @param authorization whether nobody has logged in yet
     */
    static String text(Pop3Services services, LineConnection connection, boolean authorization) {
        List<String> lines = new ArrayList<>();
        lines.add("TOP");
        lines.add("UIDL");
        lines.add("RESP-CODES");
        lines.add("AUTH-RESP-CODE");
        lines.add("PIPELINING");
        if (authorization) {
            if (services.allowsClearText(connection)) {
                lines.add("USER");
            }
            lines.add("SASL " + String.join(" ", services.mechanisms(connection)));
            if (connection.canStartTls()) {
                lines.add("STLS");
            }
        }
        lines.add("UTF8 USER");
        lines.add("EXPIRE NEVER");
        lines.add("IMPLEMENTATION Posthouse");
        lines.add(".");
        return Pop3Reply.ok("Capabilities follow").line() + String.join("\r\n", lines) + "\r\n";
    }
}
