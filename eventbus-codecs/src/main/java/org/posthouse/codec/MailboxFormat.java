package org.posthouse.codec;

import org.posthouse.core.account.MailboxStatus;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.MessageSet.SequenceNumbers;
import org.posthouse.core.mailbox.MessageSet.Uids;
import org.posthouse.core.mailbox.SyncCursor;

/** The small values that commands, queries and replies have in common. */
final class MailboxFormat {
    private MailboxFormat() {}

    static void write(MailboxView view, WireWriter out) {
        out.record(o ->
                o.varint(view.mailboxId())
                        .varint(view.uidNext())
                        .varint(view.expungedModSeq())
                        .varint(view.flagsModSeq()));
    }

    static MailboxView readView(WireReader in) {
        return in.record(i -> new MailboxView(i.number(), i.number(), i.varint(), i.varint()));
    }

    static void write(MessageSet messages, WireWriter out) {
        switch (messages) {
            case Uids m -> out.oneOf(1, o -> o.numbers(m.numbers()));
            case SequenceNumbers m -> out.oneOf(2, o -> o.numbers(m.numbers()));
        }
    }

    static MessageSet readMessageSet(WireReader in) {
        int kind = in.number();
        return in.record(i ->
                switch (kind) {
                    case 1 -> new Uids(i.numbers());
                    case 2 -> new SequenceNumbers(i.numbers());
                    default -> throw new NewerRelease("message set", kind);
                });
    }

    static void write(MailFlags flags, WireWriter out) {
        out.record(o -> o.varint(flags.systemBits()).texts(flags.keywords()));
    }

    static MailFlags readFlags(WireReader in) {
        return in.record(i -> new MailFlags(i.varint(), i.texts()));
    }

    /** The UID is of fixed length, since {@link SyncCursor#END} has a negative one. */
    static void write(SyncCursor cursor, WireWriter out) {
        out.record(o -> o.i32(cursor.afterUid()).varint(cursor.upToModSeq()));
    }

    static SyncCursor readSyncCursor(WireReader in) {
        return in.record(i -> new SyncCursor(i.i32(), i.varint()));
    }

    static void write(MailboxStatus status, WireWriter out) {
        out.record(o -> {
            o.varint(status.mailboxId()).varint(status.uidValidity()).varint(status.uidNext());
            o.varint(status.highestModSeq()).varint(status.messages()).varint(status.recent());
            o.varint(status.unseen()).varint(status.deleted()).varint(status.sizeBytes());
        });
    }

    static MailboxStatus readStatus(WireReader in) {
        return in.record(i ->
                new MailboxStatus(
                        i.number(),
                        i.number(),
                        i.number(),
                        i.varint(),
                        i.number(),
                        i.number(),
                        i.number(),
                        i.number(),
                        i.size()));
    }
}
