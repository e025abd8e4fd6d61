package org.posthouse.store.journal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What is done with the journal of a dead incarnation: {@link #fence} it, {@link #scan} it, {@link
 * #seal} it, settle what was found, {@link #delete} it. Each step can be done again after an
 * interruption and then ends the same. Nothing of Chronicle is used, and nothing is ever written
 * into the dead one's files.
 */
public final class JournalRecovery {
    private static final int EMPTY_LOOKS_MAX = 1000;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private JournalRecovery() {}

    /**
     * The journals that are not deleted, oldest first.
     *
     * @param journals all journals of a node
     */
    public static List<Path> incarnations(Path journals) throws IOException {
        var found = new ArrayList<Path>();
        for (Path entry : JournalFiles.list(journals)) {
            if (JournalFiles.number(JournalFiles.name(entry), "").isPresent()
                    && Files.isDirectory(entry)) {
                found.add(entry);
            }
        }
        found.sort(
                Comparator.comparingLong(
                        path -> JournalFiles.number(JournalFiles.name(path), "").orElseThrow()));
        return List.copyOf(found);
    }

    /**
     * Takes the token away from the owner, who from then on acknowledges nothing. Races the owner
     * until it wins.
     *
     * @throws IOException when there is no token to be found, so nothing is fenced
     */
    public static void fence(Path incarnation) throws IOException {
        for (int emptyLooks = 0; emptyLooks < EMPTY_LOOKS_MAX; ) {
            boolean fenced = false;
            boolean seen = false;
            for (Path entry : JournalFiles.list(incarnation)) {
                String name = JournalFiles.name(entry);
                if (name.startsWith(JournalFiles.FENCED + JournalFiles.OWNER)) {
                    fenced = true;
                } else if (name.startsWith(JournalFiles.OWNER)) {
                    seen = true;
                    fenced |= takeToken(entry);
                }
            }
            if (fenced) {
                JournalFiles.sync(incarnation);
                return;
            }
            if (!seen) { // perhaps a renaming hid it from the listing
                emptyLooks++;
                LockSupport.parkNanos(LOOK_NANOS);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while fencing " + incarnation);
            }
        }
        throw new IOException(incarnation + " has no token owner.<n>: it cannot be fenced");
    }

    /**
     * Reads all records in their order up to the first break of the chain, or up to the seal if
     * there is one.
     *
     * @throws JournalFormatTooNew when a newer program has written it
     * @throws IOException when reading fails or the visitor throws; then scan again from the start
     */
    public static JournalEnd scan(Path incarnation, JournalVisitor visitor) throws IOException {
        return JournalScan.run(incarnation, visitor);
    }

    /**
     * Publishes where the journal ends, for whoever has to recover it again.
     *
     * @throws IOException when another end was published before
     */
    public static void seal(Path incarnation, JournalEnd end) throws IOException {
        Seal.publish(incarnation, end);
    }

    /**
     * Deletes a journal whose records have all settled; it is out of the list at once.
     *
     * @return false when some files stay for now (an NFS client has them open): call {@link
     *     #deleteLeftovers} later
     */
    public static boolean delete(Path incarnation) throws IOException {
        Path journals = JournalFiles.parent(incarnation);
        Path away = journals.resolve(JournalFiles.DELETED + JournalFiles.name(incarnation));
        try {
            Files.move(incarnation, away, StandardCopyOption.ATOMIC_MOVE);
            JournalFiles.sync(journals);
        } catch (NoSuchFileException before) {
            // An earlier call came that far.
        }
        return deleteLeftovers(journals);
    }

    /** Deletes what earlier deletions had to leave; true when nothing is left. */
    public static boolean deleteLeftovers(Path journals) throws IOException {
        boolean gone = true;
        for (Path entry : JournalFiles.list(journals)) {
            if (JournalFiles.name(entry).startsWith(JournalFiles.DELETED)) {
                gone &= JournalFiles.deleteTree(entry);
            }
        }
        JournalFiles.sync(journals);
        return gone;
    }

    private static boolean takeToken(Path token) throws IOException {
        try {
            Files.move(
                    token,
                    token.resolveSibling(JournalFiles.FENCED + JournalFiles.name(token)),
                    StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException faster) {
            return false; // the owner has renamed it meanwhile: look again
        }
    }
}
