package org.posthouse.node.protocol.pop3;

import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthouse.node.VertxUnderTest;
import org.posthouse.node.protocol.Transcript;

/**
 * Plays the {@code *.session} files. In each one {@code anna} has three messages, of 49, 62 and 45
 * bytes.
 */
@Timeout(60)
final class Pop3TranscriptsTest {
    @RegisterExtension final VertxUnderTest node = new VertxUnderTest();
    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization.session",
                "apop.session",
                "sasl.session",
                "stls.session",
                "transaction.session",
                "listing.session",
                "top.session",
                "update.session",
                "syntax.session",
                "too-many-errors.session"
            })
    void isAnsweredAsWritten(String name) throws Exception {
        try (Pop3Fixture it = new Pop3Fixture(node, directory)) {
            it.deliver(it.anna, lines("Subject: one", "", "first line", "second line", "", "last"));
            it.deliver(
                    it.anna,
                    lines(
                            "Subject: dots",
                            ".X: y",
                            "",
                            ".",
                            "..",
                            ".dot",
                            "no.dot",
                            "...three",
                            ". end"));
            it.deliver(it.anna, lines("Subject: open", "X: z", "") + "no final line end here");
            Transcript.read(Pop3TranscriptsTest.class, name).play(it.port);
        }
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }
}
