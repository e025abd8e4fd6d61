package org.posthouse.node.protocol.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.posthouse.node.net.TryoutClient;

/**
 * Plays a transcript against a server.
 *
 * <pre>
 * dialect: smtp           which listener; begins a new connection
 * C: what the client sends, with CRLF
 * R: the same without CRLF
 * S: what the server must answer; ... stands for any text; (closed) for the end
 * T:                      TLS begins
 * # a remark
 * </pre>
 *
 * In what the client sends {@code \0}, {@code \r}, {@code \n} are control characters, {@code \xFC}
 * a byte that is not UTF-8, and {@code @{x:100}} is the letter a hundred times.
 */
final class SessionScript implements AutoCloseable {
    private static final Pattern REPEAT = Pattern.compile("@\\{(.):(\\d+)}");
    private final SmtpFixture server;
    private @Nullable TryoutClient client;

    SessionScript(SmtpFixture server) {
        this.server = server;
    }

    /** Plays the transcript of this name. */
    void play(String name) throws Exception {
        List<String> lines;
        try (InputStream in = SessionScript.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no such transcript: " + name);
            }
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
        int number = 0;
        try {
            for (String line : lines) {
                number++;
                step(line);
            }
        } catch (AssertionError | IOException e) {
            throw new AssertionError(name + ":" + number + ": " + e.getMessage(), e);
        }
    }

    private void step(String line) throws Exception {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        int colon = line.indexOf(':');
        String text = line.length() > colon + 2 ? line.substring(colon + 2) : "";
        switch (line.substring(0, colon)) {
            case "dialect" -> {
                close();
                client =
                        new TryoutClient(
                                server.port(SmtpDialect.valueOf(text.toUpperCase(Locale.ROOT))));
            }
            case "C" -> client().send(sent(text) + "\r\n");
            case "R" -> client().send(sent(text));
            case "S" -> expect(text);
            case "T" -> client().tls();
            default -> throw new AssertionError("bad line: " + line);
        }
    }

    private TryoutClient client() {
        TryoutClient open = client;
        if (open == null) {
            throw new AssertionError("a transcript begins with dialect:");
        }
        return open;
    }

    private void expect(String expected) throws IOException {
        String heard = client().line();
        // The client strips what stands at the end of a line.
        if (heard == null || expected.equals("(closed)")) {
            if (heard != null || !expected.equals("(closed)")) {
                throw new AssertionError("\nexpected: " + expected + "\n   heard: " + heard);
            }
            return;
        }
        StringBuilder pattern = new StringBuilder();
        for (String part : expected.stripTrailing().split("\\.\\.\\.", -1)) {
            pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        if (!heard.matches(pattern.toString())) {
            throw new AssertionError("\nexpected: " + expected + "\n   heard: " + heard);
        }
    }

    private static String sent(String unicode) {
        String text =
                new String(unicode.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return REPEAT.matcher(text)
                .replaceAll(m ->
                        Matcher.quoteReplacement(m.group(1).repeat(Integer.parseInt(m.group(2)))))
                .replace("\\0", "\0")
                .replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\xFC", "\u00FC");
    }

    @Override
    public void close() throws IOException {
        TryoutClient open = client;
        if (open != null) {
            open.close();
        }
    }
}
