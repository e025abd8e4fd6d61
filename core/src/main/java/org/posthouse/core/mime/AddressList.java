package org.posthouse.core.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the address list of a header field, whatever is in it: never throws, takes time in
 * proportion to the length.
 *
 * <p>An address that cannot be read keeps what could be. Empty elements are left out (RFC 5322,
 * 4.4). A quote or bracket without its partner is passed over; a comment without an end reaches to
 * the end of the value.
 */
public final class AddressList {
    private static final String SPECIALS = "()<>@,;:\\\"[]";

    private final String text;
    private final int addressesMax;
    private final List<Address> addresses = new ArrayList<>();
    private int at;
    private boolean inGroup;
    private boolean quotesExhausted;
    private @Nullable String comment;

    private AddressList(String text, int addressesMax) {
        this.text = text;
        this.addressesMax = addressesMax;
    }

    /**
     * Reads an unfolded value.
     *
     * @param value the bytes behind the colon, without line ends
     * @param addressesMax how many elements are returned at most, the end of an open group not
     *     counted
     * @return the addresses in order; each group start has its end
     */
    public static List<Address> parse(byte[] value, int addressesMax) {
        AddressList list =
                new AddressList(new String(value, StandardCharsets.ISO_8859_1), addressesMax);
        list.parse();
        return List.copyOf(list.addresses);
    }

    private void parse() {
        while (addresses.size() < addressesMax && at < text.length()) {
            element();
        }
        if (inGroup) {
            addresses.add(new Address.GroupEnd());
        }
    }

    /** One mailbox, the head of a group or its end, with the comma or semicolon behind it. */
    private void element() {
        comment = null;
        List<String> words = new ArrayList<>();
        while (true) {
            skipBlank();
            if (at >= text.length()) {
                addWithoutDomain(words);
                return;
            }
            char c = text.charAt(at);
            switch (c) {
                case ',', ';' -> {
                    at++;
                    addWithoutDomain(words);
                    endGroup(c);
                    return;
                }
                case '<' -> {
                    at++;
                    angle(words);
                    skipToSeparator();
                    return;
                }
                case '@' -> {
                    at++;
                    addAddrSpec(words, domain());
                    skipToSeparator();
                    return;
                }
                case ':' -> {
                    at++;
                    if (!inGroup) {
                        inGroup = true;
                        addresses.add(new Address.GroupStart(String.join(" ", words)));
                        return;
                    }
                }
                default -> word(words);
            }
        }
    }

    private void endGroup(char separator) {
        if (separator == ';' && inGroup) {
            inGroup = false;
            addresses.add(new Address.GroupEnd());
        }
    }

    private void addWithoutDomain(List<String> words) {
        if (words.size() == 1) {
            addresses.add(new Address.Mailbox(comment, null, words.getFirst(), null));
        } else if (!words.isEmpty()) {
            addresses.add(new Address.Mailbox(String.join(" ", words), null, null, null));
        }
    }

    /** Words before a bare address are its name: {@code Ann Lee ann@example.org}. */
    private void addAddrSpec(List<String> words, @Nullable String domain) {
        String localPart = words.isEmpty() ? null : localPart(words);
        skipBlank();
        String name = words.isEmpty() ? comment : String.join(" ", words);
        addresses.add(new Address.Mailbox(name, null, localPart, domain));
    }

    /** Takes the words that dots join from the end of the list (obs-local-part). */
    private static String localPart(List<String> words) {
        String local = words.removeLast();
        int joined = 0;
        while (!words.isEmpty()
                && joined++ < 100
                && (words.getLast().endsWith(".") || local.startsWith("."))) {
            local = words.removeLast() + local;
        }
        return local;
    }

    private void angle(List<String> phrase) {
        String commentBefore = comment;
        String route = route();
        StringBuilder local = new StringBuilder();
        String domain = null;
        boolean given = false;
        List<String> words = new ArrayList<>();
        scan:
        while (true) {
            skipBlank();
            if (at >= text.length()) {
                break;
            }
            switch (text.charAt(at)) {
                case '>', ',' -> {
                    break scan;
                }
                case '@' -> {
                    at++;
                    domain = domain();
                    break scan;
                }
                default -> word(words);
            }
        }
        for (String word : words) {
            boolean joined =
                    local.isEmpty()
                            || word.startsWith(".")
                            || local.charAt(local.length() - 1) == '.';
            local.append(joined ? "" : " ").append(word);
            given = true;
        }
        skipToAngleEnd();
        // A comment inside the angle brackets names nobody.
        comment = commentBefore;
        skipBlank();
        String name = phrase.isEmpty() ? comment : String.join(" ", phrase);
        addresses.add(new Address.Mailbox(name, route, given ? local.toString() : null, domain));
    }

    /** {@code @a,@b:} at the beginning of an angle address (RFC 5322, 4.4, obs-route). */
    private @Nullable String route() {
        skipBlank();
        if (at >= text.length() || text.charAt(at) != '@') {
            return null;
        }
        StringBuilder route = new StringBuilder();
        while (at < text.length() && text.charAt(at) == '@') {
            at++;
            String domain = domain();
            route.append(route.isEmpty() ? "@" : ",@").append(domain == null ? "" : domain);
            skipBlank();
            while (at < text.length() && text.charAt(at) == ',') {
                at++;
                skipBlank();
            }
        }
        if (at < text.length() && text.charAt(at) == ':') {
            at++;
        }
        return route.toString();
    }

    private @Nullable String domain() {
        skipBlank();
        if (at < text.length() && text.charAt(at) == '[') {
            int from = at;
            while (at < text.length() && ">,]".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            if (at < text.length() && text.charAt(at) == ']') {
                at++;
            }
            return text.substring(from, at);
        }
        StringBuilder domain = new StringBuilder();
        while (at < text.length() && isAtom(text.charAt(at))) {
            int from = at;
            skipAtom();
            domain.append(text, from, at);
            skipBlank();
            boolean dotted =
                    domain.charAt(domain.length() - 1) == '.'
                            || (at < text.length() && text.charAt(at) == '.');
            if (!dotted) {
                break;
            }
        }
        return domain.isEmpty() ? null : domain.toString();
    }

    /** An atom, a quoted string without its quotes, or one stray special that is passed over. */
    private void word(List<String> words) {
        char c = text.charAt(at);
        if (c == '"') {
            String quoted = quoted();
            if (quoted != null) {
                words.add(quoted);
            }
        } else if (isAtom(c)) {
            int from = at;
            skipEncodedWord();
            skipAtom();
            words.add(text.substring(from, at));
        } else {
            at++;
        }
    }

    private @Nullable String quoted() {
        int from = ++at;
        if (quotesExhausted) {
            return null;
        }
        StringBuilder inside = new StringBuilder();
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                at = i + 1;
                return inside.toString();
            }
            if (c == '\\' && i + 1 < text.length()) {
                i++;
            }
            inside.append(text.charAt(i));
        }
        quotesExhausted = true;
        return null;
    }

    private void skipToAngleEnd() {
        while (at < text.length() && text.charAt(at) != '>' && text.charAt(at) != ',') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '>') {
            at++;
        }
    }

    /** Junk behind a complete address is dropped. */
    private void skipToSeparator() {
        while (true) {
            skipBlank();
            if (at >= text.length()) {
                return;
            }
            char c = text.charAt(at);
            if (c == ',' || c == ';') {
                at++;
                endGroup(c);
                return;
            }
            if (c == '"') {
                quoted();
            } else {
                at++;
            }
        }
    }

    /**
     * Specials are not allowed in the encoded words of a name (RFC 2047, 5), but mailers write
     * them.
     */
    private void skipEncodedWord() {
        int end = text.startsWith("=?", at) ? EncodedWords.end(text, at) : -1;
        if (end > 0) {
            at = end;
        }
    }

    private void skipAtom() {
        while (at < text.length() && isAtom(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isAtom(char c) {
        return c > ' ' && SPECIALS.indexOf(c) < 0;
    }

    /** White space and comments; the text of the last comment is kept. */
    private void skipBlank() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '(') {
                comment();
            } else if (c <= ' ') {
                at++;
            } else {
                return;
            }
        }
    }

    private void comment() {
        StringBuilder inside = new StringBuilder();
        int depth = 1;
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                break;
            }
            inside.append(c);
        }
        String stripped = inside.toString().strip();
        if (!stripped.isEmpty()) {
            comment = stripped;
        }
    }
}
