package org.posthouse.codec;

/**
 * One kind of conversation on the bus. To add one: write it in a file of its own, and name it in
 * {@link WireFormat#FAMILIES}.
 *
 * @param <T> its messages
 */
interface MessageFamily<T> {
    /** The number of this kind of message on the wire, 1 to 65535. Never changes its meaning. */
    int type();

    /** The type of its messages. */
    Class<T> messages();

    /** Writes the message's fields. */
    void write(T message, WireWriter out);

    /**
     * Reads what {@link #write} wrote. May throw {@link org.posthouse.core.bytes.MalformedBytes} on
     * damage and {@link NewerRelease} on what it does not know, and nothing else.
     */
    Received<T> read(WireReader in);
}
