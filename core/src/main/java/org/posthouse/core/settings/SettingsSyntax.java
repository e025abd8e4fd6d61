package org.posthouse.core.settings;

/** Which characters mean what. */
final class SettingsSyntax {

    private SettingsSyntax() {}

    static boolean isLetterOrDigit(int symbol) {
        return (symbol >= 'a' && symbol <= 'z')
                || (symbol >= 'A' && symbol <= 'Z')
                || (symbol >= '0' && symbol <= '9');
    }

    /**
     * What a reader takes into an atom: the grammar's letters and digits, and what the vendor's own
     * reader takes besides.
     */
    static boolean isAtomSymbol(int symbol) {
        return isLetterOrDigit(symbol)
                || symbol >= 0x80
                || (symbol > 0 && "-_.@!#%]:".indexOf(symbol) >= 0);
    }

    /**
     * Whether a string is written without quotes. The vendor's files leave {@code cp@nel}, {@code
     * A-crpt} and {@code default.html} bare, and quote {@code "-1"}, {@code "*"} and {@code
     * "S/MIME"}.
     */
    static boolean isBare(String text) {
        if (text.isEmpty() || !isLetterOrDigit(text.charAt(0))) {
            return false;
        }
        return text.chars()
                .allMatch(symbol -> isLetterOrDigit(symbol) || "-_.@".indexOf(symbol) >= 0);
    }

    /**
     * As {@link #isBare}, and special entries such as {@code #Viewer}, which scripts look for
     * without quotes.
     */
    static boolean isBareKey(String key) {
        return isBare(key.startsWith("#") ? key.substring(1) : key);
    }
}
