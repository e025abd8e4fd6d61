package org.posthouse.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.bytes.ByteReader;
import org.posthouse.core.bytes.ByteWriter;
import org.posthouse.core.bytes.MalformedBytes;
import org.posthouse.store.files.BodyPlace;
import org.posthouse.store.files.FileName;
import org.posthouse.store.files.StoredBody;
import org.posthouse.store.files.StoredTransaction;

/**
 * A transaction with its bodies as the journal carries it: the payload of a record of the type
 * {@link #TYPE}. The journal's body holds the messages and structures of all inline bodies after
 * each other.
 *
 * <pre>
 * varint  version of the transaction
 * block   transaction (TransactionFormat)
 * list    bodies; each: varint body id, varint kind, then
 *   1 inline: block prefix      the message's first bytes, where they differ from recipient to recipient
 *             varint offset     of the message's other bytes in the journal's body
 *             varint length     of those
 *             varint length     of the structure, which lies right behind them
 *   2 staged: string file name  in the account's {@code bodies/}, durable before this record
 *             varint offset, varint stored length, varint structure length
 * </pre>
 */
record TransactionRecord(StoredTransaction transaction, List<Part> parts) {
    /** Record type of a transaction in the journal. */
    static final int TYPE = 1;

    /**
     * Record type that says: this account's transactions up to the record's sequence have settled,
     * and where its directory is does not matter to them any more. It has no payload.
     */
    static final int SETTLED_TYPE = 2;

    /** Version of the layout above. */
    static final int VERSION = 1;

    private static final int INLINE = 1;
    private static final int STAGED = 2;

    TransactionRecord {
        parts = List.copyOf(parts);
    }

    /** One body of a transaction. */
    sealed interface Part {
        long bodyId();
    }

    /** A body that travels in the record. */
    record InlinePart(long bodyId, byte[] prefix, int offset, int length, int structureLength)
            implements Part {
        /** Takes the body out of what the journal gives back. */
        StoredBody of(ByteBuffer journalBody) {
            byte[] structure = new byte[structureLength];
            journalBody.get(offset + length, structure);
            return new StoredBody(
                    List.of(ByteBuffer.wrap(prefix), journalBody.slice(offset, length)), structure);
        }
    }

    /** A body that lies in the account's files already. */
    record StagedPart(long bodyId, BodyPlace place) implements Part {}

    byte[] payload() {
        ByteWriter out = new ByteWriter(transaction.payload().length + 64 * (parts.size() + 1));
        out.varint(transaction.version()).block(transaction.payload());
        out.list(
                parts,
                (o, part) -> {
                    o.varint(part.bodyId());
                    switch (part) {
                        case InlinePart inline ->
                                o.varint(INLINE)
                                        .block(inline.prefix())
                                        .varint(inline.offset())
                                        .varint(inline.length())
                                        .varint(inline.structureLength());
                        case StagedPart staged ->
                                o.varint(STAGED)
                                        .string(staged.place().file().toString())
                                        .varint(staged.place().offset())
                                        .varint(staged.place().storedLength())
                                        .varint(staged.place().structureLength());
                    }
                });
        return out.toBytes();
    }

    /** Reads what {@link #payload} wrote; throws {@link MalformedBytes} on anything else. */
    static TransactionRecord read(long sequence, CommandId commandId, int version, byte[] bytes) {
        if (version != VERSION) {
            throw new MalformedBytes(
                    "journaled transaction of version "
                            + version
                            + ", this release reads "
                            + VERSION);
        }
        ByteReader in = new ByteReader(bytes);
        int transactionVersion = in.varint32();
        byte[] payload = in.block();
        List<Part> parts = new ArrayList<>(in.list(TransactionRecord::part));
        return new TransactionRecord(
                new StoredTransaction(sequence, commandId, transactionVersion, payload), parts);
    }

    private static Part part(ByteReader in) {
        long bodyId = in.varint();
        int kind = in.varint32();
        return switch (kind) {
            case INLINE ->
                    new InlinePart(bodyId, in.block(), in.varint32(), in.varint32(), in.varint32());
            case STAGED -> {
                String name = in.string();
                FileName file =
                        FileName.parse(name)
                                .orElseThrow(() -> new MalformedBytes("file name " + name));
                yield new StagedPart(
                        bodyId, new BodyPlace(file, in.varint32(), in.varint32(), in.varint32()));
            }
            default -> throw new MalformedBytes("body of kind " + kind);
        };
    }
}
