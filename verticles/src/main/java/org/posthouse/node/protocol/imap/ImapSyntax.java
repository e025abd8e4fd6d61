package org.posthouse.node.protocol.imap;

/** A command that can't be read. Never leaves {@link ImapParser}. */
final class ImapSyntax extends Exception {
    private static final long serialVersionUID = 1L;

    private static final TaggedReply UNFINISHED = TaggedReply.bad("Literal ends too early");

    private final transient TaggedReply reply;
    private final boolean unfinished;

    private ImapSyntax(TaggedReply reply, boolean unfinished) {
        super(reply.text(), null, false, false);
        this.reply = reply;
        this.unfinished = unfinished;
    }

    /** The client broke the syntax. */
    static ImapSyntax bad(String text) {
        return new ImapSyntax(TaggedReply.bad(text), false);
    }

    /** The syntax is right, but what it says can't be done. */
    static ImapSyntax no(String code, String text) {
        return new ImapSyntax(TaggedReply.no(code, text), false);
    }

    /** The text ends within a literal. */
    static ImapSyntax unfinished() {
        return new ImapSyntax(UNFINISHED, true);
    }

    boolean isUnfinished() {
        return unfinished;
    }

    TaggedReply reply() {
        return reply;
    }
}
