package org.posthouse.node.protocol.pwd;

import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.directory.DirectoryReply;

/** Refusals in CommuniGate's words, where these are known. */
final class PwdReplies {

    private PwdReplies() {}

    static PwdReply of(DirectoryReply.Refused refused) {
        return PwdReply.failed(
                switch (refused.reason()) {
                    case NO_SUCH_DOMAIN -> "unknown secondary domain name";
                    case DOMAIN_EXISTS -> "Domain with this name already exists";
                    case DOMAIN_NOT_EMPTY -> "Domain is not empty";
                    case MAIN_DOMAIN_STAYS ->
                            "The main domain can't be created, renamed or deleted";
                    case NO_SUCH_ACCOUNT -> "unknown user account";
                    case ACCOUNT_EXISTS -> "Account with this name already exists";
                    case ALIAS_EXISTS -> "Alias with this name already exists";
                    case NO_SUCH_FORWARDER -> "unknown forwarder";
                    case FORWARDER_EXISTS -> "Forwarder with this name already exists";
                    case POSTMASTER_STAYS -> "the postmaster account can't be renamed or deleted";
                    case LIMIT_REACHED -> "limit reached: " + refused.detail();
                    case BAD_SETTINGS -> "bad settings: " + refused.detail();
                    case STORAGE_FULL -> "no room on the disk, try again later";
                    case BUSY -> "the server is busy, try again later";
                    case UNAVAILABLE -> "can't be done now: " + refused.detail();
                });
    }

    static PwdReply of(AccountReply.Refused refused) {
        return PwdReply.failed(text(refused.reason(), refused.detail()));
    }

    /** An answer to another question than was asked. */
    static IllegalStateException odd(Object answer) {
        return new IllegalStateException("an answer without a question: " + answer.getClass());
    }

    private static String text(Refusal reason, String detail) {
        return switch (reason) {
            case NO_SUCH_ACCOUNT -> "unknown user account";
            case ACCOUNT_EXISTS -> "Account with this name already exists";
            case NO_SUCH_MAILBOX -> "unknown mailbox";
            case MAILBOX_EXISTS -> "mailbox with this name already exists";
            case INBOX_STAYS -> "INBOX can't be deleted";
            case STORAGE_FULL -> "no room on the disk, try again later";
            case BUSY -> "the server is busy, try again later";
            case TOO_MANY_MAILBOXES,
                    TOO_MANY_KEYWORDS,
                    TOO_MANY_SUBSCRIPTIONS,
                    OVER_QUOTA,
                    MESSAGE_TOO_LARGE,
                    UIDS_EXHAUSTED ->
                    "limit reached: " + detail;
            case NO_SUCH_MESSAGE, EXPUNGED_MEANWHILE, VIEW_TOO_OLD, UNAVAILABLE ->
                    "can't be done now: " + detail;
        };
    }
}
