package org.posthouse.node.cli;

/**
 * Who logs in.
 *
 * @param user account name, with or without a domain
 * @param password in clear; never printed
 */
record Login(String user, String password) {
    /** Refuses what would end the line that it is sent in, and so start another command. */
    Login {
        if (user.isEmpty() || user.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("a user's name holds no blanks and is not empty");
        }
        if (password.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException("a password is one line of text");
        }
    }

    @Override
    public String toString() {
        return "Login[user=" + user + ", password=***]";
    }
}
