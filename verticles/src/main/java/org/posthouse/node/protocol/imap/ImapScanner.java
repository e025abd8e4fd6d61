package org.posthouse.node.protocol.imap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.NumberSet;

/**
 * Reads the tokens of one command (RFC 3501, 9) from its bytes: the lines without their last line
 * end, each literal as it came, with CRLF between its braces and its bytes.
 */
final class ImapScanner {
    private static final long UNSIGNED_32_MAX = 0xFFFF_FFFFL;

    private final byte[] bytes;
    private final int end;
    private int position;

    ImapScanner(byte[] bytes, int length) {
        this.bytes = bytes;
        this.end = length;
    }

    static boolean isAtomChar(int c) {
        return c > ' ' && c < 0x7F && c != '(' && c != ')' && c != '{' && c != '%' && c != '*'
                && c != '"' && c != '\\' && c != ']';
    }

    static boolean isAtom(String text) {
        return !text.isEmpty() && text.chars().allMatch(ImapScanner::isAtomChar);
    }

    boolean atEnd() {
        return position == end;
    }

    /** The next byte, -1 at the end. */
    int peek() {
        return position < end ? bytes[position] & 0xFF : -1;
    }

    boolean accept(char c) {
        if (peek() == c) {
            position++;
            return true;
        }
        return false;
    }

    void expect(char c) throws ImapSyntax {
        if (!accept(c)) {
            throw atEnd()
                    ? ImapSyntax.bad("Command ends too early")
                    : ImapSyntax.bad("Expected " + named(c) + " at character " + (position + 1));
        }
    }

    void space() throws ImapSyntax {
        expect(' ');
    }

    /** Nothing may follow but spaces, which some clients send. */
    void end() throws ImapSyntax {
        while (peek() == ' ') {
            position++;
        }
        if (!atEnd()) {
            throw ImapSyntax.bad("Unexpected text at character " + (position + 1));
        }
    }

    /** The tag; empty when there is none. */
    Optional<String> tag() {
        int from = position;
        while (position < end
                && position - from < Parsed.TAG_CHARS_MAX
                && (isAtomChar(peek()) || peek() == ']')
                && peek() != '+') {
            position++;
        }
        return position > from && (atEnd() || peek() == ' ')
                ? Optional.of(text(from))
                : Optional.empty();
    }

    String atom() throws ImapSyntax {
        int from = position;
        while (position < end && isAtomChar(peek())) {
            position++;
        }
        if (position == from) {
            throw ImapSyntax.bad("Expected a word at character " + (position + 1));
        }
        return text(from);
    }

    /** Letters, digits, dots and hyphens, in capitals: a name of the protocol. */
    String word() throws ImapSyntax {
        int from = position;
        while (position < end && isWordChar(peek())) {
            position++;
        }
        if (position == from) {
            throw ImapSyntax.bad("Expected a word at character " + (position + 1));
        }
        return text(from).toUpperCase(Locale.ROOT);
    }

    long number(long max) throws ImapSyntax {
        int from = position;
        long value = 0;
        while (position < end && peek() >= '0' && peek() <= '9') {
            int digit = peek() - '0';
            if (value > (max - digit) / 10) {
                throw ImapSyntax.bad("Number too large at character " + (from + 1));
            }
            value = value * 10 + digit;
            position++;
        }
        if (position == from) {
            throw ImapSyntax.bad("Expected a number at character " + (from + 1));
        }
        return value;
    }

    /** A quoted string or a literal. */
    byte[] string() throws ImapSyntax {
        if (peek() == '"') {
            return quoted();
        }
        if (peek() == '{') {
            return literal();
        }
        throw ImapSyntax.bad("Expected a string at character " + (position + 1));
    }

    boolean isAtString() {
        return peek() == '"' || peek() == '{';
    }

    byte[] astring() throws ImapSyntax {
        if (isAtString()) {
            return string();
        }
        int from = position;
        while (position < end && (isAtomChar(peek()) || peek() == ']')) {
            position++;
        }
        if (position == from) {
            throw ImapSyntax.bad("Expected a string at character " + (position + 1));
        }
        return Arrays.copyOfRange(bytes, from, position);
    }

    /** A pattern of LIST: as astring, with wildcards. */
    byte[] listMailbox() throws ImapSyntax {
        if (isAtString()) {
            return string();
        }
        int from = position;
        while (position < end
                && (isAtomChar(peek()) || peek() == ']' || peek() == '%' || peek() == '*')) {
            position++;
        }
        if (position == from) {
            throw ImapSyntax.bad("Expected a mailbox pattern at character " + (position + 1));
        }
        return Arrays.copyOfRange(bytes, from, position);
    }

    String utf8() throws ImapSyntax {
        return new String(astring(), StandardCharsets.UTF_8);
    }

    MailboxName mailbox() throws ImapSyntax {
        return name(
                ModifiedUtf7.decode(astring())
                        .orElseThrow(() -> ImapSyntax.bad("Mailbox name is not modified UTF-7")));
    }

    /** A name to create; a separator at its end says that names below it will follow. */
    MailboxName newMailbox() throws ImapSyntax {
        String name =
                ModifiedUtf7.decode(astring())
                        .orElseThrow(() -> ImapSyntax.bad("Mailbox name is not modified UTF-7"));
        boolean parent = name.length() > 1 && name.endsWith("/");
        return name(parent ? name.substring(0, name.length() - 1) : name);
    }

    /** A sequence-set; numbers that Posthouse never assigns are as good as its largest one. */
    NumberSet numberSet() throws ImapSyntax {
        NumberSet.Builder set = NumberSet.builder();
        do {
            int from = setNumber();
            set.addRange(from, accept(':') ? setNumber() : from);
        } while (accept(','));
        return set.build();
    }

    private int setNumber() throws ImapSyntax {
        if (accept('*')) {
            return NumberSet.STAR;
        }
        long number = number(UNSIGNED_32_MAX);
        if (number == 0) {
            throw ImapSyntax.bad("Message numbers start at 1");
        }
        return (int) Math.min(number, NumberSet.NUMBER_MAX);
    }

    /** The literal that the text ends with and whose bytes have not come yet. */
    LiteralMark trailingLiteral() throws ImapSyntax {
        LiteralMark mark = peek() == '{' ? LiteralMark.atEnd(bytes, end).orElse(null) : null;
        if (mark == null || mark.position() != position) {
            throw ImapSyntax.bad("Expected the message as a literal");
        }
        position = end;
        return mark;
    }

    private byte[] quoted() throws ImapSyntax {
        int from = ++position;
        int escapes = 0;
        while (position < end && bytes[position] != '"') {
            byte c = bytes[position];
            if (c == '\\') {
                position++;
                escapes++;
                if (position == end || (bytes[position] != '"' && bytes[position] != '\\')) {
                    throw ImapSyntax.bad("Backslash before another character than \" or \\");
                }
            } else if (c == 0 || c == '\r' || c == '\n') {
                throw ImapSyntax.bad("NUL or line end in a quoted string");
            }
            position++;
        }
        if (position == end) {
            throw ImapSyntax.bad("Quoted string without an end");
        }
        byte[] value = new byte[position - from - escapes];
        int out = 0;
        for (int i = from; i < position; i++) {
            if (bytes[i] == '\\') {
                i++;
            }
            value[out++] = bytes[i];
        }
        position++;
        return value;
    }

    private byte[] literal() throws ImapSyntax {
        expect('{');
        long count = number(Integer.MAX_VALUE);
        accept('+');
        expect('}');
        if (atEnd()) {
            throw ImapSyntax.unfinished();
        }
        expect('\r');
        expect('\n');
        if (count > end - position) {
            throw ImapSyntax.bad("Literal ends too early");
        }
        byte[] value = Arrays.copyOfRange(bytes, position, position + (int) count);
        for (byte b : value) {
            if (b == 0) {
                throw ImapSyntax.bad("NUL in a literal");
            }
        }
        position += (int) count;
        return value;
    }

    private String text(int from) {
        return new String(bytes, from, position - from, StandardCharsets.US_ASCII);
    }

    private static MailboxName name(String text) throws ImapSyntax {
        return MailboxName.parse(text)
                .orElseThrow(() -> ImapSyntax.no("CANNOT", "Not a valid mailbox name"));
    }

    private static boolean isWordChar(int c) {
        return (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '-';
    }

    private static String named(char c) {
        return switch (c) {
            case ' ' -> "a space";
            case '\r', '\n' -> "a line end";
            default -> "'" + c + "'";
        };
    }
}
