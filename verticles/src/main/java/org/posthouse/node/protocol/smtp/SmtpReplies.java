package org.posthouse.node.protocol.smtp;

import org.posthouse.core.account.Refusal;
import org.posthouse.core.address.AddressProblem;
import org.posthouse.node.account.AccountStorage.StorageRefusal;
import org.posthouse.node.auth.SaslStep;
import org.posthouse.store.queue.QueueException;
import org.posthouse.store.queue.QueueRefusal;

/** What is said: from refusals to texts, and the fixed ones. */
final class SmtpReplies {
    static final SmtpReply OK = SmtpReply.of(250, "2.0.0", "Ok");
    static final SmtpReply SENDER_OK = SmtpReply.of(250, "2.1.0", "Sender ok");
    static final SmtpReply RECIPIENT_OK = SmtpReply.of(250, "2.1.5", "Recipient ok");
    static final SmtpReply BYE = SmtpReply.of(221, "2.0.0", "Bye");
    static final SmtpReply GO_AHEAD = SmtpReply.plain(354, "End data with <CR><LF>.<CR><LF>");
    static final SmtpReply START_TLS = SmtpReply.of(220, "2.0.0", "Ready to start TLS");
    static final SmtpReply AUTHENTICATED = SmtpReply.of(235, "2.7.0", "Authentication succeeded");
    static final SmtpReply VRFY =
            SmtpReply.of(252, "2.1.5", "Send some mail, and see whether it is taken");
    static final SmtpReply HELP =
            SmtpReply.of(
                    214,
                    "2.0.0",
                    "Commands: EHLO HELO LHLO MAIL RCPT DATA BDAT RSET VRFY NOOP QUIT STARTTLS AUTH"
                            + " HELP");

    static final SmtpReply LINE_TOO_LONG = SmtpReply.of(500, "5.5.6", "Line too long");
    static final SmtpReply BAD_LINE =
            SmtpReply.of(500, "5.5.2", "Commands end with CRLF and hold no NUL and no bare CR");
    static final SmtpReply NOT_UTF8 = SmtpReply.of(500, "5.5.2", "Not UTF-8");
    static final SmtpReply UNKNOWN_COMMAND = SmtpReply.of(500, "5.5.1", "Unknown command");
    static final SmtpReply NOT_OFFERED = SmtpReply.of(502, "5.5.1", "Not offered here");
    static final SmtpReply NO_ARGUMENTS = SmtpReply.of(501, "5.5.4", "No argument is allowed");
    static final SmtpReply HELLO_FIRST = SmtpReply.of(503, "5.5.1", "Say hello first");
    static final SmtpReply MAIL_FIRST = SmtpReply.of(503, "5.5.1", "MAIL comes first");
    static final SmtpReply IN_TRANSACTION =
            SmtpReply.of(503, "5.5.1", "Not in the middle of a message");
    static final SmtpReply NO_RECIPIENTS = SmtpReply.of(554, "5.5.1", "No valid recipients");
    static final SmtpReply BINARY_NEEDS_BDAT = SmtpReply.of(503, "5.5.1", "BINARYMIME needs BDAT");
    static final SmtpReply LHLO_HERE = SmtpReply.of(500, "5.5.1", "This is LMTP: say LHLO");
    static final SmtpReply EHLO_HERE = SmtpReply.of(500, "5.5.1", "This is not LMTP: say EHLO");
    static final SmtpReply LOGIN_FIRST = SmtpReply.of(530, "5.7.0", "Authentication required");
    static final SmtpReply LOGGED_IN = SmtpReply.of(503, "5.5.1", "Already authenticated");
    static final SmtpReply NEEDS_TLS =
            SmtpReply.of(538, "5.7.11", "Encryption required for this mechanism");
    static final SmtpReply UNKNOWN_MECHANISM = SmtpReply.of(504, "5.5.4", "Unknown mechanism");
    static final SmtpReply CANCELLED = SmtpReply.of(501, "5.7.0", "Authentication cancelled");
    static final SmtpReply BAD_BASE64 = SmtpReply.of(501, "5.5.2", "Not base64");
    static final SmtpReply TLS_NOT_AVAILABLE = SmtpReply.of(454, "4.7.0", "TLS not available");
    static final SmtpReply TLS_ALREADY = SmtpReply.of(503, "5.5.1", "TLS is already in use");
    static final SmtpReply TOO_MANY_ERRORS = SmtpReply.of(421, "4.7.0", "Too many errors");
    static final SmtpReply TOO_MANY_LOGINS = SmtpReply.of(421, "4.7.0", "Too many failed logins");
    static final SmtpReply IDLE = SmtpReply.of(421, "4.4.2", "Nothing heard for too long, bye");
    static final SmtpReply STOPPING = SmtpReply.of(421, "4.3.2", "Service shutting down");
    static final SmtpReply BUSY = SmtpReply.of(421, "4.3.2", "Too many connections, come later");
    static final SmtpReply INTERNAL = SmtpReply.of(421, "4.3.0", "Internal error, come later");

    static final SmtpReply NO_RELAY = SmtpReply.of(550, "5.7.1", "Relaying denied");
    static final SmtpReply NO_SUCH_USER = SmtpReply.of(550, "5.1.1", "No such user here");
    static final SmtpReply ROUTE_LATER =
            SmtpReply.of(451, "4.4.3", "The recipient can't be looked up now");
    static final SmtpReply FORWARD_LOOP =
            SmtpReply.of(550, "5.4.6", "The address is forwarded in circles or too far");
    static final SmtpReply TOO_MANY_RECIPIENTS = SmtpReply.of(452, "4.5.3", "Too many recipients");
    static final SmtpReply NEEDS_SMTPUTF8 =
            SmtpReply.of(553, "5.6.7", "The address needs SMTPUTF8");

    static final SmtpReply TOO_LARGE = SmtpReply.of(552, "5.3.4", "Message too large");
    static final SmtpReply BAD_LINE_END =
            SmtpReply.of(550, "5.6.0", "Bare CR or bare LF in the message: lines end with CRLF");
    static final SmtpReply HAS_NUL =
            SmtpReply.of(550, "5.6.0", "NUL in the message: send it as BINARYMIME");
    static final SmtpReply MESSAGE_LINE_TOO_LONG =
            SmtpReply.of(550, "5.6.0", "A line of the message is too long");
    static final SmtpReply LOOP =
            SmtpReply.of(554, "5.4.6", "Too many Received lines: the message goes in circles");

    private SmtpReplies() {}

    static SmtpReply badParameter(String text) {
        return SmtpReply.of(501, "5.5.4", text);
    }

    static SmtpReply badSender(AddressProblem problem) {
        return SmtpReply.of(501, "5.1.7", "Bad sender address: " + problem.text());
    }

    static SmtpReply badRecipient(AddressProblem problem) {
        return SmtpReply.of(501, "5.1.3", "Bad recipient address: " + problem.text());
    }

    /** Why an account did not take a message. */
    static SmtpReply of(Refusal refusal, SmtpLimits limits) {
        return switch (refusal) {
            case NO_SUCH_ACCOUNT -> NO_SUCH_USER;
            case OVER_QUOTA ->
                    limits.overQuotaIsTemporary()
                            ? SmtpReply.of(452, "4.2.2", "Mailbox full")
                            : SmtpReply.of(552, "5.2.2", "Mailbox full");
            case MESSAGE_TOO_LARGE ->
                    SmtpReply.of(552, "5.2.3", "Message too large for this mailbox");
            case STORAGE_FULL -> SmtpReply.of(452, "4.3.1", "Not enough storage, try again later");
            case BUSY -> SmtpReply.of(451, "4.3.2", "Too busy, try again later");
            case UIDS_EXHAUSTED -> SmtpReply.of(550, "5.2.0", "The mailbox takes no more messages");
            case UNAVAILABLE,
                    ACCOUNT_EXISTS,
                    NO_SUCH_MAILBOX,
                    MAILBOX_EXISTS,
                    INBOX_STAYS,
                    TOO_MANY_MAILBOXES,
                    TOO_MANY_KEYWORDS,
                    TOO_MANY_SUBSCRIPTIONS,
                    NO_SUCH_MESSAGE,
                    EXPUNGED_MEANWHILE,
                    VIEW_TOO_OLD ->
                    SmtpReply.of(451, "4.3.0", "Mailbox not available now, try again later");
        };
    }

    /** Why a message could not be stored on its way in, or not be queued. */
    static SmtpReply of(Throwable failure, SmtpLimits limits) {
        return switch (failure) {
            case StorageRefusal refusal -> of(refusal.reason(), limits);
            case QueueException refusal -> of(refusal.reason());
            default -> SmtpReply.of(451, "4.3.0", "The message can't be stored, try again later");
        };
    }

    private static SmtpReply of(QueueRefusal refusal) {
        return switch (refusal) {
            case TOO_MANY_ENTRIES -> SmtpReply.of(452, "4.3.1", "The queue is full");
            case STORAGE_FULL -> SmtpReply.of(452, "4.3.1", "Not enough storage, try again later");
            case BUSY -> SmtpReply.of(451, "4.3.2", "Too busy, try again later");
            case ENVELOPE_TOO_LARGE -> TOO_MANY_RECIPIENTS;
            case UNAVAILABLE -> SmtpReply.of(451, "4.3.0", "The queue is not available now");
        };
    }

    /** Why a login failed. */
    static SmtpReply of(SaslStep.Reason reason) {
        return switch (reason) {
            case INVALID_CREDENTIALS, NOT_AUTHORIZED ->
                    SmtpReply.of(535, "5.7.8", "Authentication credentials invalid");
            case MALFORMED -> SmtpReply.of(501, "5.5.2", "Not as the mechanism has it");
            case TRY_LATER -> SmtpReply.of(454, "4.7.0", "Temporary authentication failure");
        };
    }
}
