package org.posthouse.store.queue;

import java.util.Arrays;
import java.util.Optional;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.address.ReversePath;
import org.posthouse.core.bytes.ByteReader;
import org.posthouse.core.bytes.ByteWriter;
import org.posthouse.core.bytes.MalformedBytes;
import org.posthouse.store.queue.QueueEnvelope.BodyType;
import org.posthouse.store.queue.QueueEnvelope.Ret;
import org.posthouse.store.queue.QueueRecipient.Destination;
import org.posthouse.store.queue.QueueRecipient.Notify;

/**
 * The bytes of an envelope, which stand before those of the message.
 *
 * <pre>
 *  u8      version (1); a reader refuses a higher one
 *  string  reverse path, empty for the null path
 *  string? user, submitter, envelope id
 *  u8      ret; u8 body type; u8 whether SMTPUTF8
 *  varint  recipients, then of each:
 *          string address; u8 destination; u8 notify bits; string? original recipient
 * </pre>
 */
final class EnvelopeFormat {
    private static final int VERSION = 1;

    private EnvelopeFormat() {}

    static byte[] write(QueueEnvelope envelope) {
        ByteWriter out = new ByteWriter(256);
        out.u8(VERSION);
        out.string(
                switch (envelope.reversePath()) {
                    case ReversePath.Null _ -> "";
                    case ReversePath.Sender sender -> sender.address().wire();
                });
        out.optionalString(envelope.user().orElse(null));
        out.optionalString(envelope.submitter().orElse(null));
        out.optionalString(envelope.envelopeId().orElse(null));
        out.u8(envelope.ret().number()).u8(envelope.bodyType().number()).bool(envelope.smtpUtf8());
        out.list(envelope.recipients(), EnvelopeFormat::write);
        return out.toBytes();
    }

    private static void write(ByteWriter out, QueueRecipient recipient) {
        out.string(recipient.address().wire())
                .u8(recipient.destination().number())
                .u8(Notify.bits(recipient.notifyOn()))
                .optionalString(recipient.originalRecipient().orElse(null));
    }

    /** Throws {@link MalformedBytes} when the bytes are no envelope. */
    static QueueEnvelope read(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedBytes("envelope of version " + version);
        }
        String reversePath = in.string();
        return new QueueEnvelope(
                reversePath.isEmpty()
                        ? new ReversePath.Null()
                        : new ReversePath.Sender(address(reversePath)),
                Optional.ofNullable(in.optionalString()),
                Optional.ofNullable(in.optionalString()),
                Optional.ofNullable(in.optionalString()),
                byNumber(Ret.values(), in.u8()),
                byNumber(BodyType.values(), in.u8()),
                in.bool(),
                in.list(EnvelopeFormat::recipient));
    }

    private static QueueRecipient recipient(ByteReader in) {
        return new QueueRecipient(
                address(in.string()),
                byNumber(Destination.values(), in.u8()),
                Notify.of(in.u8()),
                Optional.ofNullable(in.optionalString()));
    }

    private static MailAddress address(String text) {
        return MailAddress.parse(text)
                .accepted()
                .orElseThrow(() -> new MalformedBytes("no address in an envelope"));
    }

    private static <N extends Numbered> N byNumber(N[] all, int number) {
        return Arrays.stream(all)
                .filter(one -> one.number() == number)
                .findAny()
                .orElseThrow(() -> new MalformedBytes("number " + number + " in an envelope"));
    }
}
