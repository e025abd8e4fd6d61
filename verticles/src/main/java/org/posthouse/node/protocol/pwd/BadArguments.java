package org.posthouse.node.protocol.pwd;

import java.io.Serial;

/** A command whose arguments are none. Checked and without a trace: it is an answer, not a bug. */
final class BadArguments extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    /** The message is what the client is told; it never quotes the arguments. */
    BadArguments(String message) {
        super(message, null, false, false);
    }
}
