package org.posthouse.node.protocol.pwd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthouse.node.VertxUnderTest;
import org.posthouse.node.net.TryoutClient;

/**
 * Sessions as they are written down: {@code C:} is said by the client, {@code S:} is answered,
 * {@code S~} is a pattern of the answer, {@code S!} is the end of the connection, and {@code @}
 * starts a new one.
 */
final class PwdTranscriptTest {

    @RegisterExtension final VertxUnderTest node = new VertxUnderTest();
    @TempDir Path base;

    private PwdUnderTest pwd;

    @BeforeEach
    void start() throws IOException {
        pwd = new PwdUnderTest(node, base);
    }

    @AfterEach
    void stop() throws IOException {
        pwd.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "login",
                "domains",
                "accounts",
                "settings",
                "passwords",
                "aliases",
                "rights",
                "mailboxes",
                "forwarders",
                "routes",
                "badinput"
            })
    void saysWhatIsWrittenDown(String name) throws IOException {
        TryoutClient client = new TryoutClient(pwd.port());
        int number = 0;
        try {
            for (String line : transcript(name)) {
                number++;
                String where = name + ".session, line " + number;
                if (line.equals("@")) {
                    client.close();
                    client = new TryoutClient(pwd.port());
                } else if (line.startsWith("C: ")) {
                    client.send(line.substring(3) + "\r\n");
                } else if (line.startsWith("S: ")) {
                    assertThat(client.line()).as(where).isEqualTo(line.substring(3));
                } else if (line.startsWith("S~ ")) {
                    assertThat(client.line()).as(where).matches(line.substring(3));
                } else if (line.equals("S!")) {
                    assertThat(client.line()).as(where).isNull();
                } else {
                    assertThat(line).as(where).matches("#.*|");
                }
            }
        } finally {
            client.close();
        }
        assertThat(pwd.shutdowns()).isZero();
    }

    private static List<String> transcript(String name) throws IOException {
        try (InputStream in = PwdTranscriptTest.class.getResourceAsStream(name + ".session")) {
            return new String(
                            Objects.requireNonNull(in, name).readAllBytes(),
                            StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
        }
    }
}
