package org.posthouse.node.protocol.pop3;

import org.posthouse.core.account.Refusal;
import org.posthouse.node.auth.SaslStep;

/**
 * A status line (RFC 1939, 3), at most 512 bytes.
 *
 * @param text what stands after the status indicator, with its response code (RFC 2449, 8)
 */
record Pop3Reply(boolean ok, String text) {

    static final Pop3Reply WRONG_LOGIN = error("[AUTH] The name or the password is wrong");
    static final Pop3Reply LOG_IN_FIRST = error("Log in first");
    static final Pop3Reply LOGGED_IN = error("You are logged in already");
    static final Pop3Reply CLEAR_TEXT =
            error("[AUTH] Start TLS first: the password would cross the network in clear");
    static final Pop3Reply NO_SUCH_MESSAGE = error("No such message");
    static final Pop3Reply MARKED_DELETED = error("The message is marked deleted");
    static final Pop3Reply REMOVED_MEANWHILE = error("The message was removed by somebody else");
    static final Pop3Reply UNREADABLE = error("[SYS/PERM] The message can't be read");
    static final Pop3Reply LINE_TOO_LONG = error("The line is too long");
    static final Pop3Reply TOO_MANY_ERRORS = error("Too many errors, goodbye");
    static final Pop3Reply STOPPING = error("[SYS/TEMP] The server is stopping, come back soon");
    static final Pop3Reply INTERNAL_ERROR = error("[SYS/TEMP] Internal error, goodbye");
    static final Pop3Reply TRY_LATER = error("[SYS/TEMP] Logins can't be judged now, try later");
    static final Pop3Reply NOT_ALL_REMOVED = error("Some deleted messages were not removed");
    static final Pop3Reply GOODBYE = ok("Goodbye");

    static Pop3Reply ok(String text) {
        return new Pop3Reply(true, text);
    }

    static Pop3Reply error(String text) {
        return new Pop3Reply(false, text);
    }

    /** What a client is told of a refusal: the one table. */
    static Pop3Reply of(Refusal refusal) {
        return switch (refusal) {
            case NO_SUCH_ACCOUNT -> error("[SYS/TEMP] The account is not there");
            case NO_SUCH_MAILBOX -> error("[SYS/TEMP] The mailbox is not there");
            case NO_SUCH_MESSAGE -> NO_SUCH_MESSAGE;
            case EXPUNGED_MEANWHILE -> REMOVED_MEANWHILE;
            case VIEW_TOO_OLD ->
                    error("[SYS/TEMP] Too much has changed in the mailbox, log in again");
            case STORAGE_FULL -> error("[SYS/TEMP] The server is out of space, try again later");
            case BUSY -> error("[SYS/TEMP] The account is busy, try again");
            case UNAVAILABLE -> error("[SYS/TEMP] The account is not available, try again later");
            case OVER_QUOTA -> error("[SYS/PERM] The account is full");
            case ACCOUNT_EXISTS,
                    MAILBOX_EXISTS,
                    INBOX_STAYS,
                    TOO_MANY_MAILBOXES,
                    TOO_MANY_KEYWORDS,
                    TOO_MANY_SUBSCRIPTIONS,
                    MESSAGE_TOO_LARGE,
                    UIDS_EXHAUSTED ->
                    error("[SYS/PERM] The mailbox refuses it");
        };
    }

    /** What a client is told of a SASL exchange that has failed (RFC 3206). */
    static Pop3Reply of(SaslStep.Reason reason) {
        return switch (reason) {
            case INVALID_CREDENTIALS -> WRONG_LOGIN;
            case NOT_AUTHORIZED -> error("[AUTH] You may not act for somebody else");
            case MALFORMED -> error("This is not a response of the mechanism");
            case TRY_LATER -> TRY_LATER;
        };
    }

    /** The line with its line end. */
    String line() {
        return (ok ? "+OK " : "-ERR ") + text + "\r\n";
    }
}
