package org.posthouse.node.protocol.smtp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.posthouse.core.address.ReversePath;

/** The lines that are put before a message (RFC 5321, 4.4), and those that submission adds. */
final class TraceLines {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /**
     * How a message has come in.
     *
     * @param hello what the client called itself
     * @param client its address
     * @param host this server's name
     * @param protocol the word after {@code with}
     * @param tlsCipher the cipher suite of the encryption, if any (RFC 8314, 4.3)
     */
    record Arrival(
            String hello,
            InetAddress client,
            String host,
            String protocol,
            Optional<String> tlsCipher) {}

    private TraceLines() {}

    /**
     * The Received line.
     *
     * @param recipient its path, when there is only one: others must not read of each other
     */
    static byte[] received(Arrival arrival, String id, Optional<String> recipient, Instant now) {
        StringBuilder line = new StringBuilder(256);
        line.append("Received: from ")
                .append(arrival.hello)
                .append(" (")
                .append(literal(arrival.client))
                .append(")\r\n\tby ")
                .append(arrival.host)
                .append(" with ")
                .append(arrival.protocol)
                .append(" id ")
                .append(id);
        recipient.ifPresent(path -> line.append("\r\n\tfor ").append(path));
        arrival.tlsCipher.ifPresent(cipher -> line.append("\r\n\ttls ").append(cipher));
        line.append(";\r\n\t").append(DATE.format(now)).append("\r\n");
        return bytes(line);
    }

    /** The Return-Path line, which only what is delivered here gets. */
    static byte[] returnPath(ReversePath reversePath) {
        return bytes("Return-Path: " + reversePath.wire() + "\r\n");
    }

    /** What a message lacks that a user's program has sent (RFC 6409, 8.2 and 8.3). */
    static byte[] missingFields(
            boolean date, boolean messageId, String id, String host, Instant now) {
        StringBuilder lines = new StringBuilder(120);
        if (date) {
            lines.append("Date: ").append(DATE.format(now)).append("\r\n");
        }
        if (messageId) {
            lines.append("Message-ID: <")
                    .append(id)
                    .append('.')
                    .append(now.toEpochMilli())
                    .append('@')
                    .append(host)
                    .append(">\r\n");
        }
        return bytes(lines);
    }

    private static String literal(InetAddress address) {
        return (address instanceof Inet6Address ? "[IPv6:" : "[")
                + withoutZone(address.getHostAddress())
                + "]";
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    private static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
