package org.posthouse.core.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AddressListTest {

    @Test
    void readsTheUsualForms() {
        assertThat(parse("a@x.org")).containsExactly(box(null, "a", "x.org"));
        assertThat(parse("Ann Lee <a@x.org>")).containsExactly(box("Ann Lee", "a", "x.org"));
        assertThat(parse("\"Lee, \\\"A\\\"\" <a@x.org>"))
                .containsExactly(box("Lee, \"A\"", "a", "x.org"));
        assertThat(parse("a@x.org (Ann (the) Lee)"))
                .containsExactly(box("Ann (the) Lee", "a", "x.org"));
        assertThat(parse("=?utf-8?Q?J=C3=B6rg,_x?= <j@x.org>, b@y"))
                .containsExactly(
                        box("=?utf-8?Q?J=C3=B6rg,_x?=", "j", "x.org"), box(null, "b", "y"));
        assertThat(parse("<a@x.org>,,<b@x.org>")).hasSize(2);
    }

    @Test
    void readsGroups() {
        assertThat(parse("Team: a@x.org, B <b@x.org>; , c@y.org"))
                .containsExactly(
                        new Address.GroupStart("Team"),
                        box(null, "a", "x.org"),
                        box("B", "b", "x.org"),
                        new Address.GroupEnd(),
                        box(null, "c", "y.org"));
        assertThat(parse("undisclosed recipients:;"))
                .containsExactly(
                        new Address.GroupStart("undisclosed recipients"), new Address.GroupEnd());
        assertThat(parse("open: a@x")).last().isEqualTo(new Address.GroupEnd());
    }

    @Test
    void readsObsoleteForms() {
        assertThat(parse("<@r1,@r2:bob@x.net>"))
                .containsExactly(new Address.Mailbox(null, "@r1,@r2", "bob", "x.net"));
        assertThat(parse("\"john doe\"@x.org")).containsExactly(box(null, "john doe", "x.org"));
        assertThat(parse("a . b (c) @ x . org")).containsExactly(box("c", "a.b", "x.org"));
        assertThat(parse("a@[10.0.0.1]")).containsExactly(box(null, "a", "[10.0.0.1]"));
        assertThat(parse("Ann Lee a@x.org")).containsExactly(box("Ann Lee", "a", "x.org"));
    }

    @Test
    void keepsWhatCanBeReadOfBrokenOnes() {
        assertThat(parse("nodomain")).containsExactly(box(null, "nodomain", null));
        assertThat(parse("<>")).containsExactly(box(null, null, null));
        assertThat(parse("a b c")).containsExactly(box("a b c", null, null));
        assertThat(parse("\"open <a@x.org>, b@y"))
                .containsExactly(box("open", "a", "x.org"), box(null, "b", "y"));
        assertThat(parse("A <a@x.org, b@y"))
                .containsExactly(box("A", "a", "x.org"), box(null, "b", "y"));
        assertThat(parse("a@x.org> junk \"q,\" , b@y"))
                .containsExactly(box(null, "a", "x.org"), box(null, "b", "y"));
        assertThat(parse("(open")).isEmpty();
        assertThat(parse("\\")).isEmpty();
        assertThat(parse("\"\"@x.org")).containsExactly(box(null, "", "x.org"));
        assertThat(parse("=?utf-8?Q?open, b@y")).hasSize(2);
        assertThat(parse("@x.org")).containsExactly(box(null, null, "x.org"));
        assertThat(parse("a@[10.0")).containsExactly(box(null, "a", "[10.0"));
    }

    @Test
    void stopsAtTheLimitAndEndsAnOpenGroup() {
        assertThat(AddressList.parse(Mails.bytes("g: a@x, b@x, c@x"), 3))
                .containsExactly(
                        new Address.GroupStart("g"),
                        box(null, "a", "x"),
                        box(null, "b", "x"),
                        new Address.GroupEnd());
    }

    @Test
    void neverThrows() {
        String alphabet = "ab \t()<>@,;:\\\".[]=?\u00e4\0";
        for (int seed = 0; seed < 50_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(balanced(parse(text.toString()))).as("seed %d: %s", seed, text).isTrue();
        }
    }

    private static boolean balanced(List<Address> addresses) {
        boolean inGroup = false;
        for (Address address : addresses) {
            boolean fits =
                    switch (address) {
                        case Address.GroupStart _ -> !inGroup;
                        case Address.GroupEnd _ -> inGroup;
                        case Address.Mailbox _ -> true;
                    };
            if (!fits) {
                return false;
            }
            inGroup =
                    address instanceof Address.Mailbox
                            ? inGroup
                            : address instanceof Address.GroupStart;
        }
        return !inGroup;
    }

    private static List<Address> parse(String text) {
        return AddressList.parse(Mails.bytes(text), 1000);
    }

    private static Address box(
            @Nullable String name, @Nullable String localPart, @Nullable String domain) {
        return new Address.Mailbox(name, null, localPart, domain);
    }
}
