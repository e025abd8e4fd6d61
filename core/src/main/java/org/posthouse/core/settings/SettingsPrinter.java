package org.posthouse.core.settings;

import java.util.Locale;

/**
 * Writes values as text. What it writes, {@link SettingsParser} reads back as an equal value.
 *
 * <pre>
 * file                                     wire
 * {                                        {Password=cp@nel;WebAdminPrefs={ExpertLevel=10;};}
 *  Password = cp@nel;
 *  WebAdminPrefs = {ExpertLevel=10;};
 * }
 * </pre>
 */
public final class SettingsPrinter {

    private static final String MASK = "***";

    private final StringBuilder out = new StringBuilder();
    private final boolean masking;

    private SettingsPrinter(boolean masking) {
        this.masking = masking;
    }

    /**
     * One line without white space, without a line end: for the PWD wire. Never holds CR, LF or
     * NUL.
     */
    public static String wire(SettingsValue value) {
        var printer = new SettingsPrinter(false);
        printer.value(value);
        return printer.out.toString();
    }

    /**
     * The file form: a line for each key of the top level, nested values on the same line. Ends
     * with a line feed.
     */
    public static String file(Dictionary dictionary) {
        var printer = new SettingsPrinter(false);
        printer.out.append("{\n");
        dictionary
                .entries()
                .forEach((key, value) -> {
                    printer.out.append(' ');
                    printer.string(key, SettingsSyntax.isBareKey(key));
                    printer.out.append(" = ");
                    printer.value(value);
                    printer.out.append(";\n");
                });
        return printer.out.append("}\n").toString();
    }

    /** A string, quoted where it must be. */
    public static String string(String text) {
        return wire(new Text(text));
    }

    static String masked(Dictionary dictionary) {
        var printer = new SettingsPrinter(true);
        printer.value(dictionary);
        return printer.out.toString();
    }

    private void value(SettingsValue value) {
        switch (value) {
            case Text text -> string(text.value(), SettingsSyntax.isBare(text.value()));
            case NumberValue number -> out.append('#').append(number.value());
            case DataBlock block ->
                    out.append('[').append(masking ? MASK : block.base64()).append(']');
            case TimeStamp time -> out.append(time.text());
            case IpAddress address -> out.append(address.text());
            case NullValue _ -> out.append("#NULL#");
            case ArrayValue array -> array(array);
            case Dictionary dictionary -> dictionary(dictionary);
        }
    }

    private void array(ArrayValue array) {
        out.append('(');
        String separator = "";
        for (SettingsValue element : array.elements()) {
            out.append(separator);
            value(element);
            separator = ",";
        }
        out.append(')');
    }

    private void dictionary(Dictionary dictionary) {
        out.append('{');
        dictionary
                .entries()
                .forEach((key, value) -> {
                    string(key, SettingsSyntax.isBareKey(key));
                    out.append('=');
                    if (masking && isSecret(key)) {
                        out.append(MASK);
                    } else {
                        value(value);
                    }
                    out.append(';');
                });
        out.append('}');
    }

    private static boolean isSecret(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return (lower.contains("password")
                        && !lower.startsWith("use")
                        && !lower.endsWith("encryption"))
                || lower.contains("secret")
                || lower.contains("scram")
                || lower.contains("privatekey");
    }

    private void string(String text, boolean bare) {
        if (bare) {
            out.append(text);
            return;
        }
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char symbol = text.charAt(i);
            switch (symbol) {
                case '"', '\\' -> out.append('\\').append(symbol);
                case '\r' -> out.append("\\r");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    if (symbol < ' ' || symbol == 0x7F) {
                        out.append('\\').append((char) ('0' + symbol / 100));
                        out.append((char) ('0' + symbol / 10 % 10))
                                .append((char) ('0' + symbol % 10));
                    } else {
                        out.append(symbol);
                    }
                }
            }
        }
        out.append('"');
    }
}
