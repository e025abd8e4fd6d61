package org.posthouse.node.protocol.pop3;

/** Where a session is (RFC 1939, 3). */
sealed interface Pop3State {
    /** Nobody has logged in. */
    record Authorization(LoginDialog login) implements Pop3State {}

    /** Somebody has, and the maildrop is open. */
    record Transaction(Maildrop maildrop) implements Pop3State {}

    /** QUIT was said: nothing more is taken. */
    record Update() implements Pop3State {}
}
