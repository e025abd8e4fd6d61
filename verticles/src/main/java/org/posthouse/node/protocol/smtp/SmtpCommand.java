package org.posthouse.node.protocol.smtp;

import java.util.Optional;
import org.posthouse.core.address.ForwardPath;
import org.posthouse.core.address.ReversePath;

/** What a client may say. */
sealed interface SmtpCommand {
    /** Which hello. */
    enum HelloVerb {
        HELO,
        EHLO,
        LHLO
    }

    /**
     * The client introduces itself.
     *
     * @param name a domain or an address literal as the client wrote it, of harmless characters
     */
    record Hello(HelloVerb verb, String name) implements SmtpCommand {}

    /** A message begins. */
    record Mail(ReversePath reversePath, MailParameters parameters) implements SmtpCommand {}

    /** It is for somebody. */
    record Rcpt(ForwardPath forwardPath, RcptParameters parameters) implements SmtpCommand {}

    /** Its bytes follow, up to a line with a dot. */
    record Data() implements SmtpCommand {}

    /** Some of its bytes follow at once (RFC 3030). */
    record Bdat(long count, boolean last) implements SmtpCommand {}

    /** Forget the message. */
    record Rset() implements SmtpCommand {}

    record Noop() implements SmtpCommand {}

    record Quit() implements SmtpCommand {}

    record Help() implements SmtpCommand {}

    record Vrfy() implements SmtpCommand {}

    record StartTls() implements SmtpCommand {}

    /** A login begins; does not print its response. */
    record Auth(String mechanism, Optional<String> initialResponse) implements SmtpCommand {
        @Override
        public String toString() {
            return "Auth[" + mechanism + "]";
        }
    }

    /** What is none of them, with the reply to it. */
    record Refused(SmtpReply reply) implements SmtpCommand {}

    /** A BDAT of which it can't be told where its bytes end: the session can't go on. */
    record OutOfStep(SmtpReply reply) implements SmtpCommand {}
}
