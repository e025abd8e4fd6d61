package org.posthouse.faststore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.MalformedSettings;
import org.posthouse.core.settings.SettingsParser;
import org.posthouse.core.settings.SettingsPrinter;
import org.posthouse.core.settings.SettingsValue;
import org.posthouse.core.settings.Text;

/**
 * A file of dictionary text that is always whole: whoever reads it sees one version, from before or
 * after a write.
 *
 * <pre>
 * {
 *  FormatVersion = 1;
 *  RealName = Albert;
 * }
 * </pre>
 *
 * <p>A write makes a temporary file beside it, forces it, renames it over the old one and forces
 * the directory. A step that fails leaves the old file; only when the last one fails is the new
 * file there already, though perhaps not after a power cut. Temporary files of a crash ({@code
 * .<name>.<random>.tmp}) are never read; {@link #sweep} removes them.
 *
 * <p>{@code FormatVersion} is the first key. A file without one (written by hand, or brought from
 * elsewhere) counts as version 1. A newer version keeps its number and the keys that this release
 * does not write, so that an older node in a rolling update destroys nothing.
 *
 * <p>All methods block. Two writers at the same time leave one of both versions whole; keeping to a
 * single writer is the caller's duty.
 */
public final class DictionaryFile {

    /** The key of the format's version. */
    public static final String FORMAT_VERSION = "FormatVersion";

    /** The version that this release writes. */
    public static final long FORMAT_VERSION_NOW = 1;

    /** The largest file that is read. */
    public static final int BYTES_MAX = 16 * 1024 * 1024;

    private static final String TEMPORARY_SUFFIX = ".tmp";
    private static final int VERSION_PEEK_BYTES = 64;

    private final Path file;
    private final FileSteps steps;

    DictionaryFile(Path file, FileSteps steps) {
        this.file = file;
        this.steps = steps;
    }

    /** The file at this path, which need not exist. */
    public static DictionaryFile at(Path file) {
        return new DictionaryFile(file, FileSteps.REAL);
    }

    /** Where it is. */
    public Path path() {
        return file;
    }

    /**
     * Reads the file.
     *
     * @throws IOException when the disk fails or access is denied; a damaged file is a value
     */
    public FileContent read() throws IOException {
        ByteBuffer bytes;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size > BYTES_MAX) {
                return new FileContent.Damaged(
                        file, "it has " + size + " bytes, more than " + BYTES_MAX);
            }
            bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // The file never grows or shrinks under us: a write replaces it.
            }
        } catch (NoSuchFileException _) {
            return new FileContent.Absent(file);
        } catch (IOException e) {
            throw failed("read", "check the file's permissions and the disk", e);
        }
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
            return new FileContent.Whole(SettingsParser.parseDictionary(text));
        } catch (CharacterCodingException _) {
            return new FileContent.Damaged(file, "it is not UTF-8");
        } catch (MalformedSettings malformed) {
            return new FileContent.Damaged(file, malformed.getMessage());
        }
    }

    /**
     * What the file holds, without its {@code FormatVersion}; an absent file holds nothing.
     *
     * @throws IOException also when it is damaged: for callers that cannot go on without it
     */
    public Dictionary content() throws IOException {
        return switch (read()) {
            case FileContent.Absent _ -> Dictionary.EMPTY;
            case FileContent.Whole whole -> whole.dictionary().without(FORMAT_VERSION);
            case FileContent.Damaged damaged ->
                    throw new IOException(
                            "cannot read "
                                    + file
                                    + ": "
                                    + damaged.reason()
                                    + "; correct it by hand, or put a copy of it in its place");
        };
    }

    /**
     * Replaces the content. Where the file is of a newer version, keys that {@code content} lacks
     * are kept, because they may be ones that this release does not know; {@link #update} can also
     * remove them.
     *
     * @throws IOException when a step fails; then the old file is whole, or the new one is
     */
    public void write(Dictionary content) throws IOException {
        write(content, Set.of());
    }

    /**
     * Changes the content; keys that {@code change} does not touch stay.
     *
     * @return the new content
     * @throws IOException when the file is damaged, or a step fails
     */
    public Dictionary update(UnaryOperator<Dictionary> change) throws IOException {
        Dictionary before = content();
        Dictionary after = change.apply(before).without(FORMAT_VERSION);
        var removed = new HashSet<>(before.entries().keySet());
        removed.removeAll(after.entries().keySet());
        write(after, removed);
        return after;
    }

    /**
     * Removes the file, durably. No file is no error.
     *
     * @return whether there was one
     */
    public boolean delete() throws IOException {
        try {
            boolean deleted = Files.deleteIfExists(file);
            if (deleted) {
                steps.forceDirectory(directory());
            }
            return deleted;
        } catch (IOException e) {
            throw failed("delete", "check the directory's permissions and the disk", e);
        }
    }

    /**
     * Removes the temporary files that crashes have left in a directory. Only for one that nobody
     * writes in at the moment.
     *
     * @return how many
     */
    public static int sweep(Path directory) throws IOException {
        var removed = new AtomicInteger();
        Directories.each(
                directory,
                entry -> {
                    String name = entry.getFileName().toString();
                    if (name.startsWith(".")
                            && name.endsWith(TEMPORARY_SUFFIX)
                            && Files.deleteIfExists(entry)) {
                        removed.incrementAndGet();
                    }
                });
        return removed.get();
    }

    private void write(Dictionary content, Set<String> removed) throws IOException {
        byte[] bytes =
                SettingsPrinter.file(versioned(content, removed)).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > BYTES_MAX) {
            throw new IOException(
                    "cannot write "
                            + file
                            + ": the content has "
                            + bytes.length
                            + " bytes, more than "
                            + BYTES_MAX
                            + "; make it smaller");
        }
        String token = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        Path temporary =
                file.resolveSibling("." + file.getFileName() + "." + token + TEMPORARY_SUFFIX);
        try {
            steps.createDirectories(directory());
            try (FileChannel channel = steps.create(temporary)) {
                steps.write(channel, ByteBuffer.wrap(bytes));
                steps.force(channel);
            }
            steps.rename(temporary, file);
            steps.forceDirectory(directory());
        } catch (IOException e) {
            IOException failure =
                    failed(
                            "write",
                            "check the free space, the permissions and the disk, then try again",
                            e);
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException leftover) {
                failure.addSuppressed(leftover);
            }
            throw failure;
        }
    }

    private Dictionary versioned(Dictionary content, Set<String> removed) throws IOException {
        var pairs = new LinkedHashMap<String, SettingsValue>();
        pairs.put(FORMAT_VERSION, new Text(Long.toString(FORMAT_VERSION_NOW)));
        if (mayBeNewer() && read() instanceof FileContent.Whole old) {
            long version = old.dictionary().number(FORMAT_VERSION).orElse(FORMAT_VERSION_NOW);
            if (version > FORMAT_VERSION_NOW) {
                pairs.putAll(old.dictionary().entries());
                pairs.keySet().removeAll(removed);
                pairs.putAll(content.without(FORMAT_VERSION).entries());
                return new Dictionary(pairs);
            }
        }
        pairs.putAll(content.without(FORMAT_VERSION).entries());
        return new Dictionary(pairs);
    }

    /** Looks at the first bytes only: the version stands there, and files are rewritten often. */
    private boolean mayBeNewer() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var head = ByteBuffer.allocate(VERSION_PEEK_BYTES);
            while (head.hasRemaining() && channel.read(head) >= 0) {
                // Until the head or the file is full.
            }
            String text = StandardCharsets.ISO_8859_1.decode(head.flip()).toString();
            return !text.startsWith("{\n " + FORMAT_VERSION + " = " + FORMAT_VERSION_NOW + ";");
        } catch (NoSuchFileException _) {
            return false;
        } catch (IOException e) {
            throw failed("read", "check the file's permissions and the disk", e);
        }
    }

    private Path directory() {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalStateException("a dictionary file without a directory: " + file);
        }
        return parent;
    }

    private IOException failed(String what, String next, IOException cause) {
        String reason =
                cause.getMessage() == null || cause.getMessage().equals(file.toString())
                        ? cause.getClass().getSimpleName()
                        : cause.getClass().getSimpleName() + ": " + cause.getMessage();
        return new IOException("cannot " + what + " " + file + " (" + reason + "); " + next, cause);
    }
}
