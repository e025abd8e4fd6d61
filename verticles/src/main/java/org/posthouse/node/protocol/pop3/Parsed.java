package org.posthouse.node.protocol.pop3;

/** What {@link Pop3Parser} makes of a line. */
sealed interface Parsed {
    record Ready(Pop3Command command) implements Parsed {}

    /**
     * Not a command.
     *
     * @param text what is wrong, for people, in US-ASCII
     */
    record Wrong(String text) implements Parsed {}
}
