package org.posthouse.store.queue;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.bytes.ByteReader;
import org.posthouse.core.bytes.ByteWriter;
import org.posthouse.core.bytes.MalformedBytes;
import org.posthouse.store.journal.JournalRecord;

/**
 * What the queue's journal tells. Numbers are those of {@link ByteWriter}.
 *
 * <pre>
 *  record type 1, version 1: accepted. Body of the record: the envelope, then the message unless
 *          it is in a file.
 *          i64 id, i64 accepted (ms since 1970), varint envelope bytes, varint message bytes,
 *          string? file name, varint recipients, block local recipients, block served ones
 *          (bit sets, the lowest bit first). It replaces what earlier records say of the id.
 *  record type 2, version 1: a recipient is served. i64 id, varint index
 *  record type 3, version 1: removed. i64 id
 * </pre>
 *
 * A reader refuses other types and versions: an unknown record may be a removal.
 */
sealed interface QueueEvent {
    /** The entry that it is about. */
    QueueId id();

    /**
     * An entry is in the queue.
     *
     * @param file name of the message's file; null when the message is in the journal
     */
    record QueueAccepted(
            QueueId id,
            long acceptedMillis,
            int envelopeBytes,
            long messageBytes,
            @Nullable String file,
            int recipients,
            BitSet local,
            BitSet done)
            implements QueueEvent {}

    /** A recipient is served. */
    record RecipientDone(QueueId id, int index) implements QueueEvent {}

    /** Nobody waits for the entry any more. */
    record QueueRemoved(QueueId id) implements QueueEvent {}

    /** Number of the record's form. */
    default int recordType() {
        return switch (this) {
            case QueueAccepted _ -> 1;
            case RecipientDone _ -> 2;
            case QueueRemoved _ -> 3;
        };
    }

    /** The bytes of the record's payload. */
    default byte[] payload() {
        ByteWriter out = new ByteWriter(64).i64(id().value());
        switch (this) {
            case QueueAccepted e ->
                    out.i64(e.acceptedMillis)
                            .varint(e.envelopeBytes)
                            .varint(e.messageBytes)
                            .optionalString(e.file)
                            .varint(e.recipients)
                            .block(e.local.toByteArray())
                            .block(e.done.toByteArray());
            case RecipientDone e -> out.varint(e.index);
            case QueueRemoved _ -> {}
        }
        return out.toBytes();
    }

    /** Throws {@link MalformedBytes} when this release does not know the record. */
    static QueueEvent read(JournalRecord record) {
        if (record.recordVersion() != 1) {
            throw new MalformedBytes("queue record of a newer release: " + record);
        }
        ByteReader in = new ByteReader(record.payload());
        QueueId id = new QueueId(in.i64());
        return switch (record.recordType()) {
            case 1 ->
                    new QueueAccepted(
                            id,
                            in.i64(),
                            in.varint32(),
                            in.varint(),
                            in.optionalString(),
                            in.varint32(),
                            BitSet.valueOf(in.block()),
                            BitSet.valueOf(in.block()));
            case 2 -> new RecipientDone(id, in.varint32());
            case 3 -> new QueueRemoved(id);
            default -> throw new MalformedBytes("queue record of a newer release: " + record);
        };
    }
}
