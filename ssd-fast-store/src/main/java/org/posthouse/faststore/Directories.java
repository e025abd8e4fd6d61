package org.posthouse.faststore;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Goes through directories as a stream, however many entries they have. */
final class Directories {

    /** What to do with an entry. */
    interface Visit {
        void entry(Path entry) throws IOException;
    }

    private Directories() {}

    /**
     * Visits each entry in no order. A directory that is not there, or is removed meanwhile, has
     * none.
     */
    static void each(Path directory, Visit visit) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                visit.entry(entry);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException | NotDirectoryException e) {
            if (Files.isDirectory(directory)) {
                throw e;
            }
        }
    }
}
