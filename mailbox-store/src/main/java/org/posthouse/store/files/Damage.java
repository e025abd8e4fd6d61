package org.posthouse.store.files;

import java.nio.file.Path;

/**
 * Something that is not as it was written. It is never papered over: whoever finds it reports it.
 *
 * @param file where
 * @param offset about where in the file, in bytes
 * @param what what is wrong and what is lost by it, for people
 * @param lost whether something is lost, or only has to be rebuilt
 */
public record Damage(Path file, long offset, String what, boolean lost) {
    @Override
    public String toString() {
        return file + " at " + offset + ": " + what + (lost ? "" : " (nothing is lost)");
    }
}
