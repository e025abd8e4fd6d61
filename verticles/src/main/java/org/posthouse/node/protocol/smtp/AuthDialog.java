package org.posthouse.node.protocol.smtp;

import io.vertx.core.Future;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthouse.node.auth.SaslMechanism;
import org.posthouse.node.auth.SaslStep;
import org.posthouse.node.net.Line;

/** The base64 around a login (RFC 4954, 4). */
final class AuthDialog {
    /** What a line of the client leads to. */
    sealed interface Turn {
        /** Ask the mechanism, which is under way. */
        record Asked(Future<SaslStep> step) implements Turn {}

        /** The exchange ends without the mechanism. */
        record Ended(SmtpReply reply) implements Turn {}
    }

    private final SaslMechanism mechanism;

    AuthDialog(SaslMechanism mechanism) {
        this.mechanism = mechanism;
    }

    /** Begins. */
    Turn start(Optional<String> initialResponse) {
        if (initialResponse.isEmpty()) {
            return new Turn.Asked(mechanism.start(null));
        }
        // "=" is an empty response, since an empty word can't be seen.
        String text = initialResponse.get();
        byte[] response = text.equals("=") ? new byte[0] : decode(text);
        return response == null
                ? new Turn.Ended(SmtpReplies.BAD_BASE64)
                : new Turn.Asked(mechanism.start(response));
    }

    /** Goes on with the client's next line. */
    Turn respond(Line line) {
        if (!line.isClean()) {
            return new Turn.Ended(SmtpReplies.BAD_LINE);
        }
        String text = line.latin1();
        if (text.equals("*")) {
            return new Turn.Ended(SmtpReplies.CANCELLED);
        }
        byte[] response = decode(text);
        return response == null
                ? new Turn.Ended(SmtpReplies.BAD_BASE64)
                : new Turn.Asked(mechanism.respond(response));
    }

    static SmtpReply challenge(SaslStep.Challenge challenge) {
        return SmtpReply.plain(334, Base64.getEncoder().encodeToString(challenge.data()));
    }

    private static byte @Nullable [] decode(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
