package org.posthouse.store.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.posthouse.core.account.Account;
import org.posthouse.core.account.AccountEvent;
import org.posthouse.core.account.AccountImage;
import org.posthouse.core.account.AccountTransaction;
import org.posthouse.core.bytes.MalformedBytes;
import org.posthouse.store.files.EventLogReader.Suspect;
import org.posthouse.store.files.FileName.Kind;

/**
 * Puts an account together from its files: the newest snapshot that is intact, the events after it,
 * the bodies after it. Without any snapshot everything comes from events and bodies. Writes
 * nothing.
 *
 * <p>What is wrong in a file is looked at together with the others. A torn end whose events a later
 * file has is what a crash leaves, and no loss.
 */
final class AccountLoader {
    private final AccountDirectory directory;
    private final List<Damage> damage = new ArrayList<>();
    private final List<Covered> covered = new ArrayList<>();
    private final Map<FileName, Covered> known = new HashMap<>();
    private Account account = new Account();
    private BodyTable bodies = new BodyTable();
    private long snapshotBytes;
    private long logBytes;
    private boolean lossBefore;

    private AccountLoader(AccountDirectory directory) {
        this.directory = directory;
    }

    /**
     * Reads the account.
     *
     * @throws IOException when a file can't be read, is another account's, or is a newer release's
     */
    static Loaded load(AccountDirectory directory) throws IOException {
        AccountLoader loader = new AccountLoader(directory);
        loader.snapshot();
        loader.events();
        boolean bodiesSuspect = loader.bodies();
        if (bodiesSuspect) {
            loader.missingBodies();
        }
        if (loader.damage.stream().anyMatch(Damage::lost)) {
            loader.account.leaveRoomAfterLoss(loader.bodies.lastId() + 1);
        }
        return new Loaded(
                loader.account,
                loader.bodies,
                List.copyOf(loader.covered),
                loader.snapshotBytes,
                loader.logBytes,
                List.copyOf(loader.damage));
    }

    private void snapshot() throws IOException {
        for (FileName name : directory.list(Kind.SNAPSHOT).reversed()) {
            try {
                Snapshot.Stored stored = Snapshot.read(directory, name);
                account = stored.account();
                bodies = stored.bodies();
                known.putAll(stored.files());
                snapshotBytes = stored.lengthBytes();
                return;
            } catch (MalformedBytes damaged) {
                damage.add(
                        new Damage(
                                path(name),
                                0,
                                "the snapshot is not used: "
                                        + damaged.getMessage()
                                        + "; the account is rebuilt from what it was made of",
                                false));
            }
        }
    }

    private void events() throws IOException {
        try (EventMerge merge = new EventMerge()) {
            for (FileName log : directory.list(Kind.LOG)) {
                open(merge, log);
            }
            for (EventMerge.Found found = merge.next(); found != null; found = merge.next()) {
                if (found.transaction().sequence() > account.sequence()) {
                    evolve(found);
                }
            }
            List<EventLogReader> readers = merge.readers();
            for (int i = 0; i < readers.size(); i++) {
                EventLogReader reader = readers.get(i);
                covered.add(reader.covered());
                for (Suspect suspect : reader.suspects()) {
                    judge(suspect, i == readers.size() - 1);
                }
            }
        }
    }

    private void open(EventMerge merge, FileName log) throws IOException {
        Covered before = known.get(log);
        if (before != null) {
            long size = Files.size(path(log));
            if (size < before.length()) {
                damage.add(
                        new Damage(
                                path(log),
                                size,
                                "the log is shorter than the snapshot knows it; the snapshot still"
                                        + " has its result",
                                false));
            }
            if (size <= before.length()) {
                covered.add(before);
                return;
            }
        }
        EventLogReader reader = EventLogReader.open(directory, log, before);
        merge.add(reader);
        logBytes += reader.size() - (before == null ? 0 : before.length());
    }

    private void evolve(EventMerge.Found found) throws IOException {
        AccountTransaction transaction = decode(found);
        if (transaction.sequence() != account.sequence() + 1) {
            damage.add(
                    new Damage(
                            path(found.log()),
                            0,
                            "transactions "
                                    + (account.sequence() + 1)
                                    + " to "
                                    + (transaction.sequence() - 1)
                                    + " are lost",
                            true));
            lossBefore = true;
        }
        if (!lossBefore) {
            try {
                account.evolve(transaction);
            } catch (IllegalStateException impossible) {
                throw new IOException(
                        path(found.log()) + ": " + found.transaction() + " makes no sense",
                        impossible);
            }
            return;
        }
        List<AccountEvent> senseless = account.evolveAfterLoss(transaction);
        if (!senseless.isEmpty()) {
            damage.add(
                    new Damage(
                            path(found.log()),
                            0,
                            found.transaction()
                                    + ": "
                                    + senseless.size()
                                    + " events make no sense without what is lost",
                            true));
        }
    }

    private AccountTransaction decode(EventMerge.Found found) throws IOException {
        try {
            return found.transaction().decode();
        } catch (MalformedBytes newer) {
            throw new IOException(
                    path(found.log())
                            + ": "
                            + found.transaction()
                            + " can't be read ("
                            + newer.getMessage()
                            + "). Next step: start the release that wrote it",
                    newer);
        }
    }

    /** Reports what is wrong in a log, and whether anything is lost by it. */
    private void judge(Suspect suspect, boolean lastFile) {
        boolean headOnly = suspect.offset() == 0;
        boolean continued = headOnly ? !lastFile : suspect.after() < account.sequence();
        if (suspect.atEnd() && !continued) {
            damage.add(
                    new Damage(
                            path(suspect.file()),
                            suspect.offset(),
                            "the end of the log is damaged: transactions after "
                                    + account.sequence()
                                    + " may be lost",
                            true));
        } else {
            damage.add(
                    new Damage(
                            path(suspect.file()),
                            suspect.offset(),
                            "the log is damaged or torn after transaction " + suspect.after(),
                            false));
        }
    }

    /** Adds the bodies that no snapshot tells of; true when some may be missing. */
    private boolean bodies() throws IOException {
        boolean suspect = snapshotBytes == 0;
        List<FileName> segments = directory.list(Kind.SEGMENT);
        Set<FileName> present = new HashSet<>(segments);
        suspect |= bodies.retain(present) > 0;
        for (FileName name : segments) {
            Covered before = known.get(name);
            long size = Files.size(path(name));
            if (before != null && size == before.length()) {
                covered.add(before);
                continue;
            }
            SegmentScan.Result result =
                    SegmentScan.run(
                            directory,
                            name,
                            before == null ? 0 : Math.min(size, before.length()),
                            (_, bodyId, place) -> bodies.put(bodyId, place));
            covered.add(result.covered());
            if (result.badAt() >= 0 || (before != null && size < before.length())) {
                suspect = true;
                damage.add(
                        new Damage(
                                path(name),
                                Math.max(0, result.badAt()),
                                "the segment is damaged or torn",
                                false));
            }
        }
        return suspect;
    }

    private void missingBodies() {
        AccountImage.BodyIds wanted = AccountImage.bodyIds(account);
        int found = 0;
        for (int row = 0; row < bodies.rows(); row++) {
            found += wanted.contains(bodies.idAt(row)) ? 1 : 0;
        }
        if (found < wanted.count()) {
            damage.add(
                    new Damage(
                            directory.path().resolve(Kind.SEGMENT.directory()),
                            0,
                            (wanted.count() - found) + " messages have lost their bytes",
                            true));
        }
    }

    private Path path(FileName name) {
        return name.in(directory.path());
    }
}
