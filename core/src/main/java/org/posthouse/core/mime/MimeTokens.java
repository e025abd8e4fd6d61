package org.posthouse.core.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tokens, quoted strings and parameters of RFC 2045 section 5.1 out of one unfolded
 * value, whatever is in it.
 */
final class MimeTokens {
    /** One parameter as it was written, RFC 2231 stars and all; each character is one byte. */
    record Parameter(String name, String value) {}

    private final byte[] text;
    private int at;

    MimeTokens(byte[] text) {
        this.text = text;
    }

    /**
     * A token, Latin-1; empty when there is none here. White space and comments before and after it
     * are skipped.
     */
    String token() {
        skipBlank();
        int from = at;
        while (at < text.length && isToken(text[at])) {
            at++;
        }
        String token = new String(text, from, at - from, StandardCharsets.ISO_8859_1);
        skipBlank();
        return token;
    }

    /** A token, or the inside of a quoted string. */
    String word() {
        skipBlank();
        if (at < text.length && text[at] == '"') {
            String inside = quoted();
            skipBlank();
            return inside;
        }
        return token();
    }

    /** Steps over one given byte if it is here. */
    boolean skip(char expected) {
        if (at < text.length && text[at] == expected) {
            at++;
            return true;
        }
        return false;
    }

    boolean atEnd() {
        return at >= text.length;
    }

    /**
     * All parameters from here on. One that cannot be read is left out, the next one starts after
     * the next semicolon.
     */
    List<Parameter> parameters(int parametersMax) {
        List<Parameter> parameters = new ArrayList<>();
        skipToSemicolon();
        while (skip(';') && parameters.size() < parametersMax) {
            String name = token();
            if (!name.isEmpty() && skip('=')) {
                parameters.add(new Parameter(name, value()));
            }
            skipToSemicolon();
        }
        return parameters;
    }

    /**
     * Values in the wild hold slashes, equal signs and other specials without quotes: up to blank
     * or semicolon all is the value.
     */
    private String value() {
        skipBlank();
        if (at < text.length && text[at] == '"') {
            return quoted();
        }
        int from = at;
        while (at < text.length
                && text[at] != ';'
                && text[at] != ' '
                && text[at] != '\t'
                && text[at] != '(') {
            at++;
        }
        return new String(text, from, at - from, StandardCharsets.ISO_8859_1);
    }

    private String quoted() {
        ByteBuilder inside = new ByteBuilder();
        at++;
        while (at < text.length && text[at] != '"') {
            if (text[at] == '\\' && at + 1 < text.length) {
                at++;
            }
            inside.append(text[at++]);
        }
        at = Math.min(at + 1, text.length);
        return new String(inside.toArray(), StandardCharsets.ISO_8859_1);
    }

    private void skipToSemicolon() {
        while (at < text.length && text[at] != ';') {
            if (text[at] == '"') {
                quoted();
            } else if (text[at] == '(') {
                skipComment();
            } else {
                at++;
            }
        }
    }

    private void skipBlank() {
        while (at < text.length) {
            if (text[at] == ' ' || text[at] == '\t') {
                at++;
            } else if (text[at] == '(') {
                skipComment();
            } else {
                return;
            }
        }
    }

    /** Comments nest (RFC 5322, 3.2.2); one without an end is runs to the end of the value. */
    private void skipComment() {
        int depth = 0;
        for (int i = at; i < text.length; i++) {
            if (text[i] == '\\') {
                i++;
            } else if (text[i] == '(') {
                depth++;
            } else if (text[i] == ')' && --depth == 0) {
                at = i + 1;
                return;
            }
        }

        at = text.length;
    }

    /** RFC 2045 token, and 8-bit bytes besides, which old mailers send. */
    private static boolean isToken(byte b) {
        return b < 0 || (b > ' ' && b != 127 && "()<>@,;:\\\"/[]?=".indexOf(b) < 0);
    }

    /**
     * The boundary among the parameters of a multipart, RFC 2231 continuations put together; null
     * when there is none. Of two the first counts.
     */
    static @Nullable String boundary(List<Parameter> parameters) {
        StringBuilder joined = new StringBuilder();
        int next = 0;
        for (Parameter p : parameters) {
            if (p.name.equalsIgnoreCase("boundary")) {
                return p.value;
            }
            if (p.name.equalsIgnoreCase("boundary*" + next)) {
                joined.append(p.value);
                next++;
            }
        }
        return next == 0 ? null : joined.toString();
    }
}
