package org.posthouse.node.protocol.imap;

/**
 * How a command ended (RFC 3501, 7.1).
 *
 * @param code the response code without brackets; empty for none
 * @param text for people, in US-ASCII
 */
record TaggedReply(Status status, String code, String text) {
    enum Status {
        OK,
        NO,
        BAD
    }

    static TaggedReply ok(String text) {
        return new TaggedReply(Status.OK, "", text);
    }

    static TaggedReply ok(String code, String text) {
        return new TaggedReply(Status.OK, code, text);
    }

    static TaggedReply no(String code, String text) {
        return new TaggedReply(Status.NO, code, text);
    }

    static TaggedReply bad(String text) {
        return new TaggedReply(Status.BAD, "", text);
    }

    void write(String tag, ReplyWriter out) {
        out.ascii(tag).ascii(" ").ascii(status.name()).ascii(" ");
        if (!code.isEmpty()) {
            out.ascii("[").ascii(code).ascii("] ");
        }
        out.ascii(text).crlf();
    }
}
