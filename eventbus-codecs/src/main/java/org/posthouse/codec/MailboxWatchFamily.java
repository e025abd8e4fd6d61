package org.posthouse.codec;

import org.posthouse.codec.Received.Understood;

/**
 * What watchers of a mailbox are told.
 *
 * <pre>
 * text    account
 * varint  mailboxId
 * varint  uidNext
 * varint  highestModSeq
 * </pre>
 */
final class MailboxWatchFamily implements MessageFamily<MailboxChanged> {
    @Override
    public int type() {
        return 3;
    }

    @Override
    public Class<MailboxChanged> messages() {
        return MailboxChanged.class;
    }

    @Override
    public void write(MailboxChanged changed, WireWriter out) {
        out.account(changed.account()).varint(changed.mailboxId());
        out.varint(changed.uidNext()).varint(changed.highestModSeq());
    }

    @Override
    public Received<MailboxChanged> read(WireReader in) {
        return new Understood<>(
                new MailboxChanged(in.account(), in.number(), in.number(), in.varint()));
    }
}
