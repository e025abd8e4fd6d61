package org.posthouse.store.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code SEALED}: one line that says where the journal ends. It appears whole, by a link
 * to a forced file.
 *
 * <pre>posthouse-journal-seal 1 segment=3 sequence=4711 crc=0badcafe</pre>
 */
final class Seal {
    private static final Pattern LINE =
            Pattern.compile(
                    "posthouse-journal-seal (\\d{1,9}) segment=(-1|\\d{1,18}) sequence=(\\d{1,18})"
                            + " crc=([0-9a-f]{8})\\n");
    private static final int VERSION = 1;

    private Seal() {}

    static Optional<JournalEnd> read(Path directory) throws IOException {
        Path file = directory.resolve(JournalFiles.SEALED);
        String line;
        try {
            line = Files.readString(file, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) != VERSION) {
            throw new IOException(file + " is not a seal that this program knows: " + line.strip());
        }
        return Optional.of(
                new JournalEnd(
                        Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3)),
                        Integer.parseUnsignedInt(matcher.group(4), 16),
                        JournalEnd.Reason.SEALED,
                        file.toString()));
    }

    /** Publishes the end; does nothing when the same one is there, throws when it is another. */
    static void publish(Path directory, JournalEnd end) throws IOException {
        String line =
                "posthouse-journal-seal %d segment=%d sequence=%d crc=%08x%n"
                        .formatted(VERSION, end.segment(), end.sequence(), end.crc())
                        .replace("\r", "");
        Path temporary = directory.resolve("sealing-" + UUID.randomUUID());
        try (FileChannel channel =
                FileChannel.open(
                        temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(line);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        try {
            Files.createLink(directory.resolve(JournalFiles.SEALED), temporary);
        } catch (FileAlreadyExistsException sealed) {
            JournalEnd other = read(directory).orElse(end);
            if (!other.sameRecord(end)) {
                throw new IOException("sealed at " + other + ", read up to " + end, sealed);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
        JournalFiles.sync(directory);
    }
}
