package org.posthouse.node.protocol.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SearchKey;
import org.posthouse.core.mailbox.StoreMode;
import org.posthouse.core.mailbox.SystemFlag;
import org.posthouse.core.mime.SectionSpec;

final class ImapParserTest {
    private static final String[] SEEDS = {
        "a LOGIN \"jo\\\"e\" {3+}\r\nabc",
        "a SEARCH RETURN (MIN) CHARSET UTF-8 OR (FROM x NOT 1:*,7) UID 5 SINCE 1-Feb-1994",
        "a UID FETCH 1,2:* (FLAGS BODY.PEEK[1.2.HEADER.FIELDS (A \"B\")]<0.5>) (CHANGEDSINCE 5)",
        "a STORE 1:3 (UNCHANGEDSINCE 9) +FLAGS.SILENT (\\Seen $x)",
        "a APPEND \"x\" (\\Seen) \" 7-Jul-1996 02:44:25 -0700\" {77+}",
        "a STATUS &AOQ- (MESSAGES UIDNEXT)",
        "a LIST \"\" \"%/*\"",
        "a ID (\"a\" \"b\" \"c\" NIL)",
        "a AUTHENTICATE PLAIN =",
        "a UID MOVE 4:2 Trash",
    };

    @Test
    void readsAVerbInAnyCase() {
        assertThat(command("a1 nOoP")).isEqualTo(new ImapCommand.Noop());
        assertThat(parse("a1 NOOP").tag()).isEqualTo("a1");
    }

    @Test
    void readsStringsInEveryForm() {
        ImapCommand.Login expected = new ImapCommand.Login("jo\"e\\", "p w");
        assertThat(command("a LOGIN \"jo\\\"e\\\\\" \"p w\"")).isEqualTo(expected);
        assertThat(command("a LOGIN {5}\r\njo\"e\\ {3+}\r\np w")).isEqualTo(expected);
        assertThat(command("a LOGIN anna]x secret"))
                .isEqualTo(new ImapCommand.Login("anna]x", "secret"));
        assertThat(command("a LOGIN \"\" {0}\r\n")).isEqualTo(new ImapCommand.Login("", ""));
    }

    @Test
    void doesNotPrintPasswords() {
        assertThat(command("a LOGIN anna secret").toString()).doesNotContain("secret");
        assertThat(command("a AUTHENTICATE PLAIN c2VjcmV0").toString()).doesNotContain("c2V");
    }

    @Test
    void readsSequenceSets() {
        assertThat(set("2,4:7,9,12:*").toString()).isEqualTo("2,4:7,9,12:*");
        assertThat(set("7:4").toString()).isEqualTo("4:7");
        assertThat(set("*").last()).isEqualTo(NumberSet.STAR);
        assertThat(set("4294967295")).isEqualTo(NumberSet.of(NumberSet.NUMBER_MAX));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1,", ",1", "1:", "a", "1::2", "4294967296", "-1", "1:0", "**"})
    void refusesBadSequenceSets(String set) {
        assertThat(parse("a FETCH " + set + " FLAGS")).isInstanceOf(Parsed.Wrong.class);
    }

    @Test
    void readsFetchSections() {
        ImapCommand.Fetch fetch =
                (ImapCommand.Fetch)
                        command("a FETCH 1 (BODY[4.2.HEADER.FIELDS.NOT (Date \"x(y\")]<3.9>)");
        assertThat(fetch.attributes())
                .containsExactly(
                        new FetchAttribute.Section(
                                "BODY[4.2.HEADER.FIELDS.NOT (Date \"x(y\")]<3>",
                                new SectionSpec(
                                        List.of(4, 2),
                                        new SectionSpec.Fields(List.of("Date", "x(y"), true),
                                        new SectionSpec.Partial(3, 9)),
                                true));
    }

    @Test
    void namesEachItemOnce() {
        ImapCommand.Fetch fetch =
                (ImapCommand.Fetch) command("a UID FETCH 1 (UID UID FLAGS BODY[] BODY[])");
        assertThat(fetch.attributes()).hasSize(3);
    }

    @Test
    void readsStore() {
        assertThat(command("a UID STORE 1 (UNCHANGEDSINCE 12) -FLAGS.SILENT (\\seen $Junk)"))
                .isEqualTo(
                        new ImapCommand.Store(
                                new MessageSet.Uids(NumberSet.of(1)),
                                StoreMode.REMOVE,
                                new MailFlags(SystemFlag.SEEN.bit(), List.of("$Junk")),
                                true,
                                Optional.of(12L)));
    }

    @Test
    void readsSearchKeysOfAnyDepthAllowed() {
        ImapCommand.Search search =
                (ImapCommand.Search)
                        command("a SEARCH " + "NOT ".repeat(SearchKey.DEPTH_MAX) + "ALL");
        assertThat(search.key()).isInstanceOf(SearchKey.Not.class);
        assertThat(parse("a SEARCH " + "NOT ".repeat(SearchKey.DEPTH_MAX + 1) + "ALL"))
                .isInstanceOf(Parsed.Wrong.class);
        assertThat(parse("a SEARCH" + " ALL".repeat(SearchKey.KEYS_MAX + 1)))
                .isInstanceOf(Parsed.Wrong.class);
        assertThat(parse("a SEARCH " + "(".repeat(50_000))).isInstanceOf(Parsed.Wrong.class);
        assertThat(parse("a SEARCH " + "OR ".repeat(20_000))).isInstanceOf(Parsed.Wrong.class);
    }

    @Test
    void readsTheResultsThatSearchShallReturn() {
        ImapCommand.Search search =
                (ImapCommand.Search) command("a SEARCH RETURN (MIN COUNT) 1:5 MODSEQ 7");
        assertThat(search.results())
                .isEqualTo(Set.of(ImapCommand.SearchResult.MIN, ImapCommand.SearchResult.COUNT));
        assertThat(search.withModSeq()).isTrue();
    }

    @Test
    void leavesTheMessageOfAppendToItsCommand() {
        String text = "a APPEND x (\\Draft k) \"17-Jul-1996 02:44:25 -0700\" {310}";
        assertThat(command(text))
                .isEqualTo(
                        new ImapCommand.Append(
                                new MailboxName("x"),
                                new MailFlags(SystemFlag.DRAFT.bit(), List.of("k")),
                                837_596_665_000L,
                                new LiteralMark(text.indexOf('{'), 310, true)));
        assertThat(parse("a APPEND {5+}")).isInstanceOf(Parsed.Unfinished.class);
        assertThat(parse("a APPEND {1+}\r\nx {5+}")).isInstanceOf(Parsed.Ready.class);
        assertThat(parse("a APPEND x {5}x")).isInstanceOf(Parsed.Wrong.class);
    }

    @Test
    void knowsALiteralByItsMark() {
        assertThat(mark("a LOGIN {5}")).contains(new LiteralMark(8, 5, true));
        assertThat(mark("{5+}")).contains(new LiteralMark(0, 5, false));
        assertThat(mark("x{99999999999999999999+}"))
                .contains(new LiteralMark(1, LiteralMark.SIZE_ABSURD, false));
        for (String none : List.of("", "}", "{}", "{+}", "5}", "{5", "{5-}", "{5} ", "{a}")) {
            assertThat(mark(none)).as(none).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a",
                "a ",
                "* NOOP",
                "+ NOOP",
                "(a NOOP",
                "a  NOOP",
                "a NOOP x",
                "a\tNOOP",
                "a LOGIN x",
                "a LOGIN x y z",
                "a LOGIN \"x y",
                "a LOGIN {5}\r\nx y",
                "a LOGIN {1}\r\n\0 y",
                "a LOGIN x \"\0\"",
                "a LOGIN (x) y",
                "a SELECT",
                "a SELECT &bad",
                "a SELECT x (",
                "a STATUS x MESSAGES",
                "a STATUS x (MESSAGES",
                "a LIST x",
                "a FETCH 1 BODY[",
                "a FETCH 1 BODY[]<",
                "a FETCH 1 BODY[]<1",
                "a FETCH 1 BODY[HEADER.FIELDS (a b:c)]",
                "a FETCH 1 BODY[1.2",
                "a FETCH 1 ()",
                "a STORE 1 FLAGS (\\Seen",
                "a STORE 1 FLAGS.LOUD ()",
                "a STORE 1 +-FLAGS ()",
                "a SEARCH NOT",
                "a SEARCH SINCE 1-Foo-2000",
                "a SEARCH LARGER -1",
                "a SEARCH KEYWORD \\Seen",
                "a SEARCH RETURN",
                "a SEARCH ()",
                "a UID",
                "a UID FETCH",
                "a UID NOOP",
                "a ID x",
                "a ID (\"a\"",
                "a ENABLE",
                "a AUTHENTICATE",
                "a COPY 1",
                "a MOVE x",
            })
    void refusesWhatIsWrong(String text) {
        assertThat(parse(text)).isInstanceOf(Parsed.Wrong.class);
    }

    @Test
    void neverThrowsWhateverTheBytes() {
        Random random = new Random(20_240_203);
        for (int i = 0; i < 200_000; i++) {
            byte[] text = SEEDS[random.nextInt(SEEDS.length)].getBytes(StandardCharsets.ISO_8859_1);
            int changes = 1 + random.nextInt(6);
            for (int c = 0; c < changes; c++) {
                text = changed(text, random);
            }
            Parsed parsed = ImapParser.parse(text, text.length);
            assertThat(parsed.tag().length()).isBetween(1, Parsed.TAG_CHARS_MAX);
            if (parsed instanceof Parsed.Wrong wrong) {
                // What was wrong is told without the client's own bytes.
                assertThat(wrong.reply().text()).matches("[ -~]+");
            }
        }
    }

    private static byte[] changed(byte[] text, Random random) {
        if (text.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        int at = random.nextInt(text.length);
        return switch (random.nextInt(5)) {
            case 0 -> {
                byte[] flipped = text.clone();
                flipped[at] = (byte) random.nextInt(256);
                yield flipped;
            }
            case 1 -> Arrays.copyOf(text, at);
            case 2 -> {
                byte[] special = text.clone();
                special[at] = (byte) "(){}[]<>\"\\*%:,. \r\n0".charAt(random.nextInt(19));
                yield special;
            }
            case 3 -> {
                byte[] doubled = Arrays.copyOf(text, text.length + text.length - at);
                System.arraycopy(text, at, doubled, text.length, text.length - at);
                yield doubled;
            }
            default -> {
                byte[] cut = new byte[text.length - 1];
                System.arraycopy(text, 0, cut, 0, at);
                System.arraycopy(text, at + 1, cut, at, text.length - at - 1);
                yield cut;
            }
        };
    }

    private static Optional<LiteralMark> mark(String line) {
        return LiteralMark.atEnd(line.getBytes(StandardCharsets.US_ASCII), line.length());
    }

    private static NumberSet set(String text) {
        return ((ImapCommand.Fetch) command("a FETCH " + text + " FLAGS")).messages().numbers();
    }

    private static Parsed parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ImapParser.parse(bytes, bytes.length);
    }

    private static ImapCommand command(String text) {
        return switch (parse(text)) {
            case Parsed.Ready ready -> ready.command();
            case Parsed.Wrong wrong -> throw new AssertionError(wrong.toString());
            case Parsed.Unfinished unfinished -> throw new AssertionError(unfinished.toString());
        };
    }
}
