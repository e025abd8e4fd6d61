package org.posthouse.faststore;

import java.nio.file.Path;

/** What came of reading a view. */
public sealed interface ViewRead {

    /**
     * It is there.
     *
     * @param view what it tells
     * @param file where it was
     * @param elsewhere true when it was not at the configured place: the place has been switched
     *     since it was written
     */
    record Found(AccountView view, Path file, boolean elsewhere) implements ViewRead {}

    /**
     * It is nowhere. The account may still exist: the view is then rebuilt from its events.
     *
     * @param file where it should be
     */
    record Missing(Path file) implements ViewRead {}

    /**
     * It is there, and cannot be understood. The account survives: the view is rebuilt from its
     * events.
     *
     * @param file which file
     * @param reason what is wrong with it
     */
    record Damaged(Path file, String reason) implements ViewRead {}
}
