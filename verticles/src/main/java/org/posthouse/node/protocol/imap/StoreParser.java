package org.posthouse.node.protocol.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.StoreMode;
import org.posthouse.core.mailbox.SystemFlag;

/** Reads STORE and lists of flags (RFC 3501, 6.4.6; RFC 7162, 3.1.3). */
final class StoreParser {
    /** More flags than any mailbox can have. */
    private static final int FLAGS_MAX = 200;

    private StoreParser() {}

    static ImapCommand store(ImapScanner in, boolean byUid) throws ImapSyntax {
        MessageSet messages = ImapParser.spaceMessages(in, byUid);
        in.space();
        Optional<Long> unchangedSince = Optional.empty();
        if (in.accept('(')) {
            if (!in.word().equals("UNCHANGEDSINCE")) {
                throw ImapSyntax.bad("Unknown modifier of STORE");
            }
            in.space();
            unchangedSince = Optional.of(in.number(Long.MAX_VALUE - 1));
            in.expect(')');
            in.space();
        }
        StoreMode mode =
                in.accept('+')
                        ? StoreMode.ADD
                        : in.accept('-') ? StoreMode.REMOVE : StoreMode.REPLACE;
        String item = in.word();
        boolean silent = item.equals("FLAGS.SILENT");
        if (!silent && !item.equals("FLAGS")) {
            throw ImapSyntax.bad("STORE of something else than FLAGS");
        }
        in.space();
        MailFlags flags = in.peek() == '(' ? flagList(in) : flags(in);
        return new ImapCommand.Store(messages, mode, flags, silent, unchangedSince);
    }

    static MailFlags flagList(ImapScanner in) throws ImapSyntax {
        in.expect('(');
        if (in.accept(')')) {
            return MailFlags.NONE;
        }
        MailFlags flags = flags(in);
        in.expect(')');
        return flags;
    }

    private static MailFlags flags(ImapScanner in) throws ImapSyntax {
        long bits = 0;
        List<String> keywords = new ArrayList<>();
        int count = 0;
        do {
            if (++count > FLAGS_MAX) {
                throw ImapSyntax.no("LIMIT", "Too many flags");
            }
            if (in.accept('\\')) {
                bits |= systemBit(in.atom());
            } else {
                keywords.add(keyword(in.atom()));
            }
        } while (in.accept(' '));
        return new MailFlags(bits, keywords);
    }

    private static String keyword(String atom) throws ImapSyntax {
        if (atom.length() > MailFlags.KEYWORD_CHARS_MAX) {
            throw ImapSyntax.no("LIMIT", "Keyword too long");
        }
        return atom;
    }

    private static long systemBit(String atom) throws ImapSyntax {
        // \Recent can't be changed (RFC 3501, 2.3.2); clients that copy flags name it all the same.
        if (atom.toLowerCase(Locale.ROOT).equals("recent")) {
            return 0;
        }
        return SystemFlag.byImapName("\\" + atom)
                .map(SystemFlag::bit)
                .orElseThrow(() -> ImapSyntax.bad("Unknown system flag"));
    }
}
