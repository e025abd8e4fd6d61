package org.posthouse.node.protocol.imap;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.SystemFlag;

/**
 * Writes the flags of messages of one mailbox. Most messages have one of a few combinations, whose
 * texts are kept.
 */
final class FlagTexts {
    /** What a page's own bits never have: {@code \Recent}, the session's. */
    static final long RECENT_BIT = 1L << 63;

    private static final int KEPT = 32;

    private final List<String> keywords;
    private final long[] keptBits = new long[KEPT];
    private final byte[] @Nullable [] keptTexts = new byte[KEPT][];

    FlagTexts(List<String> keywords) {
        this.keywords = keywords;
    }

    List<String> keywords() {
        return keywords;
    }

    /** {@code FLAGS (...)} for these bits. */
    byte[] of(long bits) {
        int place = (int) ((bits * 0x9E3779B97F4A7C15L) >>> 59);
        byte[] kept = keptTexts[place];
        if (kept != null && keptBits[place] == bits) {
            return kept;
        }
        byte[] text = text(bits).getBytes(StandardCharsets.US_ASCII);
        keptBits[place] = bits;
        keptTexts[place] = text;
        return text;
    }

    /** All flags of a mailbox in parentheses, with {@code more} behind them. */
    static String all(List<String> keywords, String more) {
        StringBuilder text = new StringBuilder("(");
        for (SystemFlag flag : SystemFlag.values()) {
            text.append(text.length() > 1 ? " " : "").append(flag.imapName());
        }
        keywords.forEach(keyword -> text.append(' ').append(keyword));
        return text.append(more).append(')').toString();
    }

    private String text(long bits) {
        StringBuilder text = new StringBuilder("FLAGS (");
        int empty = text.length();
        for (SystemFlag flag : SystemFlag.values()) {
            if ((bits & flag.bit()) != 0) {
                text.append(text.length() > empty ? " " : "").append(flag.imapName());
            }
        }
        if ((bits & RECENT_BIT) != 0) {
            text.append(text.length() > empty ? " " : "").append("\\Recent");
        }
        for (int i = 0; i < keywords.size(); i++) {
            if ((bits & MailFlags.keywordBit(i)) != 0) {
                text.append(text.length() > empty ? " " : "").append(keywords.get(i));
            }
        }
        return text.append(')').toString();
    }
}
