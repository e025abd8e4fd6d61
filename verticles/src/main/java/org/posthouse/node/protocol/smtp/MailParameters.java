package org.posthouse.node.protocol.smtp;

import java.util.Optional;
import org.posthouse.store.queue.QueueEnvelope.BodyType;
import org.posthouse.store.queue.QueueEnvelope.Ret;

/**
 * The parameters of MAIL.
 *
 * @param sizeBytes SIZE (RFC 1870), 0 when it was not given or unknown
 * @param bodyType BODY (RFC 6152, RFC 3030)
 * @param smtpUtf8 SMTPUTF8 (RFC 6531)
 * @param ret RET (RFC 3461, 4.3)
 * @param envelopeId ENVID, decoded (RFC 3461, 4.4)
 * @param submitter AUTH, decoded (RFC 4954, 5)
 */
record MailParameters(
        long sizeBytes,
        BodyType bodyType,
        boolean smtpUtf8,
        Ret ret,
        Optional<String> envelopeId,
        Optional<String> submitter) {}
