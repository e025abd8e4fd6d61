package org.posthouse.node.protocol.pwd;

/** Patterns of mailbox names (RFC 3501, 6.3.8): {@code *} is anything, {@code %} one level. */
final class NamePattern {

    private NamePattern() {}

    /** Takes time proportional to the product of both lengths, whatever the pattern is. */
    static boolean matches(String pattern, String name) {
        boolean[] reached = new boolean[name.length() + 1];
        reached[0] = true;
        for (int p = 0; p < pattern.length(); p++) {
            char symbol = pattern.charAt(p);
            if (symbol == '*' || symbol == '%') {
                for (int n = 0; n < name.length(); n++) {
                    reached[n + 1] |= reached[n] && (symbol == '*' || name.charAt(n) != '/');
                }
            } else {
                for (int n = name.length(); n > 0; n--) {
                    reached[n] = reached[n - 1] && name.charAt(n - 1) == symbol;
                }
                reached[0] = false;
            }
        }
        return reached[name.length()];
    }
}
