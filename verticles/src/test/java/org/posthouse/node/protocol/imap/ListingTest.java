package org.posthouse.node.protocol.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.posthouse.core.account.AccountReply.ListedMailbox;
import org.posthouse.core.mailbox.MailboxName;

/** Patterns of LIST, and the tree that is made of names. */
final class ListingTest {
    @Test
    void matchesAsTheRfcSays() {
        assertThat(matches("*", "a/b/c")).isTrue();
        assertThat(matches("%", "a")).isTrue();
        assertThat(matches("%", "a/b")).isFalse();
        assertThat(matches("a/%", "a/b")).isTrue();
        assertThat(matches("a/%", "a")).isFalse();
        assertThat(matches("%/%", "a/b")).isTrue();
        assertThat(matches("*b", "a/ab")).isTrue();
        assertThat(matches("%b", "a/ab")).isFalse();
        assertThat(matches("a*%c", "a/b/xc")).isTrue();
        assertThat(matches("", "a")).isFalse();
        assertThat(matches("A", "a")).isFalse();
    }

    @Test
    void takesInboxInAnyCase() {
        assertThat(matches("inbox", "INBOX")).isTrue();
        assertThat(matches("In%", "INBOX")).isTrue();
        assertThat(matches("iNbOx/%", "INBOX/Sub")).isTrue();
        assertThat(matches("inbox/SUB", "INBOX/Sub")).isFalse();
        assertThat(matches("inbox*", "inboxes")).isTrue();
        assertThat(matches("INBOX*", "inboxes")).isFalse();
    }

    @Test
    void matchesAsARegularExpressionWould() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            String pattern = random("ab/*%", random, 12);
            String name = random("ab/", random, 20);
            String regex = pattern.replace("*", ".*").replace("%", "[^/]*");
            assertThat(matches(pattern, name))
                    .as(pattern + " on " + name)
                    .isEqualTo(Pattern.matches(regex, name));
        }
    }

    @Test
    void matchesLongPatternsAcrossWords() {
        String name = "ab".repeat(150) + "c";
        assertThat(matches("ab".repeat(150) + "c", name)).isTrue();
        assertThat(matches("*" + "a%".repeat(150) + "c", name)).isTrue();
        assertThat(matches("*" + "a%".repeat(151) + "c", name)).isFalse();
    }

    @Test
    void doesNotDrownInWildcards() {
        ListPattern pattern = new ListPattern("*a%".repeat(300) + "c");
        MailboxName name = new MailboxName("a".repeat(1000));
        org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> {
                    for (int i = 0; i < 1000; i++) {
                        assertThat(pattern.matches(name)).isFalse();
                    }
                });
    }

    @Test
    void matchesNothingWithAPatternLongerThanAnyName() {
        assertThat(new ListPattern("x".repeat(5000)).matches(new MailboxName("x"))).isFalse();
    }

    @Test
    void findsChildrenAndMissingParents() {
        assertThat(tree("A", "A-B", "A/B", "C/D/E", "C/D/F", "G"))
                .containsExactlyInAnyOrder(
                        "A+", "A-B", "A/B", "(C)+", "(C/D)+", "C/D/E", "C/D/F", "G");
        assertThat(tree("A", "A b", "A b/c")).containsExactlyInAnyOrder("A", "A b+", "A b/c");
        assertThat(tree()).isEmpty();
    }

    @Test
    void findsWhatASetOfAllNamesWouldTell() {
        Random random = new Random(5);
        for (int i = 0; i < 3_000; i++) {
            TreeSet<String> names = new TreeSet<>();
            for (int n = random.nextInt(12); n > 0; n--) {
                String name = random("ab !0/", random, 6);
                if (MailboxName.parse(name).isPresent()) {
                    names.add(name);
                }
            }
            assertThat(tree(names.toArray(String[]::new)))
                    .as(names.toString())
                    .containsExactlyInAnyOrderElementsOf(expected(names));
        }
    }

    private static List<String> expected(java.util.Set<String> names) {
        TreeSet<String> all = new TreeSet<>(names);
        for (String name : names) {
            for (int at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
                all.add(name.substring(0, at));
            }
        }
        List<String> lines = new ArrayList<>();
        for (String name : all) {
            boolean children = names.stream().anyMatch(other -> other.startsWith(name + "/"));
            lines.add((names.contains(name) ? name : "(" + name + ")") + (children ? "+" : ""));
        }
        return lines;
    }

    private static List<String> tree(String... names) {
        List<String> lines = new ArrayList<>();
        MailboxTree tree =
                new MailboxTree(
                        ListedMailbox::exists,
                        entry ->
                                lines.add(
                                        (entry.present()
                                                        ? entry.name().value()
                                                        : "(" + entry.name().value() + ")")
                                                + (entry.hasChildren() ? "+" : "")));
        Arrays.stream(names)
                .sorted()
                .map(name ->
                        new ListedMailbox(new MailboxName(name), true, false, Optional.empty()))
                .forEach(tree::accept);
        tree.finish();
        return lines;
    }

    private static boolean matches(String pattern, String name) {
        return new ListPattern(pattern).matches(new MailboxName(name));
    }

    private static String random(String letters, Random random, int charsMax) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(charsMax); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
