package org.posthouse.core.mime;

/**
 * Finds a needle in text that comes in pieces, wherever the pieces meet. Compares by
 * i;unicode-casemap (RFC 5051); keeps no text (Knuth, Morris, Pratt).
 */
public final class TextMatcher {
    private static final int PIECE_CHARS = 4096;

    private final String needle;
    private final int[] failure;
    private final StringBuilder mapped = new StringBuilder();
    private int matched;
    private boolean found;
    private char pendingSurrogate;

    /**
     * Looks for one needle.
     *
     * @param needle any text; an empty one is found at once
     */
    public TextMatcher(String needle) {
        this.needle = CaseMap.map(needle);
        this.failure = failure(this.needle);
        this.found = needle.isEmpty();
    }

    /**
     * Takes more text.
     *
     * @param text the next piece
     * @return whether the needle has been found, here or before
     */
    public boolean feed(CharSequence text) {
        int at = 0;
        while (!found && at < text.length()) {
            int end = Math.min(text.length(), at + PIECE_CHARS);
            mapped.setLength(0);
            if (pendingSurrogate != 0) {
                String joined = new String(new char[] {pendingSurrogate, text.charAt(at++)});
                pendingSurrogate = 0;
                CaseMap.map(joined, 0, 2, mapped);
            }
            if (end > at && Character.isHighSurrogate(text.charAt(end - 1))) {
                pendingSurrogate = text.charAt(--end);
            }
            CaseMap.map(text, at, end, mapped);
            match();
            at = pendingSurrogate == 0 ? end : end + 1;
        }
        return found;
    }

    /** Forgets a part of the needle that was met: what comes next is another text. */
    public void boundary() {
        matched = 0;
        pendingSurrogate = 0;
    }

    /**
     * Whether the needle has been found.
     *
     * @return true once it has
     */
    public boolean found() {
        return found;
    }

    private void match() {
        for (int i = 0; i < mapped.length(); i++) {
            char c = mapped.charAt(i);
            while (matched > 0 && needle.charAt(matched) != c) {
                matched = failure[matched - 1];
            }
            if (needle.charAt(matched) == c && ++matched == needle.length()) {
                found = true;
                return;
            }
        }
    }

    private static int[] failure(String needle) {
        int[] failure = new int[needle.length()];
        int length = 0;
        for (int i = 1; i < needle.length(); i++) {
            while (length > 0 && needle.charAt(i) != needle.charAt(length)) {
                length = failure[length - 1];
            }
            if (needle.charAt(i) == needle.charAt(length)) {
                length++;
            }
            failure[i] = length;
        }
        return failure;
    }
}
