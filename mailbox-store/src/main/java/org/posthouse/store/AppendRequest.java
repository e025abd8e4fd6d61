package org.posthouse.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.AccountEvent.SettingsReplaced;
import org.posthouse.core.account.AccountTransaction;
import org.posthouse.core.account.MessageContent;
import org.posthouse.store.TransactionRecord.InlinePart;
import org.posthouse.store.TransactionRecord.Part;
import org.posthouse.store.TransactionRecord.StagedPart;
import org.posthouse.store.files.BodyPlace;
import org.posthouse.store.files.StoredTransaction;
import org.posthouse.store.journal.JournalBody;

/** One transaction on its way into the journal. */
final class AppendRequest {
    /** A message's first slice travels beside the others when it is not longer than this. */
    private static final int PREFIX_BYTES_MAX = 1024;

    private final AccountTransaction transaction;
    private final Map<Long, MessageContent> bodies;
    private final Acknowledgement acknowledgement;
    private final Map<Long, BodyPlace> adopted = new HashMap<>();
    private boolean outOfOrder;

    AppendRequest(
            AccountTransaction transaction,
            Map<Long, MessageContent> bodies,
            Acknowledgement acknowledgement) {
        this.transaction = transaction;
        this.bodies = new TreeMap<>(bodies);
        this.acknowledgement = acknowledgement;
    }

    long sequence() {
        return transaction.sequence();
    }

    /** The transaction before this one was refused. */
    void outOfOrder() {
        outOfOrder = true;
    }

    boolean isOutOfOrder() {
        return outOfOrder;
    }

    /** Bytes of messages and structures that travel in the record. */
    long inlineBytes() {
        long bytes = 0;
        for (MessageContent content : bodies.values()) {
            bytes +=
                    switch (content) {
                        case MessageContent.Inline inline ->
                                inline.sizeBytes() + inline.structure().length;
                        case MessageContent.Staged _ -> 0;
                    };
        }
        return bytes;
    }

    AccountTransaction transaction() {
        return transaction;
    }

    Acknowledgement acknowledgement() {
        return acknowledgement;
    }

    boolean hasStaged() {
        return bodies.values().stream().anyMatch(MessageContent.Staged.class::isInstance);
    }

    boolean changesSettings() {
        return transaction.events().stream().anyMatch(SettingsReplaced.class::isInstance);
    }

    /** The staged messages, by body id. */
    Map<Long, MessageContent.Staged> staged() {
        Map<Long, MessageContent.Staged> staged = new TreeMap<>();
        bodies.forEach((bodyId, content) -> {
            if (content instanceof MessageContent.Staged stage) {
                staged.put(bodyId, stage);
            }
        });
        return staged;
    }

    /** A staged message lies in the account's files now. */
    void adopted(long bodyId, BodyPlace place) {
        adopted.put(bodyId, place);
    }

    Map<Long, BodyPlace> adopted() {
        return adopted;
    }

    /**
     * What goes into the journal.
     *
     * @param body null when nothing travels in the record
     */
    record Packed(TransactionRecord record, @Nullable JournalBody body) {}

    Packed pack(SharedBodies shared) {
        List<Part> parts = new ArrayList<>(bodies.size());
        List<byte[]> slices = new ArrayList<>();
        boolean single = bodies.size() == 1;
        int offset = 0;
        for (Map.Entry<Long, MessageContent> body : bodies.entrySet()) {
            long bodyId = body.getKey();
            switch (body.getValue()) {
                case MessageContent.Staged _ -> {
                    BodyPlace place = adopted.get(bodyId);
                    if (place == null) {
                        throw new IllegalStateException("body " + bodyId + " was not adopted");
                    }
                    parts.add(new StagedPart(bodyId, place));
                }
                case MessageContent.Inline inline -> {
                    List<byte[]> own = inline.slices();
                    boolean apart =
                            single && own.size() > 1 && own.getFirst().length <= PREFIX_BYTES_MAX;
                    byte[] prefix = apart ? own.getFirst() : new byte[0];
                    slices.addAll(apart ? own.subList(1, own.size()) : own);
                    slices.add(inline.structure());
                    int length = Math.toIntExact(inline.sizeBytes() - prefix.length);
                    parts.add(
                            new InlinePart(
                                    bodyId, prefix, offset, length, inline.structure().length));
                    offset += length + inline.structure().length;
                }
            }
        }
        return new Packed(
                new TransactionRecord(StoredTransaction.of(transaction), parts),
                slices.isEmpty() ? null : shared.of(slices));
    }

    /** Names it without its contents, which are somebody's mail. */
    @Override
    public String toString() {
        return "transaction " + sequence() + " with " + bodies.size() + " bodies";
    }
}
