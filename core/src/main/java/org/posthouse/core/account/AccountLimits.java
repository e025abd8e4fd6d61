package org.posthouse.core.account;

/**
 * The limits of an account as its settings, its domain's and the server's make them together.
 *
 * @param accountBytesMax of all messages together
 * @param messageBytesMax of one message
 * @param mailboxesMax how many mailboxes
 */
public record AccountLimits(long accountBytesMax, long messageBytesMax, int mailboxesMax) {
    /** Where nobody has set a limit. */
    public static final AccountLimits DEFAULT =
            new AccountLimits(Long.MAX_VALUE, 100L << 20, 10_000);
}
