package org.posthouse.store;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.MessageContent;
import org.posthouse.store.files.BodyPlace;
import org.posthouse.store.journal.JournalBusy;
import org.posthouse.store.journal.JournalException;
import org.posthouse.store.journal.JournalFailed;
import org.posthouse.store.journal.JournalPosition;
import org.posthouse.store.journal.JournalRecord;
import org.posthouse.store.journal.StorageFull;

/**
 * One account's way into the journal: keeps the order of its transactions while staged messages are
 * given to the account on a storage thread, and refuses what follows a refused one.
 */
final class AppendLane {
    private final MailStore store;
    private final OpenAccount account;
    private final ReentrantLock lock = new ReentrantLock();

    /** The first one is being worked on by a storage thread. */
    private final Deque<AppendRequest> waiting = new ArrayDeque<>();

    private long lastOffered;
    private long lastSent;
    private int inFlight;
    private boolean closed;

    AppendLane(MailStore store, OpenAccount account, long lastSequence) {
        this.store = store;
        this.account = account;
        this.lastOffered = lastSequence;
        this.lastSent = lastSequence;
    }

    void append(AppendRequest request) {
        boolean direct;
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException(account.name() + " is closed: " + request);
            }
            if (request.sequence() != lastOffered + 1) {
                throw new IllegalStateException(
                        "transaction " + request.sequence() + " after " + lastOffered);
            }
            lastOffered++;
            inFlight++;
            direct = waiting.isEmpty() && !request.hasStaged();
            if (!direct) {
                waiting.add(request);
                if (waiting.size() > 1) {
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
        if (direct) {
            send(request);
        } else {
            store.executeOrElse(
                    () -> work(null),
                    () -> work(new StoreException.Busy("the storage threads are busy")));
        }
    }

    /** Nothing more is taken; true when nothing is on its way either. */
    boolean close() {
        lock.lock();
        try {
            closed = true;
            return inFlight == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether something has been offered and not answered. */
    boolean idle() {
        lock.lock();
        try {
            return inFlight == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Works on what waits until nothing does. */
    private void work(@Nullable StoreException refusal) {
        while (true) {
            AppendRequest request;
            lock.lock();
            try {
                request = waiting.peek();
            } finally {
                lock.unlock();
            }
            if (request == null) {
                return;
            }
            if (refusal != null) {
                refuse(request, refusal);
            } else {
                adoptAndSend(request);
            }
            lock.lock();
            try {
                waiting.remove();
            } finally {
                lock.unlock();
            }
        }
    }

    private void adoptAndSend(AppendRequest request) {
        try {
            for (Map.Entry<Long, MessageContent.Staged> staged : request.staged().entrySet()) {
                MessageContent.Staged content = staged.getValue();
                BodyPlace place =
                        account.files()
                                .adopt(
                                        store.staged(content.stage()),
                                        staged.getKey(),
                                        content.structure());
                request.adopted(staged.getKey(), place);
            }
        } catch (StoreException refusal) {
            refuse(request, refusal);
            return;
        } catch (IOException | RuntimeException broken) {
            refuse(request, account.fail("a large message could not be stored", broken));
            return;
        }
        send(request);
    }

    private void send(AppendRequest request) {
        lock.lock();
        try {
            if (request.sequence() == lastSent + 1) {
                lastSent++;
            } else {
                lastOffered = Math.min(lastOffered, lastSent);
                request.outOfOrder();
            }
        } finally {
            lock.unlock();
        }
        if (request.isOutOfOrder()) {
            refuse(request, new StoreException.Busy("the transaction before was refused"));
            return;
        }
        try {
            sendInOrder(request);
        } catch (IllegalArgumentException tooLarge) {
            refuse(request, new StoreException.TooLarge(String.valueOf(tooLarge.getMessage())));
        }
    }

    private void sendInOrder(AppendRequest request) {
        AppendRequest.Packed packed = request.pack(store.sharedBodies());
        byte[] payload = packed.record().payload();
        long bytes = payload.length + (packed.body() == null ? 0L : packed.body().length());
        JournalRecord record =
                new JournalRecord(
                        account.id().high(),
                        account.id().low(),
                        store.relative(account.directory()),
                        account.epoch(),
                        request.sequence(),
                        request.transaction().commandId().high(),
                        request.transaction().commandId().low(),
                        TransactionRecord.TYPE,
                        TransactionRecord.VERSION,
                        payload,
                        packed.body());
        store.journal()
                .append(
                        record,
                        new org.posthouse.store.journal.Acknowledgement() {
                            @Override
                            public void durable(JournalPosition position) {
                                AppendLane.this.durable(request, packed.record(), position, bytes);
                            }

                            @Override
                            public void failed(JournalException cause) {
                                refuse(request, translated(cause));
                            }
                        });
    }

    private void durable(
            AppendRequest request,
            TransactionRecord record,
            JournalPosition position,
            long payloadBytes) {
        account.journaled(
                new Unsettled(
                        record,
                        position.hasBody()
                                ? store.journalBytes(position)
                                : Unsettled.JournalBytes.NONE,
                        position.segment(),
                        payloadBytes + MailStore.RECORD_OVERHEAD_BYTES),
                request.changesSettings());
        answered(request.sequence(), true);
        request.acknowledgement().durable();
    }

    private void refuse(AppendRequest request, StoreException cause) {
        if (!(cause instanceof StoreException.Stopped)) {
            for (BodyPlace place : request.adopted().values()) {
                store.executeOrElse(() -> account.giveUp(place), () -> {});
            }
        }
        answered(request.sequence(), false);
        request.acknowledgement().failed(cause);
    }

    private void answered(long sequence, boolean durable) {
        lock.lock();
        try {
            inFlight--;
            if (!durable) {
                lastOffered = Math.min(lastOffered, sequence - 1);
                lastSent = Math.min(lastSent, sequence - 1);
            }
        } finally {
            lock.unlock();
        }
        account.answered();
    }

    private StoreException translated(JournalException cause) {
        return switch (cause) {
            case JournalBusy busy -> new StoreException.Busy(String.valueOf(busy.getMessage()));
            case StorageFull full -> new StoreException.Full(String.valueOf(full.getMessage()));
            case JournalFailed stopped ->
                    new StoreException.Stopped(String.valueOf(stopped.getMessage()), stopped);
        };
    }
}
