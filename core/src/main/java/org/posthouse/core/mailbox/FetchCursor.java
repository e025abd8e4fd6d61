package org.posthouse.core.mailbox;

/**
 * Where a FETCH goes on: a message, and a place within its sections when they did not fit the page.
 *
 * @param uid the message to go on with; messages before it are done
 * @param section index of the section to go on with
 * @param offset bytes of that section that have been sent
 */
public record FetchCursor(int uid, int section, long offset) {
    public static final FetchCursor START = new FetchCursor(1, 0, 0);

    /** Nothing follows. */
    public static final FetchCursor END = new FetchCursor(0, 0, 0);

    public boolean isEnd() {
        return uid == 0;
    }
}
