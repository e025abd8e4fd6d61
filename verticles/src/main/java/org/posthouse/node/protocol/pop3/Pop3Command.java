package org.posthouse.node.protocol.pop3;

import java.util.Optional;
import java.util.OptionalInt;

/** What a client may ask. Which of it suits which state is the session's to judge. */
sealed interface Pop3Command {
    /** {@code CAPA} (RFC 2449). */
    record Capabilities() implements Pop3Command {}

    /** {@code QUIT}. */
    record Quit() implements Pop3Command {}

    /** What is asked before the login (RFC 1939, 4). */
    sealed interface Authorization extends Pop3Command {}

    /** {@code USER name}. */
    record User(String name) implements Authorization {}

    /** {@code PASS string}: all after the first space, further spaces included. */
    record Pass(String password) implements Authorization {
        @Override
        public String toString() {
            return "Pass[***]";
        }
    }

    /**
     * {@code APOP name digest}.
     *
     * @param digest as the client wrote it
     */
    record ApopLogin(String name, String digest) implements Authorization {
        @Override
        public String toString() {
            return "ApopLogin[" + name + ", ***]";
        }
    }

    /** {@code AUTH} alone: which mechanisms there are. */
    record ListMechanisms() implements Authorization {}

    /**
     * {@code AUTH mechanism [initial-response]} (RFC 5034).
     *
     * @param initialResponse in base64, or {@code =} for an empty one
     */
    record Authenticate(String mechanism, Optional<String> initialResponse)
            implements Authorization {
        @Override
        public String toString() {
            return "Authenticate[" + mechanism + "]";
        }
    }

    /** {@code STLS} (RFC 2595, 4). */
    record StartTls() implements Authorization {}

    /** {@code UTF8} (RFC 6856, 2). */
    record EnableUtf8() implements Authorization {}

    /** What is asked of the maildrop after the login (RFC 1939, 5). */
    sealed interface Transaction extends Pop3Command {}

    /** {@code STAT}. */
    record Stat() implements Transaction {}

    /**
     * {@code LIST [msg]}.
     *
     * @param number of one message; empty for all
     */
    record ListSizes(OptionalInt number) implements Transaction {}

    /**
     * {@code UIDL [msg]}.
     *
     * @param number of one message; empty for all
     */
    record ListUids(OptionalInt number) implements Transaction {}

    /** {@code RETR msg}. */
    record Retrieve(int number) implements Transaction {}

    /**
     * {@code TOP msg n}.
     *
     * @param bodyLinesMax lines of the body, 0 or more
     */
    record Top(int number, int bodyLinesMax) implements Transaction {}

    /** {@code DELE msg}. */
    record Delete(int number) implements Transaction {}

    /** {@code RSET}. */
    record Reset() implements Transaction {}

    /** {@code NOOP}. */
    record Noop() implements Transaction {}
}
