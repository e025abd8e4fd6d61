package org.posthouse.core.layout;

import java.util.Locale;

/**
 * The letters of a name that name its folders: those of the lower-cased name from the left.
 * Whatever is no ASCII letter or digit counts as {@code _} (a dot or hyphen at the beginning of a
 * file name, or a letter that another file system spells differently, would ask for trouble), and a
 * name too short is filled up with {@code _}.
 */
final class Letters {

    private Letters() {}

    static String of(String name, int from, int count) {
        int[] symbols = name.toLowerCase(Locale.ROOT).codePoints().toArray();
        var letters = new StringBuilder(count);
        for (int i = from; i < from + count; i++) {
            int symbol = i < symbols.length ? symbols[i] : '_';
            boolean plain = (symbol >= 'a' && symbol <= 'z') || (symbol >= '0' && symbol <= '9');
            letters.append(plain ? (char) symbol : '_');
        }
        return letters.toString();
    }
}
