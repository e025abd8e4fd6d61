package org.posthouse.codec;

import org.posthouse.core.bytes.MalformedBytes;
import org.posthouse.core.mailbox.SearchKey;
import org.posthouse.core.mailbox.SearchKey.All;
import org.posthouse.core.mailbox.SearchKey.And;
import org.posthouse.core.mailbox.SearchKey.ArrivedBetween;
import org.posthouse.core.mailbox.SearchKey.BodyContains;
import org.posthouse.core.mailbox.SearchKey.HasFlag;
import org.posthouse.core.mailbox.SearchKey.HasKeyword;
import org.posthouse.core.mailbox.SearchKey.HeaderContains;
import org.posthouse.core.mailbox.SearchKey.InSet;
import org.posthouse.core.mailbox.SearchKey.LargerThan;
import org.posthouse.core.mailbox.SearchKey.ModifiedSince;
import org.posthouse.core.mailbox.SearchKey.Not;
import org.posthouse.core.mailbox.SearchKey.Or;
import org.posthouse.core.mailbox.SearchKey.SentBetween;
import org.posthouse.core.mailbox.SearchKey.SmallerThan;
import org.posthouse.core.mailbox.SearchKey.TextContains;

/**
 * Search keys: each is one of several kinds of record. A reader refuses a key inside more than
 * {@link SearchKey#DEPTH_MAX} others, and more than {@link SearchKey#KEYS_MAX} keys that are not
 * made of others.
 */
final class SearchKeyFormat {
    private int keys;
    private int depth;

    private SearchKeyFormat() {}

    static void write(SearchKey key, WireWriter out) {
        switch (key) {
            case All _ -> out.oneOf(1, _ -> {});
            case And k -> out.oneOf(2, o -> o.list(k.keys(), (list, each) -> write(each, list)));
            case Or k ->
                    out.oneOf(
                            3,
                            o -> {
                                write(k.left(), o);
                                write(k.right(), o);
                            });
            case Not k -> out.oneOf(4, o -> write(k.key(), o));
            case InSet k -> out.oneOf(5, o -> MailboxFormat.write(k.messages(), o));
            case HasFlag k -> out.oneOf(6, o -> o.varint(k.bits()));
            case HasKeyword k -> out.oneOf(7, o -> o.text(k.keyword()));
            case ArrivedBetween k -> out.oneOf(8, o -> o.varint(k.fromDay()).varint(k.toDay()));
            case SentBetween k -> out.oneOf(9, o -> o.varint(k.fromDay()).varint(k.toDay()));
            case LargerThan k -> out.oneOf(10, o -> o.varint(k.sizeBytes()));
            case SmallerThan k -> out.oneOf(11, o -> o.varint(k.sizeBytes()));
            case ModifiedSince k -> out.oneOf(12, o -> o.varint(k.modSeq()));
            case HeaderContains k -> out.oneOf(13, o -> o.text(k.field()).text(k.text()));
            case BodyContains k -> out.oneOf(14, o -> o.text(k.text()));
            case TextContains k -> out.oneOf(15, o -> o.text(k.text()));
        }
    }

    static SearchKey read(WireReader in) {
        return new SearchKeyFormat().key(in);
    }

    private SearchKey key(WireReader in) {
        int kind = in.number();
        return in.record(i -> fields(kind, i));
    }

    private SearchKey fields(int kind, WireReader in) {
        return switch (kind) {
            case 2 -> {
                enter();
                And and = new And(in.list(this::key));
                depth--;
                // An empty list holds no key that counts, and costs as much as one.
                yield and.keys().isEmpty() ? counted(and) : and;
            }
            case 3 -> {
                enter();
                Or or = new Or(key(in), key(in));
                depth--;
                yield or;
            }
            case 4 -> {
                enter();
                Not not = new Not(key(in));
                depth--;
                yield not;
            }
            default -> counted(single(kind, in));
        };
    }

    private static SearchKey single(int kind, WireReader in) {
        return switch (kind) {
            case 1 -> new All();
            case 5 -> new InSet(MailboxFormat.readMessageSet(in));
            case 6 -> new HasFlag(in.varint());
            case 7 -> new HasKeyword(in.text());
            case 8 -> new ArrivedBetween(in.varint(), in.varint());
            case 9 -> new SentBetween(in.varint(), in.varint());
            case 10 -> new LargerThan(in.varint());
            case 11 -> new SmallerThan(in.varint());
            case 12 -> new ModifiedSince(in.varint());
            case 13 -> new HeaderContains(in.text(), in.text());
            case 14 -> new BodyContains(in.text());
            case 15 -> new TextContains(in.text());
            default -> throw new NewerRelease("search key", kind);
        };
    }

    private void enter() {
        if (++depth > SearchKey.DEPTH_MAX) {
            throw new MalformedBytes("search keys nested deeper than " + SearchKey.DEPTH_MAX);
        }
    }

    private SearchKey counted(SearchKey key) {
        if (++keys > SearchKey.KEYS_MAX) {
            throw new MalformedBytes("more than " + SearchKey.KEYS_MAX + " search keys");
        }
        return key;
    }
}
