package org.posthouse.faststore;

import java.nio.file.Path;
import org.posthouse.core.settings.Dictionary;

/** What a dictionary file holds. */
public sealed interface FileContent {

    /**
     * There is no such file.
     *
     * @param file where it would be
     */
    record Absent(Path file) implements FileContent {}

    /**
     * A whole file.
     *
     * @param dictionary everything in it, also {@link DictionaryFile#FORMAT_VERSION}
     */
    record Whole(Dictionary dictionary) implements FileContent {}

    /**
     * A file that is none of ours, or no longer. It is left as it is, for whoever looks into it.
     *
     * @param file which
     * @param reason what is wrong, with the line where there is one
     */
    record Damaged(Path file, String reason) implements FileContent {}
}
