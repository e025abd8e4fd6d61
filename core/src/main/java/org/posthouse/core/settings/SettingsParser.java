package org.posthouse.core.settings;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;

/**
 * Reads dictionary text. It takes what the vendor's own reader takes: atoms with {@code - _ . @ ! #
 * % ] :} and characters beyond ASCII, adjacent quoted strings and data blocks joined into one, both
 * file shapes. It refuses a key given twice, a pair without its semicolon, and text after the
 * value: a half-written file must never pass for a whole one.
 *
 * <p>In a file, space, tab, line ends, {@code //} to the line's end and {@code /* … *}{@code /}
 * separate; on the wire only the space does.
 */
public final class SettingsParser {

    /** How deep arrays and dictionaries may be nested. */
    public static final int DEPTH_MAX = 64;

    /** How many characters a text may have. */
    public static final int CHARS_MAX = 16 * 1024 * 1024;

    /**
     * A value found in a longer line.
     *
     * @param value the value
     * @param end the offset of the first character after it
     */
    public record Found(SettingsValue value, int end) {}

    private final CharSequence text;
    private final boolean multiLine;
    private final boolean joining;
    private int at;
    private int depth;

    private SettingsParser(CharSequence text, int at, boolean multiLine, boolean joining) {
        this.text = text;
        this.at = at;
        this.multiLine = multiLine;
        this.joining = joining;
    }

    /**
     * One value that fills the whole of a multi-line text with comments, as files are.
     *
     * @throws MalformedSettings where the text is none, or has more than {@link #CHARS_MAX}
     *     characters
     */
    public static SettingsValue parse(CharSequence text) throws MalformedSettings {
        boolean marked = !text.isEmpty() && text.charAt(0) == '\uFEFF';
        return new SettingsParser(text, marked ? 1 : 0, true, true).whole();
    }

    /**
     * The dictionary that fills the whole of a multi-line text.
     *
     * @throws MalformedSettings also where it is another value
     */
    public static Dictionary parseDictionary(CharSequence text) throws MalformedSettings {
        if (parse(text) instanceof Dictionary dictionary) {
            return dictionary;
        }
        throw new MalformedSettings(1, 1, "expected a dictionary, beginning with '{'");
    }

    /**
     * One value that fills the whole of a single line, as the wire has it.
     *
     * @throws MalformedSettings where the line is none; a tab or a line end is refused
     */
    public static SettingsValue parseLine(CharSequence line) throws MalformedSettings {
        return new SettingsParser(line, 0, false, true).whole();
    }

    /**
     * The value that begins at {@code offset} of a single line, after spaces: a parameter of a
     * command. Adjacent strings are not joined, because parameters stand side by side.
     *
     * @throws MalformedSettings where no value begins there
     */
    public static Found valueAt(CharSequence line, int offset) throws MalformedSettings {
        var parser = new SettingsParser(line, offset, false, false);
        parser.checkSize();
        parser.skipSpace();
        SettingsValue value = parser.value();
        return new Found(value, parser.at);
    }

    private SettingsValue whole() throws MalformedSettings {
        checkSize();
        skipSpace();
        SettingsValue value = value();
        skipSpace();
        if (at < text.length()) {
            throw expected("expected the end after the value");
        }
        return value;
    }

    private void checkSize() throws MalformedSettings {
        if (text.length() > CHARS_MAX) {
            throw new MalformedSettings(
                    1, 1, "the text has more than " + CHARS_MAX + " characters");
        }
    }

    private SettingsValue value() throws MalformedSettings {
        return switch (peek()) {
            case '{' -> dictionary();
            case '(' -> array();
            case '[' -> dataBlock();
            case '#' -> special();
            case '<' ->
                    throw expected(
                            "XML values are not supported; expected a string, '(', '{', '[' or"
                                    + " '#'");
            default -> new Text(string("expected a value"));
        };
    }

    private Dictionary dictionary() throws MalformedSettings {
        enter();
        var pairs = new LinkedHashMap<String, SettingsValue>();
        skipSpace();
        while (peek() != '}') {
            int keyAt = at;
            String key = string("expected a key or '}'");
            if (pairs.containsKey(key)) {
                at = keyAt;
                throw expected("expected another key: this one is given twice");
            }
            skipSpace();
            take('=', "expected '=' after the key");
            skipSpace();
            pairs.put(key, value());
            skipSpace();
            take(';', "expected ';' after the value");
            skipSpace();
        }
        leave();
        return new Dictionary(pairs);
    }

    private ArrayValue array() throws MalformedSettings {
        enter();
        var elements = new ArrayList<SettingsValue>();
        skipSpace();
        while (peek() != ')') {
            elements.add(value());
            skipSpace();
            if (peek() != ')') {
                take(',', "expected ',' or ')' after the element");
                skipSpace();
                if (peek() == ')') {
                    throw expected("expected an element after ','");
                }
            }
        }
        leave();
        return new ArrayValue(elements);
    }

    private void enter() throws MalformedSettings {
        if (++depth > DEPTH_MAX) {
            throw expected("expected at most " + DEPTH_MAX + " levels of nesting");
        }
        at++;
    }

    private void leave() {
        depth--;
        at++;
    }

    private DataBlock dataBlock() throws MalformedSettings {
        var base64 = new StringBuilder();
        int begin = at;
        do {
            at++;
            skipBlanks();
            while (peek() != ']') {
                int symbol = peek();
                if (!SettingsSyntax.isLetterOrDigit(symbol)
                        && symbol != '+'
                        && symbol != '/'
                        && symbol != '=') {
                    throw expected("expected Base64 or ']'");
                }
                base64.append((char) symbol);
                at++;
                skipBlanks();
            }
            at++;
        } while (another('['));
        try {
            return new DataBlock(Base64.getDecoder().decode(base64.toString()));
        } catch (IllegalArgumentException _) {
            at = begin;
            throw expected("expected whole groups of Base64 in the data block");
        }
    }

    private SettingsValue special() throws MalformedSettings {
        int begin = at;
        if (text.length() > at + 2 && text.charAt(at + 1) == 'I' && text.charAt(at + 2) == '[') {
            return ipAddress();
        }
        at++;
        int wordAt = at;
        while (SettingsSyntax.isAtomSymbol(peek())) {
            at++;
        }
        String word = text.subSequence(wordAt, at).toString();
        var value = SpecialWords.value(word);
        if (value.isEmpty()) {
            at = begin;
            throw expected(
                    "expected a number (#123), a time (#T31-12-2000_23:59:59), an address"
                            + " (#I[10.0.0.1]:25) or #NULL#");
        }
        return value.get();
    }

    private IpAddress ipAddress() throws MalformedSettings {
        int begin = at;
        at += "#I[".length();
        int addressAt = at;
        while (peek() != ']' && peek() > ' ') {
            at++;
        }
        String address = text.subSequence(addressAt, at).toString();
        take(']', "expected ']' after the address");
        int portAt = at;
        if (peek() == ':') {
            at++;
            while (peek() >= '0' && peek() <= '9') {
                at++;
            }
        }
        var value = SpecialWords.ipAddress(address, text.subSequence(portAt, at).toString());
        if (value.isEmpty()) {
            at = begin;
            throw expected(
                    "expected an address of digits and a port up to 65535, such as"
                            + " #I[10.0.0.1]:25");
        }
        return value.get();
    }

    private String string(String otherwise) throws MalformedSettings {
        if (peek() != '"') {
            int begin = at;
            while (SettingsSyntax.isAtomSymbol(peek())) {
                at++;
            }
            // The vendor's reader takes ']' and ':' inside an atom, but nothing written begins with
            // one.
            if (begin == at || text.charAt(begin) == ']') {
                at = begin;
                throw expected(otherwise);
            }
            return text.subSequence(begin, at).toString();
        }
        var out = new StringBuilder();
        do {
            quoted(out);
        } while (another('"'));
        return out.toString();
    }

    private void quoted(StringBuilder out) throws MalformedSettings {
        int begin = at;
        at++;
        while (peek() != '"') {
            int symbol = peek();
            if (symbol < 0 || (symbol < ' ' && symbol != '\t') || (symbol == '\t' && !multiLine)) {
                if (symbol < 0) {
                    at = begin;
                }
                throw expected(
                        "expected the quoted string to end with '\"' on its line; write a control"
                                + " character as \\nnn");
            }
            if (symbol == '\\') {
                escape(out);
            } else {
                out.append((char) symbol);
                at++;
            }
        }
        at++;
    }

    private void escape(StringBuilder out) throws MalformedSettings {
        int symbol = at + 1 < text.length() ? text.charAt(at + 1) : -1;
        switch (symbol) {
            case '"', '\\' -> out.append((char) symbol);
            case 'r' -> out.append('\r');
            // \e is "the system's line end": here always LF.
            case 'n', 'e' -> out.append('\n');
            case 't' -> out.append('\t');
            default -> {
                numbered(out);
                return;
            }
        }
        at += 2;
    }

    /**
     * {@code \nnn} is a decimal code up to 255. Codes from 128 on are bytes of UTF-8, so several of
     * them make one character.
     */
    private void numbered(StringBuilder out) throws MalformedSettings {
        int begin = at;
        var bytes = ByteBuffer.allocate(4);
        while (bytes.hasRemaining() && peek() == '\\') {
            int code = code();
            if (code < 0x80 && bytes.position() > 0) {
                break;
            }
            if (code < 0) {
                throw expected(
                        "expected \\\\, \\\", \\r, \\n, \\e, \\t or \\ and three decimal digits up"
                                + " to 255");
            }
            if (code < 0x80) {
                out.append((char) code);
                at += 4;
                return;
            }
            bytes.put((byte) code);
            at += 4;
            if (bytes.position() == utf8Length(bytes.get(0))) {
                break;
            }
        }
        try {
            out.append(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()));
        } catch (CharacterCodingException _) {
            at = begin;
            throw expected("expected codes from 128 on to be bytes of UTF-8");
        }
    }

    private int code() {
        if (at + 3 >= text.length()) {
            return -1;
        }
        int code = 0;
        for (int i = at + 1; i <= at + 3; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            code = code * 10 + digit;
        }
        return code <= 255 ? code : -1;
    }

    private static int utf8Length(byte first) {
        int lead = first & 0xFF;
        return lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    }

    private boolean another(char open) throws MalformedSettings {
        if (!joining) {
            return false;
        }
        skipSpace();
        return peek() == open;
    }

    private void take(char symbol, String otherwise) throws MalformedSettings {
        if (peek() != symbol) {
            throw expected(otherwise);
        }
        at++;
    }

    private void skipSpace() throws MalformedSettings {
        skipBlanks();
        while (multiLine && peek() == '/') {
            comment();
            skipBlanks();
        }
    }

    /** Inside a data block a slash is Base64 and begins no comment. */
    private void skipBlanks() {
        while (isBlank(peek())) {
            at++;
        }
    }

    private boolean isBlank(int symbol) {
        return symbol == ' ' || (multiLine && (symbol == '\t' || symbol == '\r' || symbol == '\n'));
    }

    private void comment() throws MalformedSettings {
        int second = at + 1 < text.length() ? text.charAt(at + 1) : -1;
        if (second == '/') {
            while (peek() >= 0 && peek() != '\n' && peek() != '\r') {
                at++;
            }
        } else if (second == '*') {
            int begin = at;
            at += 2;
            while (peek() >= 0
                    && !(peek() == '*' && at + 1 < text.length() && text.charAt(at + 1) == '/')) {
                at++;
            }
            if (peek() < 0) {
                at = begin;
                throw expected("expected the comment to end with */");
            }
            at += 2;
        } else {
            throw expected("expected a comment (// or /*) or a quoted string");
        }
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private MalformedSettings expected(String what) {
        int line = 1;
        int lineAt = 0;
        for (int i = 0; i < at && i < text.length(); i++) {
            char symbol = text.charAt(i);
            boolean pair = symbol == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if ((symbol == '\n' || symbol == '\r') && !pair) {
                line++;
                lineAt = i + 1;
            }
        }
        return new MalformedSettings(
                line,
                at - lineAt + 1,
                at < text.length() ? what : what + ", not the end of the text");
    }
}
