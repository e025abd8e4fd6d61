package org.posthouse.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * An empty directory for one trial, removed after it. Where it is made decides what is measured:
 * {@code -p dir=} names a directory on the disk in question, since the system's temporary directory
 * may be in memory, where a force costs nothing.
 */
@State(Scope.Benchmark)
public class ScratchDirectory {
    /** Where to make it; empty for the system's temporary directory. */
    @Param("")
    public String dir;

    private Path path;

    /** Makes the directory. */
    @Setup
    public void create() throws IOException {
        Path parent = Path.of(dir.isEmpty() ? System.getProperty("java.io.tmpdir", ".") : dir);
        path = Files.createTempDirectory(parent, "posthouse-bench-").toAbsolutePath();
    }

    /** The directory. */
    public Path path() {
        return path;
    }

    /** Removes it and all that is in it. */
    @TearDown
    public void remove() throws IOException {
        deleteTree(path);
    }

    /** Removes a directory and all that is in it. */
    static void deleteTree(Path root) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(root)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
