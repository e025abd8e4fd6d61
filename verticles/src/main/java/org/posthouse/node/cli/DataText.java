package org.posthouse.node.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Lays out a server's data for people: dictionaries and arrays over several lines, in the same
 * syntax, so that what is printed can be pasted into a command again.
 *
 * <p>It only cuts the text into its parts and never interprets them; what it does not understand it
 * prints as it came.
 */
final class DataText {
    static final int LINE_CHARS_MAX = 78;
    static final int DEPTH_MAX = 100;

    private final String text;
    private int position;

    private DataText(String text) {
        this.text = text;
    }

    /** The data in lines of at most {@value #LINE_CHARS_MAX} characters where that is possible. */
    static String pretty(String data) {
        String text = printable(data);
        try {
            DataText parser = new DataText(text);
            Part part = parser.part(0);
            parser.skipBlanks();
            if (parser.position < text.length()) {
                return text;
            }
            StringBuilder out = new StringBuilder(text.length() + text.length() / 4);
            layOut(part, "", 0, true, out);
            return out.toString();
        } catch (SyntaxException notOurSyntax) {
            return text;
        }
    }

    /**
     * The text with control characters as {@code \nnn}, the data syntax's own decimal form: names
     * that users chose must not drive the administrator's terminal.
     */
    static String printable(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                out.append("\\%03d".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private sealed interface Part {
        String flat();
    }

    private record Atom(String flat) implements Part {}

    private record Array(List<Part> elements, String flat) implements Part {}

    private record Pair(String key, Part value) {
        String flat() {
            return key + "=" + value.flat() + ";";
        }
    }

    private record Dictionary(List<Pair> pairs, String flat) implements Part {}

    private static void layOut(
            Part part, String indent, int usedChars, boolean open, StringBuilder out) {
        boolean fits = indent.length() + usedChars + part.flat().length() < LINE_CHARS_MAX;
        switch (part) {
            case Atom atom -> out.append(atom.flat());
            case Array array -> {
                if (array.elements().isEmpty() || (fits && !open)) {
                    out.append(array.flat());
                } else {
                    layOutArray(array, indent, out);
                }
            }
            case Dictionary dictionary -> {
                if (dictionary.pairs().isEmpty() || (fits && !open)) {
                    out.append(dictionary.flat());
                } else {
                    layOutDictionary(dictionary, indent, out);
                }
            }
        }
    }

    private static void layOutArray(Array array, String indent, StringBuilder out) {
        String inner = indent + "  ";
        out.append("(\n");
        int left = array.elements().size();
        for (Part element : array.elements()) {
            out.append(inner);
            layOut(element, inner, 0, false, out);
            out.append(--left == 0 ? "\n" : ",\n");
        }
        out.append(indent).append(')');
    }

    private static void layOutDictionary(Dictionary dictionary, String indent, StringBuilder out) {
        String inner = indent + "  ";
        out.append("{\n");
        for (Pair pair : dictionary.pairs()) {
            out.append(inner).append(pair.key()).append(" = ");
            layOut(pair.value(), inner, pair.key().length() + 3, false, out);
            out.append(";\n");
        }
        out.append(indent).append('}');
    }

    private Part part(int depth) throws SyntaxException {
        if (depth > DEPTH_MAX) {
            throw new SyntaxException();
        }
        skipBlanks();
        return switch (peek()) {
            case '{' -> dictionary(depth);
            case '(' -> array(depth);
            default -> new Atom(atom());
        };
    }

    private Dictionary dictionary(int depth) throws SyntaxException {
        List<Pair> pairs = new ArrayList<>();
        StringBuilder flat = new StringBuilder("{");
        take('{');
        while (!ends('}')) {
            String key = atom();
            skipBlanks();
            take('=');
            Pair pair = new Pair(key, part(depth + 1));
            skipBlanks();
            take(';');
            pairs.add(pair);
            flat.append(pair.flat());
        }
        take('}');
        return new Dictionary(List.copyOf(pairs), flat.append('}').toString());
    }

    private Array array(int depth) throws SyntaxException {
        List<Part> elements = new ArrayList<>();
        StringBuilder flat = new StringBuilder("(");
        take('(');
        while (!ends(')')) {
            if (!elements.isEmpty()) {
                take(',');
                flat.append(", ");
            }
            Part element = part(depth + 1);
            elements.add(element);
            flat.append(element.flat());
        }
        take(')');
        return new Array(List.copyOf(elements), flat.append(')').toString());
    }

    /**
     * A string, a data block, a number, a time or an address: everything that is not a container.
     */
    private String atom() throws SyntaxException {
        int start = position;
        if (peek() == '"') {
            quoted();
        } else {
            while (position < text.length() && " ={}(),;\"".indexOf(text.charAt(position)) < 0) {
                position += text.charAt(position) == '[' ? blockChars() : 1;
            }
        }
        if (position == start) {
            throw new SyntaxException();
        }
        return text.substring(start, position);
    }

    private void quoted() throws SyntaxException {
        take('"');
        while (peek() != '"') {
            position += text.charAt(position) == '\\' ? 2 : 1;
        }
        take('"');
    }

    // Base64 may end in '=', which elsewhere ends a key.
    private int blockChars() throws SyntaxException {
        int end = text.indexOf(']', position);
        if (end < 0) {
            throw new SyntaxException();
        }
        return end + 1 - position;
    }

    private boolean ends(char c) throws SyntaxException {
        skipBlanks();
        return peek() == c;
    }

    private void skipBlanks() {
        while (position < text.length() && text.charAt(position) == ' ') {
            position++;
        }
    }

    private char peek() throws SyntaxException {
        if (position >= text.length()) {
            throw new SyntaxException();
        }
        return text.charAt(position);
    }

    private void take(char c) throws SyntaxException {
        if (peek() != c) {
            throw new SyntaxException();
        }
        position++;
    }

    private static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxException() {
            super("not data", null, false, false);
        }
    }
}
