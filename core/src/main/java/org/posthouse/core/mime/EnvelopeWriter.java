package org.posthouse.core.mime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Renders the ENVELOPE of a header (RFC 3501, 7.4.2).
 *
 * <p>Of a repeated field the first one counts, but address fields add up: the client sees every
 * recipient. A missing local part or domain must not be NIL, which means a group, so it is named
 * {@code MISSING_MAILBOX} or {@code MISSING_DOMAIN}, the words that Dovecot uses.
 */
final class EnvelopeWriter {
    private final MimeLimits limits;
    private int bytesWritten;
    private SentFields sentFields = SentFields.NONE;

    EnvelopeWriter(MimeLimits limits) {
        this.limits = limits;
    }

    /** What was found in the top header. */
    SentFields sentFields() {
        return sentFields;
    }

    byte[] write(HeaderCollector header, boolean top) {
        ByteBuilder out = new ByteBuilder();
        byte[] date = header.unfolded(HeaderField.DATE);
        if (top) {
            sentFields = SentFields.of(date, header.unfolded(HeaderField.REFERENCES));
        }
        out.append('(');
        text(out, date);
        text(out, header.unfolded(HeaderField.SUBJECT));
        byte[] from = addresses(header, HeaderField.FROM, ImapText.NIL);
        out.append(from).append(' ');
        // RFC 3501, 7.4.2: the server sets sender and reply-to to from where they are absent or
        // empty.
        out.append(addresses(header, HeaderField.SENDER, from)).append(' ');
        out.append(addresses(header, HeaderField.REPLY_TO, from)).append(' ');
        out.append(addresses(header, HeaderField.TO, ImapText.NIL)).append(' ');
        out.append(addresses(header, HeaderField.CC, ImapText.NIL)).append(' ');
        out.append(addresses(header, HeaderField.BCC, ImapText.NIL)).append(' ');
        text(out, header.unfolded(HeaderField.IN_REPLY_TO));
        ImapText.nstring(out, header.unfolded(HeaderField.MESSAGE_ID));
        out.append(')');
        return out.toArray();
    }

    private static void text(ByteBuilder out, byte @Nullable [] value) {
        ImapText.nstring(out, value);
        out.append(' ');
    }

    private byte[] addresses(HeaderCollector header, HeaderField field, byte[] otherwise) {
        byte[] value = header.unfolded(field);
        if (value == null) {
            return spent(otherwise);
        }
        List<Address> addresses = AddressList.parse(value, limits.addressesMax());
        ByteBuilder out = new ByteBuilder();
        boolean inGroup = false;
        for (Address address : addresses) {
            if (bytesWritten + out.length() > limits.envelopeBytesMax()) {
                break;
            }
            if (out.length() == 0) {
                out.append('(');
            }
            address(out, address);
            inGroup =
                    switch (address) {
                        case Address.GroupStart _ -> true;
                        case Address.GroupEnd _ -> false;
                        case Address.Mailbox _ -> inGroup;
                    };
        }
        if (inGroup) {
            address(out, new Address.GroupEnd());
        }
        if (out.length() == 0) {
            return spent(otherwise);
        }
        out.append(')');
        return spent(out.toArray());
    }

    private byte[] spent(byte[] rendered) {
        if (bytesWritten > limits.envelopeBytesMax()) {
            return ImapText.NIL;
        }
        bytesWritten += rendered.length;
        return rendered;
    }

    private static void address(ByteBuilder out, Address address) {
        switch (address) {
            case Address.Mailbox m -> {
                out.append('(');
                nstring(out, m.name());
                out.append(' ');
                nstring(out, m.route());
                out.append(' ');
                ImapText.string(out, m.localPart() == null ? "MISSING_MAILBOX" : m.localPart());
                out.append(' ');
                ImapText.string(out, m.domain() == null ? "MISSING_DOMAIN" : m.domain());
                out.append(')');
            }
            case Address.GroupStart g -> {
                out.ascii("(NIL NIL ");
                ImapText.string(out, g.name());
                out.ascii(" NIL)");
            }
            case Address.GroupEnd _ -> out.ascii("(NIL NIL NIL NIL)");
        }
    }

    private static void nstring(ByteBuilder out, @Nullable String latin1) {
        ImapText.nstring(out, latin1 == null ? null : latin1.getBytes(StandardCharsets.ISO_8859_1));
    }
}
