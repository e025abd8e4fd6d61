package org.posthouse.node.protocol.smtp;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One reply.
 *
 * @param code of three digits
 * @param lines the text, one line or more, with the enhanced code where there is one
 */
record SmtpReply(int code, List<String> lines) {
    SmtpReply {
        lines = List.copyOf(lines);
    }

    /** A reply with an enhanced status code (RFC 2034). */
    static SmtpReply of(int code, String enhanced, String text) {
        return new SmtpReply(code, List.of(enhanced + " " + text));
    }

    /** A reply without one: greetings and 3yz. */
    static SmtpReply plain(int code, String text) {
        return new SmtpReply(code, List.of(text));
    }

    boolean isError() {
        return code >= 400;
    }

    boolean isTemporary() {
        return code >= 400 && code < 500;
    }

    Buffer encode() {
        StringBuilder out = new StringBuilder(80);
        for (int i = 0; i < lines.size(); i++) {
            out.append(code)
                    .append(i == lines.size() - 1 ? ' ' : '-')
                    .append(lines.get(i))
                    .append("\r\n");
        }
        return Buffer.buffer(out.toString().getBytes(StandardCharsets.UTF_8));
    }
}
