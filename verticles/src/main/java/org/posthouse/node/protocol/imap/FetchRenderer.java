package org.posthouse.node.protocol.imap;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.posthouse.core.account.AccountReply.MessagesFetched;
import org.posthouse.core.mailbox.FetchItems;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.FetchedMessage.SectionPiece;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mime.SectionSpec;

/**
 * Formats pages of FETCH. A message that is cut at the end of a page goes on in the next, even in
 * the middle of a literal.
 */
final class FetchRenderer {
    private static final int ANSWER_BYTES = 120;

    private final List<FetchAttribute.Plain> plain = new ArrayList<>();
    private final List<byte[]> labels = new ArrayList<>();
    private final FetchItems items;
    private final boolean wantsFlags;
    private final boolean wantsModSeq;
    private final NumberSet newlySeen;
    private final boolean condstore;
    private FlagTexts texts = new FlagTexts(List.of());

    /** UID of the message whose parenthesis is open; 0 for none. */
    private int openUid;

    /** Index of the section that comes next. */
    private int section;

    private boolean inLiteral;
    private boolean broken;

    /**
     * A renderer for one command.
     *
     * @param newlySeen messages whose flags this command has changed, so that they are told
     * @param condstore whether changed flags are told with their modification sequence
     */
    FetchRenderer(List<FetchAttribute> attributes, NumberSet newlySeen, boolean condstore) {
        List<SectionSpec> specs = new ArrayList<>();
        Set<FetchItems.Item> ready = EnumSet.noneOf(FetchItems.Item.class);
        for (FetchAttribute attribute : attributes) {
            switch (attribute) {
                case FetchAttribute.Plain item -> {
                    plain.add(item);
                    readyItem(item, ready);
                }
                case FetchAttribute.Section wanted -> {
                    specs.add(wanted.spec());
                    labels.add(ImapContext.ascii(wanted.label()));
                }
            }
        }
        this.items = new FetchItems(ready, specs);
        this.wantsFlags = plain.contains(FetchAttribute.Plain.FLAGS);
        this.wantsModSeq = plain.contains(FetchAttribute.Plain.MODSEQ);
        this.newlySeen = newlySeen;
        this.condstore = condstore;
    }

    private static void readyItem(FetchAttribute.Plain item, Set<FetchItems.Item> ready) {
        switch (item) {
            case ENVELOPE -> ready.add(FetchItems.Item.ENVELOPE);
            case BODY -> ready.add(FetchItems.Item.BODY);
            case BODYSTRUCTURE -> ready.add(FetchItems.Item.BODYSTRUCTURE);
            case UID, FLAGS, INTERNALDATE, RFC822_SIZE, MODSEQ -> {}
        }
    }

    /** What the account's owner has to send. */
    FetchItems items() {
        return items;
    }

    /**
     * Whether a message has vanished in the middle of a literal, whose promised bytes can't be sent
     * any more: the client can't be talked to any longer.
     */
    boolean isBroken() {
        return broken;
    }

    /** Formats the next page. */
    ReplyWriter page(MessagesFetched page, SelectedMailbox mailbox) {
        if (texts.keywords().size() != page.keywords().size()) {
            texts = new FlagTexts(page.keywords());
        }
        ReplyWriter out = new ReplyWriter(sizeOf(page));
        for (FetchedMessage message : page.messages()) {
            if (openUid != 0 && openUid != message.uid()) {
                giveUp(out);
            }
            if (broken) {
                break;
            }
            if (openUid == 0) {
                begin(message, mailbox, out);
            } else if (message.sections().isEmpty()) {
                giveUp(out);
                continue;
            }
            sections(message, out);
        }
        return out;
    }

    /** No page follows. */
    void finish(ReplyWriter out) {
        if (openUid != 0) {
            giveUp(out);
        }
    }

    private int sizeOf(MessagesFetched page) {
        long size = 64;
        for (FetchedMessage message : page.messages()) {
            size += ANSWER_BYTES;
            for (SectionPiece piece : message.sections()) {
                size += piece.bytes().length + 48;
            }
            for (byte[] ready : message.ready()) {
                size += ready.length + 16;
            }
        }
        return (int) Math.min(size, 1 << 22);
    }

    private void begin(FetchedMessage message, SelectedMailbox mailbox, ReplyWriter out) {
        out.ascii("* ").number(message.sequenceNumber()).ascii(" FETCH (");
        int start = out.length();
        for (FetchAttribute.Plain item : plain) {
            out.ascii(out.length() == start ? "" : " ");
            plain(item, message, mailbox, out);
        }
        if (newlySeen.contains(message.uid())) {
            if (!wantsFlags) {
                out.ascii(out.length() == start ? "" : " ");
                out.bytes(texts.of(mailbox.flags(message.uid(), message.flags())));
            }
            if (condstore && !wantsModSeq) {
                out.ascii(" MODSEQ (").number(message.modSeq()).ascii(")");
            }
        }
        openUid = message.uid();
        section = 0;
        inLiteral = false;
        if (labels.isEmpty()) {
            end(out);
        } else if (out.length() > start) {
            out.ascii(" ");
        }
    }

    private void plain(
            FetchAttribute.Plain item,
            FetchedMessage message,
            SelectedMailbox mailbox,
            ReplyWriter out) {
        switch (item) {
            case UID -> out.ascii("UID ").number(message.uid());
            case FLAGS -> out.bytes(texts.of(mailbox.flags(message.uid(), message.flags())));
            case INTERNALDATE -> {
                out.ascii("INTERNALDATE ");
                ImapDates.write(message.internalDateMillis(), out);
            }
            case RFC822_SIZE -> out.ascii("RFC822.SIZE ").number(message.sizeBytes());
            case MODSEQ -> out.ascii("MODSEQ (").number(message.modSeq()).ascii(")");
            case ENVELOPE -> ready("ENVELOPE ", FetchItems.Item.ENVELOPE, message, out);
            case BODY -> ready("BODY ", FetchItems.Item.BODY, message, out);
            case BODYSTRUCTURE ->
                    ready("BODYSTRUCTURE ", FetchItems.Item.BODYSTRUCTURE, message, out);
        }
    }

    /** They come in the order of their numbers, whatever the client's order. */
    private void ready(
            String label, FetchItems.Item item, FetchedMessage message, ReplyWriter out) {
        int index = 0;
        for (FetchItems.Item other : items.items()) {
            index += other.number() < item.number() ? 1 : 0;
        }
        out.ascii(label).bytes(message.ready().get(index));
    }

    private void sections(FetchedMessage message, ReplyWriter out) {
        if (openUid == 0) {
            return;
        }
        if (message.sections().isEmpty()) {
            giveUp(out);
            return;
        }
        for (SectionPiece piece : message.sections()) {
            if (piece.section() != section || inLiteral != piece.offset() > 0) {
                broken = true;
                return;
            }
            if (!inLiteral) {
                out.ascii(section == 0 ? "" : " ").bytes(labels.get(section)).ascii(" ");
                if (piece.totalBytes() < 0) {
                    out.ascii("NIL");
                } else {
                    out.ascii("{").number(piece.totalBytes()).ascii("}").crlf();
                }
            }
            out.bytes(piece.bytes());
            inLiteral = !piece.isLast();
            section += inLiteral ? 0 : 1;
        }
        if (section == labels.size()) {
            end(out);
        }
    }

    /** The rest of the open message does not come: it is unreadable or gone. */
    private void giveUp(ReplyWriter out) {
        if (inLiteral) {
            broken = true;
            return;
        }
        for (; section < labels.size(); section++) {
            out.ascii(section == 0 ? "" : " ").bytes(labels.get(section)).ascii(" NIL");
        }
        end(out);
    }

    private void end(ReplyWriter out) {
        out.ascii(")").crlf();
        openUid = 0;
    }
}
