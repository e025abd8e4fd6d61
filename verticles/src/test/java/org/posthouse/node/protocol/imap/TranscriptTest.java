package org.posthouse.node.protocol.imap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.posthouse.node.VertxUnderTest;

/** Every {@code *.session} file beside this class, on an account of its own. */
final class TranscriptTest {
    @RegisterExtension final VertxUnderTest node = new VertxUnderTest();
    @TempDir Path directory;

    static List<String> transcripts() throws Exception {
        Path folder =
                Path.of(
                                Objects.requireNonNull(
                                                TranscriptTest.class.getResource("login.session"))
                                        .toURI())
                        .getParent();
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".session"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void answersAsWritten(String transcript) throws Exception {
        try (ImapFixture server = new ImapFixture(node.vertx(), directory)) {
            new SessionScript(server).play(transcript);
        }
    }
}
