package org.posthouse.node.protocol.imap;

import org.posthouse.core.mime.SectionSpec;

/** One thing that FETCH asks of each message. */
sealed interface FetchAttribute {
    /** What needs no arguments. */
    enum Plain implements FetchAttribute {
        UID,
        FLAGS,
        INTERNALDATE,
        RFC822_SIZE,
        MODSEQ,
        ENVELOPE,
        BODY,
        BODYSTRUCTURE
    }

    /**
     * A part of the message's text.
     *
     * @param label what the answer calls it, such as {@code BODY[1.MIME]<0>}
     * @param marksSeen whether reading it marks the message seen
     */
    record Section(String label, SectionSpec spec, boolean marksSeen) implements FetchAttribute {}
}
