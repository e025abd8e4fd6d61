package org.posthouse.node.protocol.imap;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.mailbox.MailboxName;

/**
 * A pattern of LIST (RFC 3501, 6.3.8): {@code *} stands for anything, {@code %} for anything
 * without a separator. The pattern is an automaton whose states, one after each literal character,
 * are bits of a few words, so a match takes time linear in the name whatever the wildcards.
 */
final class ListPattern {
    /** INBOX is written in capitals and meant in any case (RFC 3501, 5.1). */
    private static final int INBOX_CHARS = MailboxName.INBOX.value().length();

    private final int states;
    private final int words;

    /** By character: the states that it leads on from. */
    private final Map<Character, long[]> leads = new HashMap<>();

    /** States that any character stays in. */
    private final long[] starred;

    /** States that any character but a separator stays in. */
    private final long[] percented;

    /** A pattern that no name can match. */
    private final boolean hopeless;

    ListPattern(String pattern) {
        int literals = (int) pattern.chars().filter(c -> c != '*' && c != '%').count();
        hopeless = literals > MailboxName.NAME_BYTES_MAX;
        states = hopeless ? 1 : literals + 1;
        words = (states + 63) / 64;
        starred = new long[words];
        percented = new long[words];
        if (hopeless) {
            return;
        }
        int state = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '*' -> set(starred, state);
                case '%' -> set(percented, state);
                default -> {
                    set(leads.computeIfAbsent(c, _ -> new long[words]), state);
                    state++;
                }
            }
        }
    }

    boolean matches(MailboxName name) {
        if (hopeless) {
            return false;
        }
        String text = name.value();
        boolean inbox = name.isInbox() || name.isBelow(MailboxName.INBOX);
        long[] at = new long[words];
        at[0] = 1;
        for (int i = 0; i < text.length(); i++) {
            if (!step(at, lead(text.charAt(i), inbox && i < INBOX_CHARS), text.charAt(i))) {
                return false;
            }
        }
        return (at[(states - 1) / 64] >>> ((states - 1) % 64) & 1) != 0;
    }

    /** Moves all states by one character; false when none is left. */
    private boolean step(long[] at, long @Nullable [] lead, char c) {
        long carry = 0;
        long any = 0;
        for (int w = 0; w < words; w++) {
            long stays =
                    at[w] & (c == MailboxName.SEPARATOR ? starred[w] : starred[w] | percented[w]);
            long moves = lead == null ? 0 : at[w] & lead[w];
            at[w] = stays | moves << 1 | carry;
            carry = moves >>> 63;
            any |= at[w];
        }
        return any != 0;
    }

    private long @Nullable [] lead(char c, boolean anyCase) {
        long[] lead = leads.get(c);
        long[] other = anyCase ? leads.get(Character.toLowerCase(c)) : null;
        if (lead == null || other == null) {
            return lead == null ? other : lead;
        }
        long[] both = lead.clone();
        for (int w = 0; w < words; w++) {
            both[w] |= other[w];
        }
        return both;
    }

    private static void set(long[] bits, int index) {
        bits[index / 64] |= 1L << (index % 64);
    }
}
