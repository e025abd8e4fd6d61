package org.posthouse.core.mime;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Maps text for comparison much as i;unicode-casemap does (RFC 5051): each code point decomposed
 * for compatibility, then to upper case. In that order ligatures and sharp s match their letters
 * too. Works code point by code point, so text can come in pieces.
 */
final class CaseMap {
    /**
     * Mapped forms of the basic plane, a page of 256 at a time when one of them is first seen.
     * Racing threads compute the same.
     */
    private static final @Nullable String[] @Nullable [] PAGES = new @Nullable String[256][];

    private CaseMap() {}

    static String map(String text) {
        StringBuilder out = new StringBuilder(text.length());
        map(text, 0, text.length(), out);
        return out.toString();
    }

    /** Appends the mapped form of [from, to). A surrogate pair must not be cut in two. */
    static void map(CharSequence text, int from, int to, StringBuilder out) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                out.append(c >= 'a' && c <= 'z' ? (char) (c - 32) : c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < to
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(mapOne(Character.toCodePoint(c, text.charAt(++i))));
            } else {
                out.append(mapBasic(c));
            }
        }
    }

    private static String mapBasic(char c) {
        @Nullable String[] page = PAGES[c >> 8];
        if (page == null) {
            page = new @Nullable String[256];
            PAGES[c >> 8] = page;
        }
        String mapped = page[c & 0xFF];
        if (mapped == null) {
            mapped = mapOne(c);
            page[c & 0xFF] = mapped;
        }
        return mapped;
    }

    private static String mapOne(int codePoint) {
        return Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKD)
                .toUpperCase(Locale.ROOT);
    }
}
