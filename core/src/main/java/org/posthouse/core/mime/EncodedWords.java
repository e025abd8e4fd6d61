package org.posthouse.core.mime;

import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;

/**
 * Finds the encoded words of a header value (RFC 2047) and has mime4j decode each. Looking for them
 * is done here because mime4j takes the square of the length for a value that is full of beginnings
 * without ends.
 */
final class EncodedWords {
    /** RFC 2047 allows 75; mailers put whole subjects into one. */
    private static final int WORD_CHARS_MAX = 4096;

    /** Words of one value that are decoded; looking up a charset that does not exist is slow. */
    private static final int WORDS_MAX = 2000;

    private EncodedWords() {}

    static String decode(String text) {
        StringBuilder out = new StringBuilder();
        int copied = 0;
        int words = 0;
        int start = text.indexOf("=?");
        while (start >= 0 && words < WORDS_MAX) {
            int end = end(text, start);
            if (end < 0) {
                start = text.indexOf("=?", start + 1);
                continue;
            }
            String between = text.substring(copied, start);
            // White space between two encoded words is not part of the text (RFC 2047, 6.2).
            if (words == 0 || !between.isBlank()) {
                out.append(between);
            }
            out.append(decodeWord(text.substring(start, end)));
            copied = end;
            words++;
            start = text.indexOf("=?", end);
        }
        return out.append(text, copied, text.length()).toString();
    }

    /**
     * Index behind the encoded word that begins here, or -1. It has four question marks, and each
     * start holds one of its own, so no character is looked at more than a few times.
     */
    static int end(String text, int start) {
        int marks = 0;
        int limit = Math.min(text.length(), start + WORD_CHARS_MAX);
        for (int i = start; i < limit; i++) {
            char c = text.charAt(i);
            boolean mayHoldBlanks = marks == 3;
            if (c <= ' ' && !mayHoldBlanks) {
                return -1;
            }
            if (c == '?' && ++marks == 4) {
                return text.startsWith("=", i + 1) ? i + 2 : -1;
            }
        }
        return -1;
    }

    private static String decodeWord(String word) {
        try {
            return DecoderUtil.decodeEncodedWords(word, DecodeMonitor.SILENT);
        } catch (RuntimeException e) {
            // A charset that can only encode, or a broken word that mime4j stumbles over: search
            // what is written.
            return word;
        }
    }
}
