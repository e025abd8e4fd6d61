package org.posthouse.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings journaled transactions into the accounts' files, on a few threads of its own. Takes a
 * batch of accounts, writes to all of them, forces all of them, and only then tells anybody.
 */
final class Settler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
    private static final int BATCH_MAX = 64;

    private final MailStore store;
    private final LinkedBlockingQueue<Optional<OpenAccount>> queue = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong neverWritten = new AtomicLong();
    private final AtomicLong maintained = new AtomicLong();

    Settler(MailStore store, int threadCount) {
        this.store = store;
        for (int i = 1; i <= threadCount; i++) {
            threads.add(Thread.ofPlatform().name("settle-" + i).daemon().unstarted(this::run));
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /** The account wants to be looked at. The queue holds an account at most once. */
    void request(OpenAccount account) {
        if (account.turn().request()) {
            queue.add(Optional.of(account));
        }
    }

    long transactions() {
        return transactions.get();
    }

    long bytes() {
        return bytes.get();
    }

    long nanos() {
        return nanos.get();
    }

    long neverWritten() {
        return neverWritten.get();
    }

    long maintained() {
        return maintained.get();
    }

    private void run() {
        while (true) {
            List<OpenAccount> batch = new ArrayList<>();
            try {
                boolean last = take(batch);
                long before = System.nanoTime();
                settle(batch);
                nanos.addAndGet(System.nanoTime() - before);
                if (last) {
                    return;
                }
            } catch (RuntimeException | Error bug) {
                LOG.error("settling {} accounts", batch.size(), bug);
                batch.forEach(account -> account.fail("settling failed", bug));
            }
        }
    }

    /** Waits for accounts; true when the thread is to end after them. */
    private boolean take(List<OpenAccount> batch) {
        try {
            Optional<OpenAccount> next = queue.take();
            while (next != null && next.isPresent()) {
                batch.add(next.get());
                next = batch.size() < BATCH_MAX ? queue.poll() : null;
            }
            return next != null;
        } catch (InterruptedException ended) {
            return true;
        }
    }

    private record Job(OpenAccount account, SettleRun run, long bytesBefore) {}

    private void settle(List<OpenAccount> batch) {
        List<Job> written = new ArrayList<>();
        for (OpenAccount account : batch) {
            account.turn().begin();
            write(account, written);
        }
        written.removeIf(job -> !force(job));
        for (Job job : written) {
            OpenAccount account = job.account;
            account.settled(job.run);
            transactions.addAndGet(job.run.transactions().size());
            bytes.addAndGet(account.files().writer().bytes() - job.bytesBefore);
            neverWritten.addAndGet(job.run.dead().size());
            var _ = store.mark(account, job.run.lastSequence());
        }
        store.retireSettled();
        for (Job job : written) {
            maintain(job.account);
        }
        for (OpenAccount account : batch) {
            end(account);
        }
    }

    private void write(OpenAccount account, List<Job> written) {
        if (account.failure() != null || store.stopped() != null) {
            return;
        }
        List<Unsettled> run = account.nextRun();
        if (run.isEmpty()) {
            return;
        }
        try {
            long before = account.files().writer().bytes();
            written.add(new Job(account, SettleRun.write(run, account.files().writer()), before));
        } catch (IOException | RuntimeException broken) {
            account.fail("its files can't be written", broken);
        }
    }

    private static boolean force(Job job) {
        try {
            job.account.files().writer().force();
            return true;
        } catch (IOException | RuntimeException broken) {
            // The kernel may have dropped what was dirty: nothing of it is ever relied upon again.
            job.account.fail("its files can't be forced to disk", broken);
            return false;
        }
    }

    private void maintain(OpenAccount account) {
        try {
            if (store.stopped() == null && account.files().needsMaintenance()) {
                account.files().maintain();
                maintained.incrementAndGet();
            }
        } catch (IOException | RuntimeException broken) {
            account.fail("its files can't be merged", broken);
        }
    }

    private void end(OpenAccount account) {
        boolean more = account.failure() == null && store.stopped() == null;
        if (more && account.wantsMore()) {
            account.turn().request();
        }
        CompletableFuture<Void> closing = account.beginFinish(store.stopped() != null);
        if (closing != null) {
            store.finishClosing(account, closing);
        }
        if (account.turn().end()) {
            queue.add(Optional.of(account));
        }
    }

    /** Stops the threads after what they do now. */
    @Override
    public void close() {
        threads.forEach(_ -> queue.add(Optional.empty()));
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
