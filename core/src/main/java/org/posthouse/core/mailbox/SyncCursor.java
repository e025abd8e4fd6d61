package org.posthouse.core.mailbox;

/**
 * Where the telling of changed flags goes on.
 *
 * @param afterUid changes of messages up to this UID have been told
 * @param upToModSeq the modification sequence that the whole telling, of however many pages,
 *     reaches
 */
public record SyncCursor(int afterUid, long upToModSeq) {
    public static final SyncCursor START = new SyncCursor(0, 0);

    /** Nothing follows. */
    public static final SyncCursor END = new SyncCursor(-1, 0);

    public boolean isEnd() {
        return afterUid < 0;
    }
}
