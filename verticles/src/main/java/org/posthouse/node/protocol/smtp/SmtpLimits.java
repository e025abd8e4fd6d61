package org.posthouse.node.protocol.smtp;

/**
 * What one session may cost.
 *
 * @param messageBytesMax longest message, which SIZE announces
 * @param messageLineBytesMax longest line within a message; RFC 5321's 998 is not held by others
 * @param recipientsMax recipients of one message
 * @param receivedMax Received lines after which a message is taken to go in circles
 * @param errorsMax commands that fail before the session is ended
 * @param commandMillis how long a client may think about its next command (RFC 5321, 4.5.3.2.7)
 * @param dataMillis how long a client may say nothing within a message
 * @param overQuotaIsTemporary whether a full mailbox is told as 452 instead of 552
 */
public record SmtpLimits(
        long messageBytesMax,
        int messageLineBytesMax,
        int recipientsMax,
        int receivedMax,
        int errorsMax,
        long commandMillis,
        long dataMillis,
        boolean overQuotaIsTemporary) {
    /** What production uses where the settings say nothing. */
    public static final SmtpLimits DEFAULT =
            new SmtpLimits(100L << 20, 1 << 20, 1000, 30, 20, 300_000, 300_000, false);

    public SmtpLimits {
        if (messageBytesMax < 1
                || messageLineBytesMax < 1000
                || recipientsMax < 1
                || receivedMax < 1
                || errorsMax < 1
                || commandMillis < 1
                || dataMillis < 1) {
            throw new IllegalArgumentException(
                    "a limit is too small: messageBytesMax="
                            + messageBytesMax
                            + ", messageLineBytesMax="
                            + messageLineBytesMax
                            + ", recipientsMax="
                            + recipientsMax
                            + ", receivedMax="
                            + receivedMax
                            + ", errorsMax="
                            + errorsMax);
        }
    }
}
