package org.posthouse.node.protocol.imap;

/** What {@link ImapParser} makes of a client's text. */
sealed interface Parsed {
    /** Tags longer than this are none. */
    int TAG_CHARS_MAX = 128;

    /** What stands for a tag that could not be read. */
    String NO_TAG = "*";

    /** The tag to answer with, {@link #NO_TAG} when there is none. */
    String tag();

    record Ready(String tag, ImapCommand command) implements Parsed {}

    /** The text ends where a literal begins whose bytes have not come. */
    record Unfinished(String tag) implements Parsed {}

    record Wrong(String tag, TaggedReply reply) implements Parsed {}
}
