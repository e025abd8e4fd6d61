package org.posthouse.core.mailbox;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The name of a mailbox in Unicode, its levels separated by {@code /}. The first level {@code
 * INBOX} is case-insensitive and always written so (RFC 3501, 5.1).
 *
 * @param value the whole name, such as {@code INBOX} or {@code Lists/java}
 */
public record MailboxName(String value) implements Comparable<MailboxName> {
    /** The mailbox that always exists. */
    public static final MailboxName INBOX = new MailboxName("INBOX");

    public static final char SEPARATOR = '/';

    /** Longest name in bytes of UTF-8. */
    public static final int NAME_BYTES_MAX = 1000;

    /** Most levels of a name. */
    public static final int LEVELS_MAX = 50;

    /**
     * Reads a name as a client gave it. Empty when it is none that Posthouse stores: an empty
     * level, a control character, a wildcard of LIST, an unpaired surrogate, or a bound exceeded.
     */
    public static Optional<MailboxName> parse(String text) {
        if (text.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
            return Optional.empty();
        }
        int levels = 1;
        char before = SEPARATOR;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == SEPARATOR) {
                if (before == SEPARATOR) {
                    return Optional.empty();
                }
                levels++;
            } else if (Character.isISOControl(c) || c == '*' || c == '%' || unpaired(text, i)) {
                return Optional.empty();
            }
            before = c;
        }
        if (before == SEPARATOR || levels > LEVELS_MAX) {
            return Optional.empty();
        }
        return Optional.of(new MailboxName(inboxWritten(text)));
    }

    public boolean isInbox() {
        return value.equals("INBOX");
    }

    /** Whether this name lies below {@code ancestor}, at any depth. */
    public boolean isBelow(MailboxName ancestor) {
        return value.length() > ancestor.value.length()
                && value.startsWith(ancestor.value)
                && value.charAt(ancestor.value.length()) == SEPARATOR;
    }

    /** The name one level up; empty for a name of one level. */
    public Optional<MailboxName> parent() {
        int separator = value.lastIndexOf(SEPARATOR);
        return separator < 0
                ? Optional.empty()
                : Optional.of(new MailboxName(value.substring(0, separator)));
    }

    /** This name, which lies below {@code from}, with {@code from} replaced by {@code to}. */
    public MailboxName moved(MailboxName from, MailboxName to) {
        return new MailboxName(to.value + value.substring(from.value.length()));
    }

    @Override
    public int compareTo(MailboxName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static String inboxWritten(String text) {
        if (text.equalsIgnoreCase("INBOX")) {
            return "INBOX";
        }
        return text.regionMatches(true, 0, "INBOX/", 0, 6) ? "INBOX" + text.substring(5) : text;
    }

    private static boolean unpaired(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c)
                && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
