package org.posthouse.node.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthouse.node.net.TryoutClient;

/**
 * A conversation written down, and played against a real socket. One line each:
 *
 * <pre>
 * # a comment; empty lines are comments, too
 * C: text        the client sends the text and CRLF; lines in a row leave together, as a pipeline
 * C~ text        the same without CRLF
 * S: text        the server's next line is exactly this; {…} holds a regular expression
 * TLS            both go on encrypted
 * END            the server closes
 * NEXT           the client closes, and another connection begins
 * </pre>
 *
 * In a client's text {@code \r}, {@code \n}, {@code \\} and <code>\x00</code> stand for bytes.
 */
public final class Transcript {
    private static final Pattern ESCAPE = Pattern.compile("\\\\(r|n|\\\\|x([0-9a-fA-F]{2}))");
    private static final Pattern REGEX = Pattern.compile("\\{([^}]*)}");

    private final String name;
    private final List<String> lines;

    private Transcript(String name, List<String> lines) {
        this.name = name;
        this.lines = lines;
    }

    /** Reads a file that stands beside the test. */
    public static Transcript read(Class<?> test, String name) throws IOException {
        try (InputStream in = test.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no transcript " + name + " beside " + test);
            }
            return new Transcript(
                    name, new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
        }
    }

    /** Plays it against a port of this machine. */
    public void play(int port) throws IOException {
        TryoutClient client = new TryoutClient(port);
        StringBuilder unsent = new StringBuilder();
        try {
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                String where = name + ":" + (i + 1) + ": " + line;
                if (line.startsWith("C: ") || line.equals("C:")) {
                    unsent.append(bytes(line.substring(Math.min(3, line.length())))).append("\r\n");
                    continue;
                }
                if (line.startsWith("C~ ")) {
                    unsent.append(bytes(line.substring(3)));
                    continue;
                }
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                if (!unsent.isEmpty()) {
                    client.send(unsent.toString());
                    unsent.setLength(0);
                }
                if (line.startsWith("S: ") || line.equals("S:")) {
                    assertThat(client.line())
                            .as(where)
                            .matches(expected(line.substring(Math.min(3, line.length()))));
                } else if (line.equals("TLS")) {
                    client.tls();
                } else if (line.equals("END")) {
                    assertThat(client.line()).as(where).isNull();
                } else if (line.equals("NEXT")) {
                    client.close();
                    client = new TryoutClient(port);
                } else {
                    throw new IOException("not a line of a transcript: " + where);
                }
            }
        } finally {
            client.close();
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private static String bytes(String text) {
        // One character per byte, as TryoutClient sends them.
        String latin1 =
                new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return ESCAPE.matcher(latin1)
                .replaceAll(found ->
                        Matcher.quoteReplacement(
                                switch (found.group(1)) {
                                    case "r" -> "\r";
                                    case "n" -> "\n";
                                    case "\\" -> "\\";
                                    default ->
                                            Character.toString(
                                                    HexFormat.fromHexDigits(found.group(2)));
                                }));
    }

    private static Pattern expected(String text) {
        String latin1 =
                new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        StringBuilder regex = new StringBuilder();
        Matcher found = REGEX.matcher(latin1);
        int from = 0;
        while (found.find()) {
            regex.append(Pattern.quote(latin1.substring(from, found.start())));
            regex.append('(').append(found.group(1)).append(')');
            from = found.end();
        }
        // TryoutClient gives lines without the white space at their end.
        String rest = latin1.substring(from).stripTrailing();
        return Pattern.compile(regex.append(Pattern.quote(rest)).toString());
    }
}
