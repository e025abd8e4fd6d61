package org.posthouse.node.protocol.imap;

import org.posthouse.core.address.AccountName;

/** Where a session is (RFC 3501, 3). */
sealed interface ImapState {
    /**
     * Nobody has logged in.
     *
     * @param failures logins that failed
     */
    record NotAuthenticated(int failures) implements ImapState {}

    /** Somebody has. */
    sealed interface LoggedIn extends ImapState {
        AccountName account();
    }

    record Authenticated(AccountName account) implements LoggedIn {}

    record Selected(AccountName account, SelectedMailbox mailbox) implements LoggedIn {
        Selected with(SelectedMailbox changed) {
            return new Selected(account, changed);
        }
    }

    /** The last word was said. */
    record LoggedOut() implements ImapState {}
}
