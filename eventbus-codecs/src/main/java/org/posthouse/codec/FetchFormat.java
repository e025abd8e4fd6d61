package org.posthouse.codec;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.bytes.MalformedBytes;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchItems;
import org.posthouse.core.mailbox.FetchItems.Item;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.FetchedMessage.SectionPiece;
import org.posthouse.core.mime.SectionSpec;
import org.posthouse.core.mime.SectionSpec.Fields;
import org.posthouse.core.mime.SectionSpec.Full;
import org.posthouse.core.mime.SectionSpec.Header;
import org.posthouse.core.mime.SectionSpec.Kind;
import org.posthouse.core.mime.SectionSpec.Mime;
import org.posthouse.core.mime.SectionSpec.Partial;
import org.posthouse.core.mime.SectionSpec.Text;

/** What FETCH asks for, and what it gets. */
final class FetchFormat {
    private FetchFormat() {}

    static void write(FetchItems items, WireWriter out) {
        out.record(o -> {
            int bits = 0;
            for (Item item : items.items()) {
                bits |= item.number();
            }
            o.varint(bits).list(items.sections(), FetchFormat::writeSection);
        });
    }

    static FetchItems readItems(WireReader in) {
        return in.record(
                i -> new FetchItems(itemsOf(i.varint()), i.list(FetchFormat::readSection)));
    }

    /**
     * Bits of items that this release does not know are passed over: the sender finds their answers
     * missing at the end of {@link FetchedMessage#ready}, where all else is as it asked.
     */
    private static Set<Item> itemsOf(long bits) {
        Set<Item> items = EnumSet.noneOf(Item.class);
        for (Item item : Item.values()) {
            if ((bits & item.number()) != 0) {
                items.add(item);
            }
        }
        return items;
    }

    private static void writeSection(WireWriter out, SectionSpec section) {
        out.record(o -> {
            o.list(section.path(), (path, number) -> path.varint(number));
            writeKind(section.kind(), o);
            @Nullable Partial partial = section.partial();
            o.bool(partial != null);
            if (partial != null) {
                o.varint(partial.offset()).varint(partial.count());
            }
        });
    }

    private static SectionSpec readSection(WireReader in) {
        return in.record(i -> {
            List<Integer> path = i.list(FetchFormat::readPartNumber);
            Kind kind = readKind(i);
            @Nullable Partial partial = i.bool() ? new Partial(i.size(), i.size()) : null;
            return new SectionSpec(path, kind, partial);
        });
    }

    private static int readPartNumber(WireReader in) {
        int number = in.number();
        if (number < 1) {
            throw new MalformedBytes("part number " + number);
        }
        return number;
    }

    private static void writeKind(Kind kind, WireWriter out) {
        switch (kind) {
            case Full _ -> out.oneOf(1, _ -> {});
            case Header _ -> out.oneOf(2, _ -> {});
            case Fields k -> out.oneOf(3, o -> o.texts(k.names()).bool(k.not()));
            case Text _ -> out.oneOf(4, _ -> {});
            case Mime _ -> out.oneOf(5, _ -> {});
        }
    }

    private static Kind readKind(WireReader in) {
        int kind = in.number();
        return in.record(i ->
                switch (kind) {
                    case 1 -> new Full();
                    case 2 -> new Header();
                    case 3 -> new Fields(i.texts(), i.bool());
                    case 4 -> new Text();
                    case 5 -> new Mime();
                    default -> throw new NewerRelease("section", kind);
                });
    }

    static void write(FetchCursor cursor, WireWriter out) {
        out.record(o -> o.varint(cursor.uid()).varint(cursor.section()).varint(cursor.offset()));
    }

    static FetchCursor readCursor(WireReader in) {
        return in.record(i -> new FetchCursor(i.number(), i.number(), i.size()));
    }

    static void writeMessage(WireWriter out, FetchedMessage message) {
        out.record(o -> {
            o.varint(message.sequenceNumber()).varint(message.uid()).varint(message.flags());
            o.varint(message.modSeq()).varint(message.internalDateMillis());
            o.varint(message.sizeBytes());
            o.list(message.ready(), WireWriter::block);
            o.list(message.sections(), FetchFormat::writePiece);
        });
    }

    static FetchedMessage readMessage(WireReader in) {
        return in.record(i ->
                new FetchedMessage(
                        i.number(),
                        i.number(),
                        i.varint(),
                        i.varint(),
                        i.varint(),
                        i.size(),
                        i.list(WireReader::block),
                        i.list(FetchFormat::readPiece)));
    }

    private static void writePiece(WireWriter out, SectionPiece piece) {
        out.record(o ->
                o.varint(piece.section())
                        .varint(piece.totalBytes())
                        .varint(piece.offset())
                        .block(piece.bytes()));
    }

    private static SectionPiece readPiece(WireReader in) {
        return in.record(i -> new SectionPiece(i.number(), i.varint(), i.size(), i.block()));
    }
}
