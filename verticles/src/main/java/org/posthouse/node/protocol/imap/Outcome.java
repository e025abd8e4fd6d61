package org.posthouse.node.protocol.imap;

/**
 * What a command came to.
 *
 * @param reply its tagged line
 * @param sync what the client may be told of the mailbox before it
 * @param ownModSeq changes of flags with this modification sequence are told already; 0 for none
 */
record Outcome(TaggedReply reply, Sync sync, long ownModSeq) {
    /** What may be told of the selected mailbox (RFC 3501, 7.4.1). */
    enum Sync {
        /** Nothing: no mailbox, or a command that was not understood. */
        NOTHING,
        /** Everything but EXPUNGE, which would shift the numbers that the client counts by. */
        WITHOUT_EXPUNGES,
        EVERYTHING,
        /** Everything, with UIDs since the command was one by UID (RFC 3501, 6.4.8). */
        EVERYTHING_BY_UID
    }

    static Outcome of(TaggedReply reply) {
        return new Outcome(reply, Sync.EVERYTHING, 0);
    }

    static Outcome ok(String text) {
        return of(TaggedReply.ok(text));
    }

    static Outcome no(String code, String text) {
        return of(TaggedReply.no(code, text));
    }

    static Outcome bad(String text) {
        return new Outcome(TaggedReply.bad(text), Sync.NOTHING, 0);
    }

    /** By sequence number, so without expunges; or by UID. */
    Outcome counted(boolean byUid) {
        return new Outcome(
                reply, byUid ? Sync.EVERYTHING_BY_UID : Sync.WITHOUT_EXPUNGES, ownModSeq);
    }

    Outcome told(long modSeq) {
        return new Outcome(reply, sync, modSeq);
    }
}
