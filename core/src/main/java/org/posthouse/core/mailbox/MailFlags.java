package org.posthouse.core.mailbox;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Flags as a command names them, before the mailbox's table of keywords has given the keywords
 * their bits.
 *
 * @param systemBits the union of {@link SystemFlag#bit()}
 * @param keywords names as the client wrote them; equal names in different case are one keyword
 */
public record MailFlags(long systemBits, List<String> keywords) {
    /** Longest keyword in characters. */
    public static final int KEYWORD_CHARS_MAX = 255;

    public static final MailFlags NONE = new MailFlags(0, List.of());

    public MailFlags {
        keywords = List.copyOf(keywords);
    }

    public static MailFlags of(SystemFlag... flags) {
        long bits = 0;
        for (SystemFlag flag : flags) {
            bits |= flag.bit();
        }
        return new MailFlags(bits, List.of());
    }

    /** The system flags of a message's stored bits. */
    public static Set<SystemFlag> systemFlags(long bits) {
        Set<SystemFlag> flags = EnumSet.noneOf(SystemFlag.class);
        for (SystemFlag flag : SystemFlag.values()) {
            if ((bits & flag.bit()) != 0) {
                flags.add(flag);
            }
        }
        return flags;
    }

    /** The bit of the keyword at {@code index} of the mailbox's table. */
    public static long keywordBit(int index) {
        return 1L << (SystemFlag.SYSTEM_BITS + index);
    }
}
