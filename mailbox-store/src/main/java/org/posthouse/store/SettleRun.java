package org.posthouse.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.posthouse.store.TransactionRecord.InlinePart;
import org.posthouse.store.TransactionRecord.Part;
import org.posthouse.store.TransactionRecord.StagedPart;
import org.posthouse.store.files.AccountWriter;
import org.posthouse.store.files.BodyPlace;
import org.posthouse.store.files.StoredBody;

/**
 * Writes a run of an account's transactions to its files; counts only after the writer's force.
 *
 * @param written the bodies that were written, with their places
 * @param adopted staged bodies that are in use
 * @param dead bodies that nothing refers to any more
 */
record SettleRun(
        List<Unsettled> transactions,
        Map<Long, BodyPlace> written,
        Map<Long, BodyPlace> adopted,
        List<Part> dead) {

    static SettleRun write(List<Unsettled> transactions, AccountWriter writer) throws IOException {
        Set<Long> live = LiveBodies.of(transactions);
        Map<Long, BodyPlace> written = new HashMap<>();
        Map<Long, BodyPlace> adopted = new HashMap<>();
        List<Part> dead = new ArrayList<>();
        for (Unsettled unsettled : transactions) {
            ByteBuffer journalBody = null;
            for (Part part : unsettled.record().parts()) {
                if (!live.contains(part.bodyId())) {
                    dead.add(part);
                    continue;
                }
                switch (part) {
                    case StagedPart staged -> adopted.put(staged.bodyId(), staged.place());
                    case InlinePart inline -> {
                        if (journalBody == null) {
                            journalBody = unsettled.journalBytes().read();
                        }
                        StoredBody body = inline.of(journalBody);
                        written.put(
                                inline.bodyId(),
                                writer.append(inline.bodyId(), body.message(), body.structure()));
                    }
                }
            }
            writer.append(unsettled.record().transaction());
        }
        return new SettleRun(transactions, written, adopted, dead);
    }

    /** The last transaction of the run. */
    long lastSequence() {
        return transactions.getLast().sequence();
    }
}
