package org.posthouse.node.protocol.imap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The form of mailbox names on the wire (RFC 3501, 5.1.3): printable US-ASCII as it is, {@code &}
 * as {@code &-}, all else as UTF-16 in base64 between {@code &} and {@code -}, with {@code ,} for
 * {@code /} and without padding.
 */
final class ModifiedUtf7 {
    private ModifiedUtf7() {}

    static String encode(String name) {
        StringBuilder out = new StringBuilder(name.length() + 8);
        int i = 0;
        while (i < name.length()) {
            char c = name.charAt(i);
            if (c == '&') {
                out.append("&-");
                i++;
            } else if (isDirect(c)) {
                out.append(c);
                i++;
            } else {
                int end = i;
                while (end < name.length()
                        && !isDirect(name.charAt(end))
                        && name.charAt(end) != '&') {
                    end++;
                }
                byte[] units = name.substring(i, end).getBytes(StandardCharsets.UTF_16BE);
                String base64 = Base64.getEncoder().withoutPadding().encodeToString(units);
                out.append('&').append(base64.replace('/', ',')).append('-');
                i = end;
            }
        }
        return out.toString();
    }

    /**
     * Reads a name. Bytes beyond US-ASCII are taken as UTF-8, which some clients send. Empty when
     * it is neither: an unended or bad base64 run, a lone surrogate, a printable character encoded.
     */
    static Optional<String> decode(byte[] wire) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(wire)).toString();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
        if (text.indexOf('&') < 0) {
            return Optional.of(text);
        }
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '&') {
                out.append(c);
                i++;
                continue;
            }
            int end = text.indexOf('-', i + 1);
            if (end < 0 || !decodeRun(text.substring(i + 1, end), out)) {
                return Optional.empty();
            }
            i = end + 1;
        }
        return Optional.of(out.toString());
    }

    private static boolean decodeRun(String base64, StringBuilder out) {
        if (base64.isEmpty()) {
            out.append('&');
            return true;
        }
        if (base64.indexOf('/') >= 0 || base64.indexOf('=') >= 0) {
            return false;
        }
        byte[] units;
        try {
            units = Base64.getDecoder().decode(base64.replace(',', '/'));
        } catch (IllegalArgumentException _) {
            return false;
        }
        if (units.length == 0 || units.length % 2 != 0) {
            return false;
        }
        String run;
        try {
            run = StandardCharsets.UTF_16BE.newDecoder().decode(ByteBuffer.wrap(units)).toString();
        } catch (CharacterCodingException e) {
            return false;
        }
        for (int i = 0; i < run.length(); i++) {
            // A printable character must stand for itself, or one mailbox would have many names.
            if (isDirect(run.charAt(i)) || run.charAt(i) == '&') {
                return false;
            }
        }
        out.append(run);
        return true;
    }

    private static boolean isDirect(char c) {
        return c >= 0x20 && c <= 0x7E && c != '&';
    }
}
