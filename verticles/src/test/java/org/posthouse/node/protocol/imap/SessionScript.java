package org.posthouse.node.protocol.imap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.posthouse.node.net.TryoutClient;

/**
 * Plays a transcript against a server.
 *
 * <pre>
 * C: what the client sends, with CRLF      C2: the same on a second connection
 * S: what the server must answer           S2: the same there
 * S: (closed)                              the server has ended the connection
 * M: INBOX hello                           another program adds the message "hello"
 * # a remark
 * </pre>
 *
 * In an answer {@code ...} stands for any text, and {@code @{name}} for one word that is remembered
 * and stands for itself wherever it comes again, also in what the client sends. {@code @{x:100}} in
 * what the client sends is the letter a hundred times. {@code \0} there is a NUL, {@code \xFC} a
 * byte that is not UTF-8.
 */
final class SessionScript {
    private static final Pattern VARIABLE = Pattern.compile("@\\{([a-z]\\w*)}");
    private static final Pattern REPEAT = Pattern.compile("@\\{(.):(\\d+)}");

    static final Map<String, String> MESSAGES =
            Map.of(
                    "hello",
                    """
                    From: Anna <anna@example.com>
                    To: Bob <bob@example.com>
                    Subject: Hello
                    Date: Mon, 5 Feb 2024 10:11:12 +0100
                    Message-ID: <1@example.com>

                    Hello Bob!
                    """,
                    "second",
                    """
                    From: Carl <carl@example.com>
                    Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=
                    Date: Tue, 6 Feb 2024 10:11:12 +0100

                    The second message.
                    """,
                    "multipart",
                    """
                    From: Carl <carl@example.com>
                    To: Anna <anna@example.com>
                    Subject: Parts
                    MIME-Version: 1.0
                    Content-Type: multipart/mixed; boundary="b"

                    Preamble
                    --b
                    Content-Type: text/plain

                    Part one
                    --b
                    Content-Type: message/rfc822

                    Subject: Inner
                    From: dora@example.com

                    Inner text
                    --b--
                    """);

    private final ImapFixture server;
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, TryoutClient> clients = new HashMap<>();

    SessionScript(ImapFixture server) {
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
        } finally {
            for (TryoutClient client : clients.values()) {
                client.close();
            }
        }
    }

    private void step(String line) throws Exception {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        int colon = line.indexOf(':');
        String who = line.substring(1, colon);
        String text = line.length() > colon + 2 ? line.substring(colon + 2) : "";
        switch (line.charAt(0)) {
            case 'C' -> client(who).send(sent(text) + "\r\n");
            case 'S' -> expect(client(who), text);
            case 'M' -> {
                String[] words = text.split(" ", -1);
                server.deliver(words[0], crlf(words[1]));
            }
            default -> throw new AssertionError("bad line: " + line);
        }
    }

    static String crlf(String name) {
        String message = MESSAGES.get(name);
        if (message == null) {
            throw new AssertionError("no such message: " + name);
        }
        return message.replace("\n", "\r\n");
    }

    private TryoutClient client(String who) throws IOException {
        @Nullable TryoutClient known = clients.get(who);
        if (known == null) {
            known = new TryoutClient(server.port());
            clients.put(who, known);
        }
        return known;
    }

    private String sent(String unicode) {
        String text = bytes(unicode);
        String repeated =
                REPEAT.matcher(text)
                        .replaceAll(m ->
                                Matcher.quoteReplacement(
                                        m.group(1).repeat(Integer.parseInt(m.group(2)))));
        return VARIABLE.matcher(repeated)
                .replaceAll(m -> Matcher.quoteReplacement(variable(m.group(1))))
                .replace("\\0", "\0")
                .replace("\\xFC", "\u00FC");
    }

    private String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new AssertionError("not heard yet: " + name);
        }
        return value;
    }

    private void expect(TryoutClient client, String unicode) throws IOException {
        String expected = bytes(unicode).stripTrailing();
        String heard = client.line();
        if (heard == null) {
            if (!expected.equals("(closed)")) {
                throw new AssertionError("closed instead of: " + expected);
            }
            return;
        }
        StringBuilder pattern = new StringBuilder();
        Matcher variable = VARIABLE.matcher(expected);
        java.util.List<String> learned = new java.util.ArrayList<>();
        int from = 0;
        while (variable.find()) {
            pattern.append(literal(expected.substring(from, variable.start())));
            String known = variables.get(variable.group(1));
            if (known == null) {
                learned.add(variable.group(1));
                pattern.append("([^\\s()\\[\\]]+)");
            } else {
                pattern.append(Pattern.quote(known));
            }
            from = variable.end();
        }
        pattern.append(literal(expected.substring(from)));
        Matcher match = Pattern.compile(pattern.toString()).matcher(heard);
        if (!match.matches()) {
            throw new AssertionError("\nexpected: " + expected + "\n   heard: " + heard);
        }
        for (int i = 0; i < learned.size(); i++) {
            variables.put(learned.get(i), match.group(i + 1));
        }
    }

    /** UTF-8 as the client reads and writes it: each byte a character. */
    private static String bytes(String unicode) {
        return new String(unicode.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String literal(String text) {
        StringBuilder pattern = new StringBuilder();
        String[] parts = text.split("\\.\\.\\.", -1);
        for (int i = 0; i < parts.length; i++) {
            pattern.append(i == 0 ? "" : ".*").append(Pattern.quote(parts[i]));
        }
        return pattern.toString();
    }
}
