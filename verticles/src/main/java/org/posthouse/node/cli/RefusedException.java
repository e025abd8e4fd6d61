package org.posthouse.node.cli;

import java.io.IOException;

/** The server answered, and the answer was no: to the connection, the user or the password. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(Reply reply) {
        super("the server refused: " + DataText.printable(reply.line()));
    }
}
