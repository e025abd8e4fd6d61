package org.posthouse.node.protocol.imap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.SearchKey;
import org.posthouse.core.mailbox.SystemFlag;
import org.posthouse.node.protocol.imap.ImapCommand.SearchResult;

/** Reads SEARCH (RFC 3501, 6.4.4; RFC 4731; RFC 7162, 3.1.5). */
final class SearchParser {
    /**
     * Stands for {@code \Recent}, which the mailbox does not know: the session puts its own recent
     * messages in. No client can name such a keyword.
     */
    static final SearchKey.HasKeyword RECENT = new SearchKey.HasKeyword("\\Recent");

    private static final int TEXT_BYTES_MAX = 8 * 1024;
    private static final long DAY_FIRST = -1_000_000;
    private static final long DAY_LAST = 4_000_000;

    private final ImapScanner in;
    private final Charset charset;
    private int keys;
    private boolean withModSeq;

    private SearchParser(ImapScanner in, Charset charset) {
        this.in = in;
        this.charset = charset;
    }

    static ImapCommand search(ImapScanner in, boolean byUid) throws ImapSyntax {
        in.space();
        @Nullable Set<SearchResult> results = null;
        Charset charset = StandardCharsets.UTF_8;
        String first = in.peek() >= 'A' ? in.word() : "";
        if (first.equals("RETURN")) {
            results = results(in);
            in.space();
            first = in.peek() >= 'A' ? in.word() : "";
        }
        if (first.equals("CHARSET")) {
            in.space();
            charset = charset(new String(in.astring(), StandardCharsets.ISO_8859_1));
            in.space();
            first = "";
        }
        SearchParser parser = new SearchParser(in, charset);
        List<SearchKey> all = new ArrayList<>();
        parser.keys = first.isEmpty() ? 0 : 1;
        all.add(first.isEmpty() ? parser.key(0) : parser.named(first, 0));
        while (in.peek() == ' ') {
            in.space();
            if (in.atEnd()) {
                break;
            }
            all.add(parser.key(0));
        }
        SearchKey key = all.size() == 1 ? all.getFirst() : new SearchKey.And(all);
        return new ImapCommand.Search(byUid, results, key, parser.withModSeq);
    }

    private static Set<SearchResult> results(ImapScanner in) throws ImapSyntax {
        Set<SearchResult> results = EnumSet.noneOf(SearchResult.class);
        in.space();
        in.expect('(');
        if (!in.accept(')')) {
            do {
                SearchResult result = SearchResult.BY_NAME.get(in.word());
                if (result == null) {
                    throw ImapSyntax.bad("Unknown option of SEARCH RETURN");
                }
                results.add(result);
            } while (in.accept(' '));
            in.expect(')');
        }
        // RFC 4731, 3.1: no option at all means ALL.
        return results.isEmpty() ? EnumSet.of(SearchResult.ALL) : results;
    }

    private static Charset charset(String name) throws ImapSyntax {
        try {
            Charset charset = Charset.forName(name);
            // Most clients that say US-ASCII and then use other bytes mean UTF-8.
            return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            throw ImapSyntax.no("BADCHARSET (US-ASCII UTF-8)", "Unknown charset");
        }
    }

    private SearchKey key(int depth) throws ImapSyntax {
        if (depth > SearchKey.DEPTH_MAX) {
            throw ImapSyntax.bad("Search keys nested too deep");
        }
        if (++keys > SearchKey.KEYS_MAX) {
            throw ImapSyntax.bad("Too many search keys");
        }
        if (in.accept('(')) {
            List<SearchKey> all = new ArrayList<>();
            do {
                all.add(key(depth + 1));
            } while (in.accept(' '));
            in.expect(')');
            return new SearchKey.And(all);
        }
        if (in.peek() == '*' || (in.peek() >= '0' && in.peek() <= '9')) {
            return new SearchKey.InSet(new MessageSet.SequenceNumbers(in.numberSet()));
        }
        return named(in.word(), depth);
    }

    private SearchKey named(String name, int depth) throws ImapSyntax {
        return switch (name) {
            case "ALL" -> new SearchKey.All();
            case "ANSWERED" -> flag(SystemFlag.ANSWERED);
            case "DELETED" -> flag(SystemFlag.DELETED);
            case "DRAFT" -> flag(SystemFlag.DRAFT);
            case "FLAGGED" -> flag(SystemFlag.FLAGGED);
            case "SEEN" -> flag(SystemFlag.SEEN);
            case "UNANSWERED" -> new SearchKey.Not(flag(SystemFlag.ANSWERED));
            case "UNDELETED" -> new SearchKey.Not(flag(SystemFlag.DELETED));
            case "UNDRAFT" -> new SearchKey.Not(flag(SystemFlag.DRAFT));
            case "UNFLAGGED" -> new SearchKey.Not(flag(SystemFlag.FLAGGED));
            case "UNSEEN" -> new SearchKey.Not(flag(SystemFlag.SEEN));
            case "RECENT" -> RECENT;
            case "OLD" -> new SearchKey.Not(RECENT);
            case "NEW" ->
                    new SearchKey.And(List.of(RECENT, new SearchKey.Not(flag(SystemFlag.SEEN))));
            case "KEYWORD" -> keyword();
            case "UNKEYWORD" -> new SearchKey.Not(keyword());
            case "BEFORE" -> new SearchKey.ArrivedBetween(DAY_FIRST, day());
            case "SINCE" -> new SearchKey.ArrivedBetween(day(), DAY_LAST);
            case "ON" -> {
                long day = day();
                yield new SearchKey.ArrivedBetween(day, day + 1);
            }
            case "SENTBEFORE" -> new SearchKey.SentBetween(DAY_FIRST, day());
            case "SENTSINCE" -> new SearchKey.SentBetween(day(), DAY_LAST);
            case "SENTON" -> {
                long day = day();
                yield new SearchKey.SentBetween(day, day + 1);
            }
            case "LARGER" -> new SearchKey.LargerThan(number());
            case "SMALLER" -> new SearchKey.SmallerThan(number());
            case "FROM" -> new SearchKey.HeaderContains("From", text());
            case "TO" -> new SearchKey.HeaderContains("To", text());
            case "CC" -> new SearchKey.HeaderContains("Cc", text());
            case "BCC" -> new SearchKey.HeaderContains("Bcc", text());
            case "SUBJECT" -> new SearchKey.HeaderContains("Subject", text());
            case "HEADER" -> header();
            case "BODY" -> new SearchKey.BodyContains(text());
            case "TEXT" -> new SearchKey.TextContains(text());
            case "UID" -> {
                in.space();
                yield new SearchKey.InSet(new MessageSet.Uids(in.numberSet()));
            }
            case "MODSEQ" -> modSeq();
            case "NOT" -> {
                in.space();
                yield new SearchKey.Not(key(depth + 1));
            }
            case "OR" -> {
                in.space();
                SearchKey left = key(depth + 1);
                in.space();
                yield new SearchKey.Or(left, key(depth + 1));
            }
            default -> throw ImapSyntax.bad("Unknown search key");
        };
    }

    private static SearchKey flag(SystemFlag flag) {
        return new SearchKey.HasFlag(flag.bit());
    }

    private SearchKey keyword() throws ImapSyntax {
        in.space();
        String keyword = in.atom();
        if (keyword.length() > MailFlags.KEYWORD_CHARS_MAX) {
            throw ImapSyntax.no("LIMIT", "Keyword too long");
        }
        return new SearchKey.HasKeyword(keyword);
    }

    private long day() throws ImapSyntax {
        in.space();
        String text = new String(in.astring(), StandardCharsets.US_ASCII);
        return ImapDates.day(text).orElseThrow(() -> ImapSyntax.bad("Not a date"));
    }

    private long number() throws ImapSyntax {
        in.space();
        return in.number(Long.MAX_VALUE - 1);
    }

    private SearchKey header() throws ImapSyntax {
        in.space();
        String field = new String(in.astring(), StandardCharsets.ISO_8859_1);
        if (field.isEmpty() || field.chars().anyMatch(c -> c <= ' ' || c >= 0x7F || c == ':')) {
            throw ImapSyntax.bad("Not a name of a header field");
        }
        return new SearchKey.HeaderContains(field, text());
    }

    private String text() throws ImapSyntax {
        in.space();
        byte[] bytes = in.astring();
        if (bytes.length > TEXT_BYTES_MAX) {
            throw ImapSyntax.no("LIMIT", "Search text too long");
        }
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw ImapSyntax.bad("Search text is not of its charset");
        }
    }

    /** The value may come after a flag's name and who may see it, which change nothing here. */
    private SearchKey modSeq() throws ImapSyntax {
        in.space();
        if (in.isAtString()) {
            in.string();
            in.space();
            switch (in.word()) {
                case "ALL", "PRIV", "SHARED" -> {}
                default -> throw ImapSyntax.bad("Expected ALL, PRIV or SHARED");
            }
            in.space();
        }
        withModSeq = true;
        return new SearchKey.ModifiedSince(in.number(Long.MAX_VALUE - 1));
    }
}
