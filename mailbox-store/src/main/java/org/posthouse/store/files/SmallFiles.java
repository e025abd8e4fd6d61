package org.posthouse.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.posthouse.store.files.FileName.Kind;

/**
 * Merges the smallest files of an account forward into one, so that their number stays bounded. The
 * new file appears under its name only when it is complete and durable; the old ones are deleted by
 * the caller once a snapshot tells of the new one. A file in which something is wrong is left
 * alone, as evidence.
 */
final class SmallFiles {
    private static final int COPY_BYTES = 256 << 10;

    private final AccountDirectory directory;
    private final long epoch;
    private final AtomicInteger numbers;
    private final FileLimits limits;
    private final Disk disk;
    private final Set<FileName> leftAlone = new HashSet<>();

    SmallFiles(
            AccountDirectory directory,
            long epoch,
            AtomicInteger numbers,
            FileLimits limits,
            Disk disk) {
        this.directory = directory;
        this.epoch = epoch;
        this.numbers = numbers;
        this.limits = limits;
        this.disk = disk;
    }

    /** A body that was copied. */
    record Moved(long bodyId, BodyPlace from, BodyPlace to) {}

    /** Whether there are too many small files of a kind. */
    boolean tooMany(Kind kind) throws IOException {
        return small(kind, Set.of()).size() > limits.smallFilesMax();
    }

    /** Merges logs; answers those that are not needed any more, none when there was no need. */
    List<FileName> mergeLogs() throws IOException {
        List<FileName> sources = chosen(Kind.LOG, Set.of());
        if (sources.isEmpty()) {
            return sources;
        }
        FileName name = new FileName(epoch, numbers.getAndIncrement(), 0, Kind.LOG);
        Path unfinished = unfinished(name);
        EventLogWriter out = null;
        try (EventMerge merge = new EventMerge()) {
            for (FileName source : sources) {
                merge.add(EventLogReader.open(directory, source, null));
            }
            for (EventMerge.Found found = merge.next(); found != null; found = merge.next()) {
                if (out == null) {
                    out =
                            EventLogWriter.create(
                                    unfinished,
                                    directory.accountId(),
                                    epoch,
                                    found.transaction().sequence(),
                                    disk);
                }
                out.append(found.transaction());
            }
            for (EventLogReader reader : merge.readers()) {
                if (!reader.suspects().isEmpty()) {
                    leftAlone.add(reader.name());
                }
            }
            if (out != null) {
                out.file().force();
            }
        } finally {
            if (out != null) {
                out.close();
            }
        }
        return publish(name, sources, out != null);
    }

    /**
     * Merges segments.
     *
     * @param keep segments that must stay
     * @param current where each body is now: what is not, is not copied
     * @param moved gets what was copied; to be used only when the answer is not empty
     */
    List<FileName> mergeSegments(Set<FileName> keep, BodyIndex current, List<Moved> moved)
            throws IOException {
        List<FileName> sources = chosen(Kind.SEGMENT, keep);
        if (sources.isEmpty()) {
            return sources;
        }
        FileName name = new FileName(epoch, numbers.getAndIncrement(), 0, Kind.SEGMENT);
        try (NewFile out = NewFile.create(unfinished(name), disk)) {
            out.write(new FileHead(FileHead.SEGMENT, directory.accountId(), epoch, 0).toBytes());
            for (FileName source : sources) {
                if (!copy(source, name, out, current, moved)) {
                    leftAlone.add(source);
                }
            }
            out.force();
        }
        return publish(name, sources, true);
    }

    private boolean copy(
            FileName source, FileName target, NewFile out, BodyIndex current, List<Moved> moved)
            throws IOException {
        boolean[] intact = {true};
        try (FileWindow window = new FileWindow(source.in(directory.path()))) {
            SegmentScan.Result result =
                    SegmentScan.run(
                            directory,
                            source,
                            0,
                            (header, bodyId, place) -> {
                                if (!isCurrent(current, bodyId, place)) {
                                    return;
                                }
                                BodyPlace to =
                                        new BodyPlace(
                                                target,
                                                Math.toIntExact(out.length()),
                                                place.storedLength(),
                                                place.structureLength());
                                intact[0] &= copy(window, header, bodyId, place, out);
                                moved.add(new Moved(bodyId, place, to));
                            });
            return intact[0] && result.badAt() < 0;
        }
    }

    private static boolean isCurrent(BodyIndex current, long bodyId, BodyPlace place) {
        return current.find(bodyId) instanceof BodyIndex.InSegment(BodyPlace now)
                && now.equals(place);
    }

    /** Copies a record; false when the message or its structure is damaged. */
    private static boolean copy(
            FileWindow window, BodyHeader header, long bodyId, BodyPlace place, NewFile out)
            throws IOException {
        BodyHeader named =
                new BodyHeader(
                        header.codec(),
                        bodyId,
                        header.sizeBytes(),
                        header.storedLength(),
                        header.structureLength(),
                        header.storedCrc(),
                        header.structureCrc());
        out.write(named.toBytes());
        long at = place.offset() + (long) BodyHeader.BYTES;
        boolean message = copy(window, at, header.storedLength(), out) == header.storedCrc();
        boolean structure =
                copy(window, at + header.storedLength(), header.structureLength(), out)
                        == header.structureCrc();
        return message && structure;
    }

    private static int copy(FileWindow window, long from, long length, NewFile out)
            throws IOException {
        CRC32C crc = new CRC32C();
        for (long done = 0; done < length; ) {
            int part = (int) Math.min(COPY_BYTES, length - done);
            ByteBuffer bytes = window.at(from + done, part);
            if (bytes == null) {
                throw new IOException(window.file() + " became shorter while it was read");
            }
            crc.update(bytes.duplicate());
            out.write(bytes);
            done += part;
        }
        return (int) crc.getValue();
    }

    /** Gives the merged file its name, unless a source turned out to be damaged: then next time. */
    private List<FileName> publish(FileName name, List<FileName> sources, boolean written)
            throws IOException {
        if (sources.stream().anyMatch(leftAlone::contains)) {
            disk.delete(unfinished(name));
            return List.of();
        }
        if (written) {
            disk.move(unfinished(name), name.in(directory.path()));
            disk.syncDirectory(directory.path().resolve(name.kind().directory()));
        }
        return sources;
    }

    private List<FileName> chosen(Kind kind, Set<FileName> keep) throws IOException {
        List<Sized> small = small(kind, keep);
        if (small.size() <= limits.smallFilesMax()) {
            return List.of();
        }
        return small.stream()
                .sorted(Comparator.comparingLong(Sized::bytes))
                .limit(limits.mergedAtOnce())
                .map(Sized::name)
                .sorted()
                .toList();
    }

    private record Sized(FileName name, long bytes) {}

    private List<Sized> small(Kind kind, Set<FileName> keep) throws IOException {
        List<Sized> small = new ArrayList<>();
        for (FileName name : directory.list(kind)) {
            if (!keep.contains(name) && !leftAlone.contains(name)) {
                long bytes = Files.size(name.in(directory.path()));
                if (bytes < limits.smallFileBytesMax()) {
                    small.add(new Sized(name, bytes));
                }
            }
        }
        return small;
    }

    private Path unfinished(FileName name) {
        Path target = name.in(directory.path());
        return target.resolveSibling(AccountDirectory.UNFINISHED + name);
    }
}
