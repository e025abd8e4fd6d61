package org.posthouse.node.net;

/** How a line ended. Whether a bare LF is a line end is for the protocol to judge. */
public enum LineEnd {
    /** CR LF, the line end of every mail protocol. */
    CRLF,
    /** LF without a CR before it: what SMTP smuggling is made of, and what sloppy clients send. */
    LF
}
