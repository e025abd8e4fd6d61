package org.posthouse.core.account;

/**
 * What tells one mutating command from another, so that one sent again after a lost answer is
 * applied once.
 *
 * @param high random for each frontend's start
 * @param low counts the frontend's commands
 */
public record CommandId(long high, long low) {
    /** For changes that no client asked for and that repeat without harm. */
    public static final CommandId NONE = new CommandId(0, 0);
}
