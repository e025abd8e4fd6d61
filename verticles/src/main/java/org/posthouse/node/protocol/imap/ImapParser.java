package org.posthouse.node.protocol.imap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MessageSet;

/**
 * Turns the text of a command into an {@link ImapCommand}, or into what is wrong with it. Never
 * throws, whatever the bytes.
 */
final class ImapParser {
    private static final int ID_STRINGS_MAX = 60;

    /** What reads the arguments of one verb, from the space after it on. */
    @FunctionalInterface
    private interface Arguments {
        ImapCommand read(ImapScanner in) throws ImapSyntax;
    }

    private static final Map<String, Arguments> VERBS =
            Map.ofEntries(
                    Map.entry("CAPABILITY", _ -> new ImapCommand.Capability()),
                    Map.entry("NOOP", _ -> new ImapCommand.Noop()),
                    Map.entry("LOGOUT", _ -> new ImapCommand.Logout()),
                    Map.entry("ID", ImapParser::id),
                    Map.entry("STARTTLS", _ -> new ImapCommand.StartTls()),
                    Map.entry("LOGIN", ImapParser::login),
                    Map.entry("AUTHENTICATE", ImapParser::authenticate),
                    Map.entry("ENABLE", ImapParser::enable),
                    Map.entry("SELECT", in -> select(in, false)),
                    Map.entry("EXAMINE", in -> select(in, true)),
                    Map.entry("CREATE", in -> new ImapCommand.Create(spaceNewMailbox(in))),
                    Map.entry("DELETE", in -> new ImapCommand.Delete(spaceMailbox(in))),
                    Map.entry(
                            "RENAME",
                            in -> new ImapCommand.Rename(spaceMailbox(in), spaceNewMailbox(in))),
                    Map.entry("SUBSCRIBE", in -> new ImapCommand.Subscribe(spaceMailbox(in), true)),
                    Map.entry(
                            "UNSUBSCRIBE",
                            in -> new ImapCommand.Subscribe(spaceMailbox(in), false)),
                    Map.entry("LIST", in -> list(in, false)),
                    Map.entry("LSUB", in -> list(in, true)),
                    Map.entry("NAMESPACE", _ -> new ImapCommand.Namespace()),
                    Map.entry("STATUS", ImapParser::status),
                    Map.entry("APPEND", ImapParser::append),
                    Map.entry("IDLE", _ -> new ImapCommand.Idle()),
                    Map.entry("CHECK", _ -> new ImapCommand.Check()),
                    Map.entry("CLOSE", _ -> new ImapCommand.Close()),
                    Map.entry("UNSELECT", _ -> new ImapCommand.Unselect()),
                    Map.entry("EXPUNGE", _ -> new ImapCommand.Expunge(Optional.empty())),
                    Map.entry("SEARCH", in -> SearchParser.search(in, false)),
                    Map.entry("FETCH", in -> FetchParser.fetch(in, false)),
                    Map.entry("STORE", in -> StoreParser.store(in, false)),
                    Map.entry("COPY", in -> copy(in, false, false)),
                    Map.entry("MOVE", in -> copy(in, false, true)),
                    Map.entry("UID", ImapParser::uid));

    private static final Map<String, Arguments> UID_VERBS =
            Map.of(
                    "FETCH", in -> FetchParser.fetch(in, true),
                    "STORE", in -> StoreParser.store(in, true),
                    "SEARCH", in -> SearchParser.search(in, true),
                    "COPY", in -> copy(in, true, false),
                    "MOVE", in -> copy(in, true, true),
                    "EXPUNGE", ImapParser::uidExpunge);

    private ImapParser() {}

    /**
     * Reads a command.
     *
     * @param text its lines without the last line end, literals as they came
     * @param length bytes of {@code text} that count
     */
    static Parsed parse(byte[] text, int length) {
        ImapScanner in = new ImapScanner(text, length);
        Optional<String> tag = in.tag();
        if (tag.isEmpty()) {
            return new Parsed.Wrong(Parsed.NO_TAG, TaggedReply.bad("Command without a valid tag"));
        }
        try {
            in.space();
            String verb = in.word();
            Arguments arguments = VERBS.get(verb);
            if (arguments == null) {
                throw ImapSyntax.bad("Unknown command");
            }
            ImapCommand command = arguments.read(in);
            in.end();
            return new Parsed.Ready(tag.get(), command);
        } catch (ImapSyntax wrong) {
            return wrong.isUnfinished()
                    ? new Parsed.Unfinished(tag.get())
                    : new Parsed.Wrong(tag.get(), wrong.reply());
        }
    }

    /** The tag that a text begins with, {@link Parsed#NO_TAG} when there is none. */
    static String tagOf(byte[] text, int length) {
        return new ImapScanner(text, length).tag().orElse(Parsed.NO_TAG);
    }

    /** Whether a text's verb is APPEND, the command with a literal that is streamed. */
    static boolean isAppend(byte[] text, int length) {
        ImapScanner in = new ImapScanner(text, length);
        try {
            return in.tag().isPresent() && in.accept(' ') && in.word().equals("APPEND");
        } catch (ImapSyntax _) {
            return false;
        }
    }

    private static ImapCommand uid(ImapScanner in) throws ImapSyntax {
        in.space();
        Arguments arguments = UID_VERBS.get(in.word());
        if (arguments == null) {
            throw ImapSyntax.bad("Unknown UID command");
        }
        return arguments.read(in);
    }

    private static ImapCommand id(ImapScanner in) throws ImapSyntax {
        in.space();
        if (!in.accept('(')) {
            nil(in);
            return new ImapCommand.Id();
        }
        int strings = 0;
        if (!in.accept(')')) {
            do {
                if (++strings > ID_STRINGS_MAX) {
                    throw ImapSyntax.bad("Too many fields in ID");
                }
                if (in.isAtString()) {
                    in.string();
                } else {
                    nil(in);
                }
            } while (in.accept(' '));
            in.expect(')');
        }
        return new ImapCommand.Id();
    }

    private static void nil(ImapScanner in) throws ImapSyntax {
        if (!in.word().equals("NIL")) {
            throw ImapSyntax.bad("Expected a string or NIL");
        }
    }

    private static ImapCommand login(ImapScanner in) throws ImapSyntax {
        in.space();
        String user = in.utf8();
        in.space();
        return new ImapCommand.Login(user, in.utf8());
    }

    private static ImapCommand authenticate(ImapScanner in) throws ImapSyntax {
        in.space();
        String mechanism = in.atom().toUpperCase(Locale.ROOT);
        @Nullable String initial = in.accept(' ') ? in.atom() : null;
        return new ImapCommand.Authenticate(mechanism, initial);
    }

    private static ImapCommand enable(ImapScanner in) throws ImapSyntax {
        Set<String> names = new HashSet<>();
        in.space();
        do {
            names.add(in.atom().toUpperCase(Locale.ROOT));
        } while (in.accept(' '));
        return new ImapCommand.Enable(names);
    }

    private static ImapCommand select(ImapScanner in, boolean readOnly) throws ImapSyntax {
        MailboxName name = spaceMailbox(in);
        boolean condstore = false;
        if (in.accept(' ')) {
            in.expect('(');
            do {
                if (!in.word().equals("CONDSTORE")) {
                    throw ImapSyntax.bad("Unknown parameter of SELECT");
                }
                condstore = true;
            } while (in.accept(' '));
            in.expect(')');
        }
        return new ImapCommand.Select(name, readOnly, condstore);
    }

    private static ImapCommand list(ImapScanner in, boolean subscribedOnly) throws ImapSyntax {
        in.space();
        String reference = unicode(in.astring());
        in.space();
        return new ImapCommand.ListNames(reference, unicode(in.listMailbox()), subscribedOnly);
    }

    private static String unicode(byte[] name) throws ImapSyntax {
        return ModifiedUtf7.decode(name)
                .orElseThrow(() -> ImapSyntax.bad("Mailbox name is not modified UTF-7"));
    }

    private static ImapCommand status(ImapScanner in) throws ImapSyntax {
        MailboxName name = spaceMailbox(in);
        in.space();
        in.expect('(');
        List<ImapCommand.StatusItem> items = new ArrayList<>();
        do {
            ImapCommand.StatusItem item = ImapCommand.StatusItem.BY_NAME.get(in.word());
            if (item == null) {
                throw ImapSyntax.bad("Unknown item of STATUS");
            }
            if (!items.contains(item)) {
                items.add(item);
            }
        } while (in.accept(' '));
        in.expect(')');
        return new ImapCommand.Status(name, items);
    }

    private static ImapCommand append(ImapScanner in) throws ImapSyntax {
        MailboxName name = spaceMailbox(in);
        in.space();
        MailFlags flags = MailFlags.NONE;
        if (in.peek() == '(') {
            flags = StoreParser.flagList(in);
            in.space();
        }
        long dateMillis = -1;
        if (in.peek() == '"') {
            OptionalLong date =
                    ImapDates.millis(new String(in.string(), StandardCharsets.US_ASCII));
            // A negative date would stand for "now": what lies before 1970 becomes its first day.
            dateMillis = Math.max(0, date.orElseThrow(() -> ImapSyntax.bad("Not a date and time")));
            in.space();
        }
        return new ImapCommand.Append(name, flags, dateMillis, in.trailingLiteral());
    }

    private static ImapCommand copy(ImapScanner in, boolean byUid, boolean move) throws ImapSyntax {
        MessageSet messages = spaceMessages(in, byUid);
        return new ImapCommand.Copy(messages, spaceMailbox(in), move);
    }

    private static ImapCommand uidExpunge(ImapScanner in) throws ImapSyntax {
        in.space();
        return new ImapCommand.Expunge(Optional.of(in.numberSet()));
    }

    static MessageSet spaceMessages(ImapScanner in, boolean byUid) throws ImapSyntax {
        in.space();
        return byUid
                ? new MessageSet.Uids(in.numberSet())
                : new MessageSet.SequenceNumbers(in.numberSet());
    }

    private static MailboxName spaceMailbox(ImapScanner in) throws ImapSyntax {
        in.space();
        return in.mailbox();
    }

    private static MailboxName spaceNewMailbox(ImapScanner in) throws ImapSyntax {
        in.space();
        return in.newMailbox();
    }
}
