package org.posthouse.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.AccountId;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.bytes.MalformedBytes;
import org.posthouse.store.files.AccountDirectory;
import org.posthouse.store.files.AccountWriter;
import org.posthouse.store.files.Disk;
import org.posthouse.store.files.FileLimits;
import org.posthouse.store.journal.BodyLocation;
import org.posthouse.store.journal.JournalEnd;
import org.posthouse.store.journal.JournalRecord;
import org.posthouse.store.journal.JournalRecovery;
import org.posthouse.store.journal.RecoveredRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles what dead incarnations have left in their journals. Everything that the journal does not
 * say has settled is written again, into new files of the recovery's own epoch: what looks settled
 * may never have reached the disk. Readers take each transaction once, so doing it again after an
 * interruption ends the same.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final String UNRECOVERED = "unrecovered-";

    private final Path base;
    private final long epoch;
    private final FileLimits limits;
    private final Disk disk;
    private final StoreListener listener;

    Recovery(Path base, long epoch, FileLimits limits, Disk disk, StoreListener listener) {
        this.base = base;
        this.epoch = epoch;
        this.limits = limits;
        this.disk = disk;
        this.listener = listener;
    }

    /** What the journal has of one account. */
    private static final class Part {
        final ArrayDeque<Unsettled> transactions = new ArrayDeque<>();
        String directory = "";
    }

    /** Recovers all journals of a node, oldest first. */
    void run(Path journals) throws IOException {
        for (Path incarnation : JournalRecovery.incarnations(journals)) {
            recover(journals, incarnation);
        }
        var _ = JournalRecovery.deleteLeftovers(journals);
    }

    private void recover(Path journals, Path incarnation) throws IOException {
        disk.step("fence");
        JournalRecovery.fence(incarnation);
        Map<AccountId, Part> parts = new LinkedHashMap<>();
        JournalEnd end = JournalRecovery.scan(incarnation, found -> collect(parts, found));
        LOG.info("{}: read up to record {} ({})", incarnation, end.sequence(), end);
        disk.step("seal");
        JournalRecovery.seal(incarnation, end);
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<AccountId, Part> part : parts.entrySet()) {
            if (!part.getValue().transactions.isEmpty()
                    && !settle(part.getKey(), part.getValue())) {
                unknown.add(part.getValue().directory);
            }
        }
        disk.step("delete the journal");
        if (unknown.isEmpty()) {
            var _ = JournalRecovery.delete(incarnation);
        } else {
            keepAside(journals, incarnation, unknown);
        }
    }

    private void keepAside(Path journals, Path incarnation, List<String> unknown)
            throws IOException {
        Path aside =
                journals.resolve(UNRECOVERED + Objects.requireNonNull(incarnation.getFileName()));
        disk.move(incarnation, aside);
        disk.syncDirectory(journals);
        LOG.error(
                "{} has transactions of accounts that are not there: {}. Next step: bring the"
                    + " directories back, rename the journal to {} and start again; or delete it"
                    + " when the accounts are not wanted",
                aside,
                unknown,
                incarnation.getFileName());
        listener.unrecovered(aside, List.copyOf(unknown));
    }

    private void collect(Map<AccountId, Part> parts, RecoveredRecord found) throws IOException {
        JournalRecord record = found.record();
        AccountId id = new AccountId(record.accountIdHigh(), record.accountIdLow());
        Part part = parts.computeIfAbsent(id, _ -> new Part());
        switch (record.recordType()) {
            case TransactionRecord.TYPE -> {
                part.directory = record.accountName();
                part.transactions.add(unsettled(record, found.body()));
            }
            case TransactionRecord.SETTLED_TYPE ->
                    part.transactions.removeIf(
                            transaction -> transaction.sequence() <= record.accountSequence());
            default ->
                    throw new IOException(
                            "the journal has a record of type "
                                    + record.recordType()
                                    + ", which this release does not know. Next step: start the"
                                    + " release that wrote it");
        }
    }

    private static Unsettled unsettled(JournalRecord record, @Nullable BodyLocation body)
            throws IOException {
        try {
            TransactionRecord transaction =
                    TransactionRecord.read(
                            record.accountSequence(),
                            new CommandId(record.commandIdHigh(), record.commandIdLow()),
                            record.recordVersion(),
                            record.payload());
            return new Unsettled(
                    transaction,
                    body == null ? Unsettled.JournalBytes.NONE : () -> read(body),
                    0,
                    record.payload().length);
        } catch (MalformedBytes newer) {
            throw new IOException(
                    record
                            + " can't be read ("
                            + newer.getMessage()
                            + "). Next step: start the release that wrote it",
                    newer);
        }
    }

    private static ByteBuffer read(BodyLocation body) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(body.length());
        try (FileChannel channel = FileChannel.open(body.file(), StandardOpenOption.READ)) {
            while (into.hasRemaining()
                    && channel.read(into, body.offset() + into.position()) >= 0) {}
        }
        into.flip();
        CRC32C crc = new CRC32C();
        crc.update(into.duplicate());
        if (into.remaining() < body.length() || (int) crc.getValue() != body.crc()) {
            throw new IOException(body.file() + " has changed since it was checked, at " + body);
        }
        return into;
    }

    /** Writes an account's part to its files; false when the account is not there. */
    private boolean settle(AccountId id, Part part) throws IOException {
        Path path = base.resolve(part.directory).normalize();
        if (!path.startsWith(base) || !Files.isDirectory(path)) {
            return false;
        }
        Optional<AccountId> owner = AccountDirectory.identify(path);
        if (owner.isPresent() && !owner.get().equals(id)) {
            return false;
        }
        AccountDirectory directory = new AccountDirectory(path, id);
        try (AccountWriter writer = AccountWriter.begin(directory, epoch, limits, disk)) {
            SettleRun run = SettleRun.write(List.copyOf(part.transactions), writer);
            writer.force();
            LOG.info(
                    "{}: recovered {} transactions up to {}",
                    path,
                    run.transactions().size(),
                    run.lastSequence());
        }
        return true;
    }
}
