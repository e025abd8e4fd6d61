package org.posthouse.codec;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.arbitraries.StringArbitrary;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.account.MailboxStatus;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.account.NewMessage;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchItems;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.FetchedMessage.SectionPiece;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SearchKey;
import org.posthouse.core.mailbox.SyncCursor;
import org.posthouse.core.mime.SectionSpec;
import org.posthouse.core.settings.ArrayValue;
import org.posthouse.core.settings.DataBlock;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.IpAddress;
import org.posthouse.core.settings.NullValue;
import org.posthouse.core.settings.NumberValue;
import org.posthouse.core.settings.SettingsValue;
import org.posthouse.core.settings.Text;
import org.posthouse.core.settings.TimeStamp;

/** Generators of the values that messages are made of, with their edges. */
final class DomainValues {
    private DomainValues() {}

    /** 0 or more. */
    static Arbitrary<Integer> counts() {
        return Arbitraries.integers().greaterOrEqual(0);
    }

    /** 0 or more. */
    static Arbitrary<Long> sizes() {
        return Arbitraries.longs().greaterOrEqual(0);
    }

    static Arbitrary<Long> longs() {
        return Arbitraries.longs();
    }

    static Arbitrary<Boolean> booleans() {
        return Arbitraries.of(true, false);
    }

    /** All of Unicode but lone surrogates, which UTF-8 has no bytes for. */
    static Arbitrary<String> texts() {
        StringArbitrary characters =
                Arbitraries.strings()
                        .withCharRange('\0', '\uD7FF')
                        .withCharRange('\uE000', '\uFFFF')
                        .ofMaxLength(30);
        return Arbitraries.oneOf(
                characters, characters.map(text -> text + "\uD83D\uDCEE"), Arbitraries.just(""));
    }

    static Arbitrary<List<String>> keywords() {
        return texts().list().ofMaxSize(5);
    }

    static Arbitrary<byte[]> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
    }

    static Arbitrary<AccountName> accounts() {
        Arbitrary<String> users =
                Arbitraries.strings()
                        .withCharRange('a', 'z')
                        .numeric()
                        .withChars("_-")
                        .ofMinLength(1)
                        .ofMaxLength(AccountName.USER_CHARS_MAX);
        Arbitrary<String> domains = Arbitraries.of("a", "example.org", "xn--mnchen-3ya.example");
        return Combinators.combine(users, domains)
                .as((user, domain) -> new AccountName(user, new DomainName(domain)));
    }

    static Arbitrary<CommandId> commandIds() {
        return Combinators.combine(longs(), longs()).as(CommandId::new);
    }

    static Arbitrary<MailboxName> mailboxes() {
        return Arbitraries.oneOf(
                Arbitraries.just(MailboxName.INBOX),
                texts().map(MailboxName::new),
                Arbitraries.just(new MailboxName("ü".repeat(MailboxName.NAME_BYTES_MAX / 2))));
    }

    static Arbitrary<Dictionary> dictionaries() {
        Arbitrary<SettingsValue> plain =
                Arbitraries.oneOf(
                        texts().map(Text::new),
                        longs().map(NumberValue::new),
                        bytes().map(DataBlock::new),
                        Arbitraries.longs()
                                .between(-62_135_596_800L, 253_402_300_799L)
                                .map(at -> new TimeStamp(Instant.ofEpochSecond(at))),
                        Arbitraries.of(TimeStamp.PAST, TimeStamp.FUTURE),
                        Arbitraries.integers().between(0, 65_535).map(DomainValues::address),
                        Arbitraries.just(new NullValue()));
        Arbitrary<SettingsValue> nested =
                Arbitraries.oneOf(
                        plain,
                        plain.list().ofMaxSize(4).map(ArrayValue::new),
                        dictionary(plain).map(d -> d));
        return dictionary(nested);
    }

    private static Arbitrary<Dictionary> dictionary(Arbitrary<SettingsValue> values) {
        return Arbitraries.maps(texts(), values).ofMaxSize(5).map(Dictionary::new);
    }

    private static SettingsValue address(int port) {
        try {
            byte[] digits = port % 2 == 0 ? new byte[] {10, 0, 0, 1} : new byte[16];
            digits[digits.length - 1] = (byte) (port >>> 8);
            return new IpAddress(InetAddress.getByAddress(digits), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    static Arbitrary<NumberSet> numbers() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, NumberSet.STAR),
                        Arbitraries.integers().between(0, 1000))
                .as((from, length) ->
                        new int[] {
                            from, NumberSet.STAR - length < from ? NumberSet.STAR : from + length
                        })
                .list()
                .ofMaxSize(6)
                .map(ranges -> {
                    NumberSet.Builder set = NumberSet.builder();
                    ranges.forEach(range -> set.addRange(range[0], range[1]));
                    return set.build();
                });
    }

    static Arbitrary<MessageSet> messageSets() {
        return Arbitraries.oneOf(
                numbers().map(MessageSet.Uids::new),
                numbers().map(MessageSet.SequenceNumbers::new));
    }

    static Arbitrary<MailboxView> views() {
        return Combinators.combine(counts(), counts(), longs(), longs()).as(MailboxView::new);
    }

    static Arbitrary<MailFlags> flags() {
        return Combinators.combine(longs(), keywords()).as(MailFlags::new);
    }

    static Arbitrary<SyncCursor> syncCursors() {
        return Combinators.combine(Arbitraries.integers(), longs()).as(SyncCursor::new);
    }

    static Arbitrary<FetchCursor> fetchCursors() {
        return Combinators.combine(counts(), counts(), sizes()).as(FetchCursor::new);
    }

    static Arbitrary<MailboxStatus> statuses() {
        return Combinators.combine(
                        counts(), counts(), counts(), longs(), counts(), counts(), counts(),
                        sizes())
                .as((id, uidValidity, uidNext, modSeq, messages, recent, unseen, size) ->
                        new MailboxStatus(
                                id,
                                uidValidity,
                                uidNext,
                                modSeq,
                                messages,
                                recent,
                                unseen,
                                recent,
                                size));
    }

    static Arbitrary<MessageContent> contents() {
        return Arbitraries.oneOf(
                Combinators.combine(bytes().list().ofMaxSize(4), bytes())
                        .as(MessageContent.Inline::new),
                Combinators.combine(texts(), sizes(), bytes()).as(MessageContent.Staged::new));
    }

    static Arbitrary<NewMessage> newMessages() {
        return Combinators.combine(flags(), longs(), contents()).as(NewMessage::new);
    }

    static Arbitrary<FetchItems> fetchItems() {
        Arbitrary<Set<FetchItems.Item>> items = Arbitraries.of(FetchItems.Item.class).set();
        return Combinators.combine(items, sections().list().ofMaxSize(4)).as(FetchItems::new);
    }

    private static Arbitrary<SectionSpec> sections() {
        Arbitrary<List<Integer>> paths =
                Arbitraries.integers().greaterOrEqual(1).list().ofMaxSize(4);
        Arbitrary<SectionSpec.Kind> kinds =
                Arbitraries.oneOf(
                        Arbitraries.of(
                                new SectionSpec.Full(),
                                new SectionSpec.Header(),
                                new SectionSpec.Text(),
                                new SectionSpec.Mime()),
                        Combinators.combine(keywords(), booleans()).as(SectionSpec.Fields::new));
        Arbitrary<SectionSpec.Partial> partials =
                Combinators.combine(sizes(), sizes()).as(SectionSpec.Partial::new);
        return Arbitraries.oneOf(
                Combinators.combine(paths, kinds)
                        .as((path, kind) -> new SectionSpec(path, kind, null)),
                Combinators.combine(paths, kinds, partials).as(SectionSpec::new));
    }

    static Arbitrary<FetchedMessage> fetchedMessages() {
        Arbitrary<SectionPiece> pieces =
                Combinators.combine(counts(), longs(), sizes(), bytes()).as(SectionPiece::new);
        return Combinators.combine(
                        counts(),
                        counts(),
                        longs(),
                        longs(),
                        longs(),
                        sizes(),
                        bytes().list().ofMaxSize(3),
                        pieces.list().ofMaxSize(3))
                .as(FetchedMessage::new);
    }

    static Arbitrary<SearchKey> searchKeys() {
        return Arbitraries.lazyOf(
                () -> Arbitraries.just(new SearchKey.All()),
                () -> searchKeys().list().ofMaxSize(4).map(SearchKey.And::new),
                () -> Combinators.combine(searchKeys(), searchKeys()).as(SearchKey.Or::new),
                () -> searchKeys().map(SearchKey.Not::new),
                () -> messageSets().map(SearchKey.InSet::new),
                () -> longs().map(SearchKey.HasFlag::new),
                () -> texts().map(SearchKey.HasKeyword::new),
                () -> Combinators.combine(longs(), longs()).as(SearchKey.ArrivedBetween::new),
                () -> Combinators.combine(longs(), longs()).as(SearchKey.SentBetween::new),
                () -> longs().map(SearchKey.LargerThan::new),
                () -> longs().map(SearchKey.SmallerThan::new),
                () -> longs().map(SearchKey.ModifiedSince::new),
                () -> Combinators.combine(texts(), texts()).as(SearchKey.HeaderContains::new),
                () -> texts().map(SearchKey.BodyContains::new),
                () -> texts().map(SearchKey.TextContains::new));
    }
}
