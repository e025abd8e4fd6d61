package org.posthouse.node.protocol.smtp;

/** Which of the three is spoken on a listener. */
public enum SmtpDialect {
    /** Between servers: who has not logged in may write to accounts that are served here. */
    SMTP,
    /** From a user's program: nothing without a login; what is missing in the header is added. */
    SUBMISSION,
    /** From another mail server of the house: one answer for each recipient. */
    LMTP;

    /** Short lower-case name for logs. */
    String protocolName() {
        return switch (this) {
            case SMTP -> "smtp";
            case SUBMISSION -> "submission";
            case LMTP -> "lmtp";
        };
    }
}
