package org.posthouse.core.settings;

import java.util.Objects;

/**
 * A string: {@code atom} or {@code "quoted UTF-8"}.
 *
 * @param value any characters, also control characters; a lone surrogate becomes U+FFFD, because
 *     UTF-8 cannot carry it
 */
public record Text(String value) implements SettingsValue {

    /** Replaces lone surrogates, so that what is written is what is read. */
    public Text {
        Objects.requireNonNull(value, "value");
        value = withoutLoneSurrogates(value);
    }

    private static String withoutLoneSurrogates(String value) {
        boolean lone = false;
        for (int i = 0; i < value.length() && !lone; ) {
            int symbol = value.codePointAt(i);
            lone = isSurrogate(symbol);
            i += Character.charCount(symbol);
        }
        if (!lone) {
            return value;
        }
        var clean = new StringBuilder(value.length());
        value.codePoints()
                .forEach(symbol -> clean.appendCodePoint(isSurrogate(symbol) ? 0xFFFD : symbol));
        return clean.toString();
    }

    private static boolean isSurrogate(int symbol) {
        return symbol >= Character.MIN_SURROGATE && symbol <= Character.MAX_SURROGATE;
    }
}
