package org.posthouse.store.queue;

import java.util.List;
import java.util.Optional;
import org.posthouse.core.address.ReversePath;

/**
 * What came with a message outside of it.
 *
 * @param reversePath where reports go
 * @param user the full name of the account that has sent it, if it was authenticated
 * @param submitter the AUTH parameter of MAIL, decoded (RFC 4954, 5)
 * @param envelopeId ENVID, decoded (RFC 3461, 4.4)
 * @param ret how much of the message a report returns
 * @param bodyType what the sender says the bytes are
 * @param smtpUtf8 whether the sender asked for SMTPUTF8 (RFC 6531, 3.4)
 * @param recipients whom it is for, at least one
 */
public record QueueEnvelope(
        ReversePath reversePath,
        Optional<String> user,
        Optional<String> submitter,
        Optional<String> envelopeId,
        Ret ret,
        BodyType bodyType,
        boolean smtpUtf8,
        List<QueueRecipient> recipients) {

    /** Checks that there is a recipient. */
    public QueueEnvelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope without recipients");
        }
    }

    /** RET of RFC 3461, 4.3. */
    public enum Ret implements Numbered {
        UNSPECIFIED,
        FULL,
        HEADERS;

        /** What stands for it on the disk. */
        @Override
        public int number() {
            return switch (this) {
                case UNSPECIFIED -> 0;
                case FULL -> 1;
                case HEADERS -> 2;
            };
        }
    }

    /** BODY of RFC 6152 and RFC 3030. */
    public enum BodyType implements Numbered {
        SEVEN_BIT,
        EIGHT_BIT_MIME,
        BINARY_MIME;

        /** What stands for it on the disk. */
        @Override
        public int number() {
            return switch (this) {
                case SEVEN_BIT -> 0;
                case EIGHT_BIT_MIME -> 1;
                case BINARY_MIME -> 2;
            };
        }
    }
}
