package org.posthouse.codec;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * Reads {@code wire/*.hex}: hexadecimal bytes, white space, and comments from # to the line's end.
 */
final class WireVectors {
    private WireVectors() {}

    static Buffer read(String name) {
        try (InputStream in = WireVectors.class.getResourceAsStream("/wire/" + name + ".hex")) {
            if (in == null) {
                throw new AssertionError("no vector wire/" + name + ".hex");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String digits =
                    text.lines()
                            .map(line -> line.replaceFirst("#.*", "").replace(" ", ""))
                            .collect(Collectors.joining());
            return Buffer.buffer(HexFormat.of().parseHex(digits));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
