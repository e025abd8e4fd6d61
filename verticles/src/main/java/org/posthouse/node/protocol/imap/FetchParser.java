package org.posthouse.node.protocol.imap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mime.SectionSpec;
import org.posthouse.node.protocol.imap.FetchAttribute.Plain;

/** Reads FETCH (RFC 3501, 6.4.5; RFC 7162, 3.1.4). */
final class FetchParser {
    private static final int ATTRIBUTES_MAX = 100;
    private static final int PATH_MAX = 100;
    private static final int FIELDS_MAX = 500;
    private static final long UNSIGNED_32_MAX = 0xFFFF_FFFFL;

    private static final List<Plain> FAST =
            List.of(Plain.FLAGS, Plain.INTERNALDATE, Plain.RFC822_SIZE);
    private static final List<Plain> ALL =
            List.of(Plain.FLAGS, Plain.INTERNALDATE, Plain.RFC822_SIZE, Plain.ENVELOPE);
    private static final List<Plain> FULL =
            List.of(Plain.FLAGS, Plain.INTERNALDATE, Plain.RFC822_SIZE, Plain.ENVELOPE, Plain.BODY);

    private final ImapScanner in;
    private final Set<FetchAttribute> attributes = new LinkedHashSet<>();

    private FetchParser(ImapScanner in) {
        this.in = in;
    }

    static ImapCommand fetch(ImapScanner in, boolean byUid) throws ImapSyntax {
        MessageSet messages = ImapParser.spaceMessages(in, byUid);
        in.space();
        FetchParser parser = new FetchParser(in);
        if (byUid) {
            // RFC 3501, 6.4.8: the UID is told even where it was not asked for.
            parser.attributes.add(Plain.UID);
        }
        if (in.accept('(')) {
            do {
                parser.attribute();
            } while (in.accept(' '));
            in.expect(')');
        } else {
            parser.macroOrAttribute();
        }
        long changedSince = in.accept(' ') ? parser.modifiers() : 0;
        return new ImapCommand.Fetch(messages, List.copyOf(parser.attributes), changedSince);
    }

    private void macroOrAttribute() throws ImapSyntax {
        String name = in.word();
        switch (name) {
            case "ALL" -> add(ALL);
            case "FAST" -> add(FAST);
            case "FULL" -> add(FULL);
            default -> attribute(name);
        }
    }

    private void attribute() throws ImapSyntax {
        attribute(in.word());
    }

    private void attribute(String name) throws ImapSyntax {
        switch (name) {
            case "UID" -> add(List.of(Plain.UID));
            case "FLAGS" -> add(List.of(Plain.FLAGS));
            case "INTERNALDATE" -> add(List.of(Plain.INTERNALDATE));
            case "RFC822.SIZE" -> add(List.of(Plain.RFC822_SIZE));
            case "MODSEQ" -> add(List.of(Plain.MODSEQ));
            case "ENVELOPE" -> add(List.of(Plain.ENVELOPE));
            case "BODYSTRUCTURE" -> add(List.of(Plain.BODYSTRUCTURE));
            case "RFC822" -> add(List.of(whole(name, new SectionSpec.Full(), true)));
            case "RFC822.HEADER" -> add(List.of(whole(name, new SectionSpec.Header(), false)));
            case "RFC822.TEXT" -> add(List.of(whole(name, new SectionSpec.Text(), true)));
            case "BODY" -> add(List.of(in.peek() == '[' ? section(true) : Plain.BODY));
            case "BODY.PEEK" -> add(List.of(section(false)));
            default -> throw ImapSyntax.bad("Unknown item of FETCH");
        }
    }

    private void add(Collection<? extends FetchAttribute> added) throws ImapSyntax {
        attributes.addAll(added);
        if (attributes.size() > ATTRIBUTES_MAX) {
            throw ImapSyntax.bad("Too many items in FETCH");
        }
    }

    private static FetchAttribute.Section whole(
            String label, SectionSpec.Kind kind, boolean marksSeen) {
        return new FetchAttribute.Section(label, new SectionSpec(List.of(), kind, null), marksSeen);
    }

    private FetchAttribute.Section section(boolean marksSeen) throws ImapSyntax {
        in.expect('[');
        StringBuilder label = new StringBuilder("BODY[");
        List<Integer> path = new ArrayList<>();
        while (in.peek() >= '0' && in.peek() <= '9') {
            path.add(partNumber());
            if (path.size() > PATH_MAX) {
                throw ImapSyntax.bad("Section nested too deep");
            }
            label.append(path.getLast());
            if (!in.accept('.')) {
                break;
            }
            label.append('.');
        }
        boolean named = in.peek() != ']';
        if (named && !path.isEmpty() && label.charAt(label.length() - 1) != '.') {
            throw ImapSyntax.bad("Bad section");
        }
        if (!named && label.charAt(label.length() - 1) == '.') {
            throw ImapSyntax.bad("Section ends with a dot");
        }
        SectionSpec.Kind kind = named ? kind(label, path.isEmpty()) : new SectionSpec.Full();
        in.expect(']');
        label.append(']');
        SectionSpec.@Nullable Partial partial = in.accept('<') ? partial(label) : null;
        return new FetchAttribute.Section(
                label.toString(), new SectionSpec(path, kind, partial), marksSeen);
    }

    private int partNumber() throws ImapSyntax {
        int number = (int) in.number(Integer.MAX_VALUE);
        if (number == 0) {
            throw ImapSyntax.bad("Part numbers start at 1");
        }
        return number;
    }

    private SectionSpec.Kind kind(StringBuilder label, boolean top) throws ImapSyntax {
        String name = in.word();
        label.append(name);
        return switch (name) {
            case "HEADER" -> new SectionSpec.Header();
            case "TEXT" -> new SectionSpec.Text();
            case "HEADER.FIELDS" -> new SectionSpec.Fields(fields(label), false);
            case "HEADER.FIELDS.NOT" -> new SectionSpec.Fields(fields(label), true);
            case "MIME" -> {
                if (top) {
                    throw ImapSyntax.bad("MIME needs a part number");
                }
                yield new SectionSpec.Mime();
            }
            default -> throw ImapSyntax.bad("Unknown section");
        };
    }

    private List<String> fields(StringBuilder label) throws ImapSyntax {
        in.space();
        in.expect('(');
        List<String> names = new ArrayList<>();
        ReplyWriter written = new ReplyWriter();
        do {
            byte[] name = in.astring();
            String text = new String(name, StandardCharsets.ISO_8859_1);
            if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c >= 0x7F || c == ':')) {
                throw ImapSyntax.bad("Not a name of a header field");
            }
            if (names.size() == FIELDS_MAX) {
                throw ImapSyntax.bad("Too many header fields");
            }
            written.ascii(names.isEmpty() ? "" : " ").string(text);
            names.add(text);
        } while (in.accept(' '));
        in.expect(')');
        label.append(" (").append(written).append(')');
        return names;
    }

    private SectionSpec.Partial partial(StringBuilder label) throws ImapSyntax {
        long offset = in.number(UNSIGNED_32_MAX);
        in.expect('.');
        long count = in.number(UNSIGNED_32_MAX);
        if (count == 0) {
            throw ImapSyntax.bad("Partial of no bytes");
        }
        in.expect('>');
        label.append('<').append(offset).append('>');
        return new SectionSpec.Partial(offset, count);
    }

    private long modifiers() throws ImapSyntax {
        in.expect('(');
        if (!in.word().equals("CHANGEDSINCE")) {
            throw ImapSyntax.bad("Unknown modifier of FETCH");
        }
        in.space();
        long changedSince = in.number(Long.MAX_VALUE - 1);
        in.expect(')');
        // RFC 7162, 3.1.4.1: CHANGEDSINCE implies MODSEQ.
        add(Arrays.asList(Plain.MODSEQ));
        return changedSince;
    }
}
