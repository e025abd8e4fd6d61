package org.posthouse.node.auth;

/** How a password was judged. */
public sealed interface AuthResult {

    /**
     * It is right.
     *
     * @param account the account's full name
     */
    record Accepted(String account) implements AuthResult {}

    /** It is wrong, or there is no such account; nobody is told which. */
    record Rejected() implements AuthResult {}

    /**
     * It could not be judged now.
     *
     * @param why for the log
     */
    record TryLater(String why) implements AuthResult {}
}
