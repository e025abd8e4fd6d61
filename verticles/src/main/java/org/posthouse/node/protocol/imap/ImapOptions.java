package org.posthouse.node.protocol.imap;

/**
 * The limits of IMAP sessions.
 *
 * @param commandBytesMax of one command with its literals, without a message
 * @param loginCommandBytesMax the same before the login
 * @param messageBytesMax of a message in APPEND
 * @param badCommandsMax commands in a row that are not understood, before the session ends
 * @param loginIdleMillis how long a client may say nothing before its login
 * @param idleMillis and after it; RFC 3501, 5.4, asks for 30 minutes
 * @param keepAliveMillis how often IDLE says that the server is still there
 */
public record ImapOptions(
        int commandBytesMax,
        int loginCommandBytesMax,
        long messageBytesMax,
        int badCommandsMax,
        long loginIdleMillis,
        long idleMillis,
        long keepAliveMillis) {

    /** The longest line that listeners for IMAP should take, in bytes. */
    public static final int LINE_BYTES_MAX = 64 * 1024;

    /** What suits everybody. */
    public static final ImapOptions DEFAULT =
            new ImapOptions(256 * 1024, 16 * 1024, 100L << 20, 20, 180_000, 1_800_000, 120_000);

    /** The same with another {@code messageBytesMax}. */
    public ImapOptions withMessageBytesMax(long bytes) {
        return new ImapOptions(
                commandBytesMax,
                loginCommandBytesMax,
                bytes,
                badCommandsMax,
                loginIdleMillis,
                idleMillis,
                keepAliveMillis);
    }
}
