package org.posthouse.node.protocol.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The encoding of values in ESMTP parameters (RFC 3461, 4). */
final class Xtext {
    private static final String HEX = "0123456789ABCDEF";

    private Xtext() {}

    /**
     * What is encoded; empty when it is no xtext, or when it holds control characters, which could
     * tear a header or a log in which the value is shown.
     */
    static Optional<String> decode(String text) {
        ByteBuffer out = ByteBuffer.allocate(text.length() * 3);
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c == '+') {
                int high = i + 2 < text.length() ? HEX.indexOf(text.charAt(i + 1)) : -1;
                int low = high < 0 ? -1 : HEX.indexOf(text.charAt(i + 2));
                if (low < 0) {
                    return Optional.empty();
                }
                out.put((byte) (high << 4 | low));
                i += 3;
            } else if (c > ' ' && c < 0x7F && c != '=') {
                out.put((byte) c);
                i++;
            } else {
                return Optional.empty();
            }
        }
        try {
            String decoded = StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
            return decoded.chars().anyMatch(Character::isISOControl)
                    ? Optional.empty()
                    : Optional.of(decoded);
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }
}
