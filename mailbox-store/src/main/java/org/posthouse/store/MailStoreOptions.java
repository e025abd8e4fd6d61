package org.posthouse.store;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.posthouse.store.files.FileLimits;
import org.posthouse.store.journal.Fence;
import org.posthouse.store.journal.JournalOptions;

/**
 * How a node's store is kept.
 *
 * @param base the node's base directory; account directories lie below it
 * @param lockFile held for the life of the store, so that no second process uses the same base
 * @param journals all journals of this node: {@code …/journals/<node>}
 * @param staged large messages on their way
 * @param recoveryEpoch the ownership under which dead incarnations are settled; 0 for the number of
 *     the new incarnation, which a standalone node takes for its accounts, too
 * @param fence how the journal proves that it is still the owner's
 * @param ownershipValid asked before each acknowledgement; false stops the store for good
 * @param journal changes to the journal's own options
 * @param unsettledBytesMax bytes of transactions in the journal that have not settled; appends
 *     beyond are refused with {@link StoreException.Busy}. Settling of everything begins at half
 * @param unsettledMillisMax how long a transaction stays unsettled, about
 * @param openChannelsMax body segments kept open for reading
 * @param storageThreads threads for opening, reading and staging
 * @param storageQueueMax tasks that may wait for them
 * @param settleThreads threads that settle
 * @param files when account files are rewritten
 */
public record MailStoreOptions(
        Path base,
        Path lockFile,
        Path journals,
        Path staged,
        long recoveryEpoch,
        Fence fence,
        BooleanSupplier ownershipValid,
        UnaryOperator<JournalOptions> journal,
        long unsettledBytesMax,
        long unsettledMillisMax,
        int openChannelsMax,
        int storageThreads,
        int storageQueueMax,
        int settleThreads,
        FileLimits files,
        AccountViewWriter views,
        StoreListener listener) {

    /** A standalone node: its base directory's lock is the only fence that it needs. */
    public static MailStoreOptions standalone(
            Path base, String node, AccountViewWriter views, StoreListener listener) {
        Path shared = base.resolve("SharedDomains");
        return new MailStoreOptions(
                base,
                base.resolve("posthouse.lock"),
                shared.resolve("journals").resolve(node),
                shared.resolve("staged").resolve(node),
                0,
                Fence.NONE,
                () -> true,
                UnaryOperator.identity(),
                256L << 20,
                60_000,
                1024,
                Math.max(4, 2 * Runtime.getRuntime().availableProcessors()),
                4096,
                2,
                FileLimits.DEFAULT,
                views,
                listener);
    }

    /** The same with changed journal options. */
    public MailStoreOptions withJournal(UnaryOperator<JournalOptions> other) {
        return new MailStoreOptions(
                base,
                lockFile,
                journals,
                staged,
                recoveryEpoch,
                fence,
                ownershipValid,
                other,
                unsettledBytesMax,
                unsettledMillisMax,
                openChannelsMax,
                storageThreads,
                storageQueueMax,
                settleThreads,
                files,
                views,
                listener);
    }

    /** The same with other bounds of what is unsettled. */
    public MailStoreOptions withUnsettled(long bytesMax, long millisMax) {
        return new MailStoreOptions(
                base,
                lockFile,
                journals,
                staged,
                recoveryEpoch,
                fence,
                ownershipValid,
                journal,
                bytesMax,
                millisMax,
                openChannelsMax,
                storageThreads,
                storageQueueMax,
                settleThreads,
                files,
                views,
                listener);
    }

    /** The same with other limits of account files. */
    public MailStoreOptions withFiles(FileLimits other) {
        return new MailStoreOptions(
                base,
                lockFile,
                journals,
                staged,
                recoveryEpoch,
                fence,
                ownershipValid,
                journal,
                unsettledBytesMax,
                unsettledMillisMax,
                openChannelsMax,
                storageThreads,
                storageQueueMax,
                settleThreads,
                other,
                views,
                listener);
    }
}
