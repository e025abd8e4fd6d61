package org.posthouse.node.account;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.Account;
import org.posthouse.core.account.AccountQuery.FetchMessages;
import org.posthouse.core.account.AccountReads.RowsAnswer;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountReply.MessagesFetched;
import org.posthouse.core.account.MessageRow;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchItems;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.FetchedMessage.SectionPiece;
import org.posthouse.core.mime.HeaderFields;
import org.posthouse.core.mime.Located;
import org.posthouse.core.mime.MalformedStructure;
import org.posthouse.core.mime.MessageStructure;
import org.posthouse.core.mime.SectionSpec;
import org.posthouse.node.account.AccountStorage.OpenAccount;
import org.posthouse.node.account.AccountStorage.StoredMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One page of FETCH: as many messages, or pieces of them, as fit the page's bytes. */
final class FetchPage implements ContentPage {
    private static final Logger LOG = LoggerFactory.getLogger(FetchPage.class);
    private static final int ROWS_MAX = 1000;
    private static final int ROWS_WITH_CONTENT_MAX = 500;
    private static final byte[] NIL = {'N', 'I', 'L'};

    private final AccountHost host;
    private final Account account;
    private final OpenAccount storage;
    private final FetchMessages query;
    private final FetchItems items;
    private List<MessageRow> rows = List.of();
    private List<String> keywords = List.of();
    private int nextUid;
    private boolean expunged;

    FetchPage(AccountHost host, Account account, OpenAccount storage, FetchMessages query) {
        this.host = host;
        this.account = account;
        this.storage = storage;
        this.query = query;
        this.items = query.items();
    }

    @Override
    public @Nullable AccountReply withoutContent() {
        int rowsMax = items.needsContent() ? ROWS_WITH_CONTENT_MAX : ROWS_MAX;
        return switch (account.reads()
                .rows(
                        query.view(),
                        query.messages(),
                        query.changedSince(),
                        query.cursor().uid(),
                        rowsMax)) {
            case RowsAnswer.No no -> no.refusal();
            case RowsAnswer.Rows found -> {
                rows = found.rows();
                keywords = found.keywords();
                nextUid = found.nextUid();
                expunged = found.expunged();
                yield items.needsContent()
                        ? null
                        : page(rows.stream().map(MessageRow::fetched).toList(), following());
            }
        };
    }

    @Override
    public AccountReply withContent() {
        List<FetchedMessage> page = new ArrayList<>();
        int bytesLeft = host.options().pageBytesMax();
        FetchCursor at = query.cursor();
        for (MessageRow row : rows) {
            if (bytesLeft <= 0) {
                return page(page, new FetchCursor(row.uid(), 0, 0));
            }
            boolean goesOn = row.uid() == at.uid() && (at.section() > 0 || at.offset() > 0);
            MessageReader message =
                    new MessageReader(row, goesOn ? at : new FetchCursor(row.uid(), 0, 0), !goesOn);
            page.add(message.read(bytesLeft));
            bytesLeft -= message.bytes;
            if (message.rest != null) {
                return page(page, message.rest);
            }
        }
        return page(page, following());
    }

    private FetchCursor following() {
        return nextUid == 0 ? FetchCursor.END : new FetchCursor(nextUid, 0, 0);
    }

    private MessagesFetched page(List<FetchedMessage> messages, FetchCursor next) {
        return new MessagesFetched(messages, keywords, next, expunged);
    }

    /** Reads the wanted parts of one message, as far as they fit. */
    private final class MessageReader {
        private final MessageRow row;
        private final FetchCursor from;
        private final boolean first;
        private int bytes;
        private @Nullable FetchCursor rest;

        MessageReader(MessageRow row, FetchCursor from, boolean first) {
            this.row = row;
            this.from = from;
            this.first = first;
        }

        FetchedMessage read(int bytesMax) {
            try (StoredMessage stored = storage.message(row.bodyId())) {
                byte[] structure = stored.structure();
                List<byte[]> ready = first ? ready(structure) : List.of();
                return message(ready, sections(stored, structure, bytesMax));
            } catch (IOException | MalformedStructure e) {
                LOG.error(
                        "message with UID {} is unreadable; run verify on its account",
                        row.uid(),
                        e);
                rest = null;
                return message(first ? unreadable() : List.of(), List.of());
            }
        }

        private FetchedMessage message(List<byte[]> ready, List<SectionPiece> sections) {
            return new FetchedMessage(
                    row.sequenceNumber(),
                    row.uid(),
                    row.flags(),
                    row.modSeq(),
                    row.internalDateMillis(),
                    row.sizeBytes(),
                    ready,
                    sections);
        }

        private List<byte[]> ready(byte[] structure) {
            List<byte[]> ready = new ArrayList<>(items.items().size());
            for (FetchItems.Item item : FetchItems.Item.values()) {
                if (items.items().contains(item)) {
                    ByteBuffer text =
                            MessageStructure.text(ByteBuffer.wrap(structure), textOf(item));
                    byte[] copy = new byte[text.remaining()];
                    text.get(copy);
                    bytes += copy.length;
                    ready.add(copy);
                }
            }
            return ready;
        }

        private List<byte[]> unreadable() {
            byte[][] ready = new byte[items.items().size()][];
            Arrays.fill(ready, NIL);
            return Arrays.asList(ready);
        }

        private List<SectionPiece> sections(StoredMessage stored, byte[] structure, int bytesMax)
                throws IOException {
            List<SectionPiece> pieces = new ArrayList<>(items.sections().size());
            for (int i = from.section(); i < items.sections().size(); i++) {
                long offset = i == from.section() ? from.offset() : 0;
                if (bytes >= bytesMax && !pieces.isEmpty()) {
                    rest = new FetchCursor(row.uid(), i, offset);
                    return pieces;
                }
                SectionPiece piece =
                        piece(i, offset, stored, structure, Math.max(1, bytesMax - bytes));
                pieces.add(piece);
                bytes += piece.bytes().length;
                if (!piece.isLast()) {
                    rest = new FetchCursor(row.uid(), i, offset + piece.bytes().length);
                    return pieces;
                }
            }
            return pieces;
        }

        private SectionPiece piece(
                int index, long offset, StoredMessage stored, byte[] structure, int bytesMax)
                throws IOException {
            SectionSpec spec = items.sections().get(index);
            return switch (locate(spec, stored, structure)) {
                case Located.Absent _ -> new SectionPiece(index, -1, 0, new byte[0]);
                case Located.Range range when spec.kind() instanceof SectionSpec.Fields fields -> {
                    byte[] header = stored.read(range.offset(), Math.toIntExact(range.length()));
                    byte[] wanted =
                            spec.partialOf(
                                    HeaderFields.filter(header, fields.names(), fields.not()));
                    int end = (int) Math.min(wanted.length, offset + bytesMax);
                    yield new SectionPiece(
                            index,
                            wanted.length,
                            offset,
                            Arrays.copyOfRange(wanted, (int) offset, end));
                }
                case Located.Range range -> {
                    int count = (int) Math.min(bytesMax, range.length() - offset);
                    yield new SectionPiece(
                            index,
                            range.length(),
                            offset,
                            stored.read(range.offset() + offset, count));
                }
            };
        }

        /** The whole message needs no look at its structure. */
        private static Located locate(SectionSpec spec, StoredMessage stored, byte[] structure) {
            boolean whole =
                    spec.path().isEmpty()
                            && spec.kind() instanceof SectionSpec.Full
                            && spec.partial() == null;
            return whole
                    ? new Located.Range(0, stored.sizeBytes())
                    : MessageStructure.decode(structure).locate(spec);
        }

        private static MessageStructure.Text textOf(FetchItems.Item item) {
            return switch (item) {
                case ENVELOPE -> MessageStructure.Text.ENVELOPE;
                case BODY -> MessageStructure.Text.BODY;
                case BODYSTRUCTURE -> MessageStructure.Text.BODYSTRUCTURE;
            };
        }
    }
}
