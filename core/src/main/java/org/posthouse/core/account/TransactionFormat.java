package org.posthouse.core.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthouse.core.account.AccountEvent.FlagsStored;
import org.posthouse.core.account.AccountEvent.KeywordDefined;
import org.posthouse.core.account.AccountEvent.MailboxCreated;
import org.posthouse.core.account.AccountEvent.MailboxDeleted;
import org.posthouse.core.account.AccountEvent.MailboxRenamed;
import org.posthouse.core.account.AccountEvent.MessageAppended;
import org.posthouse.core.account.AccountEvent.MessagesCopied;
import org.posthouse.core.account.AccountEvent.MessagesExpunged;
import org.posthouse.core.account.AccountEvent.RecentClaimed;
import org.posthouse.core.account.AccountEvent.SettingsReplaced;
import org.posthouse.core.account.AccountEvent.SubscriptionChanged;
import org.posthouse.core.bytes.ByteReader;
import org.posthouse.core.bytes.ByteWriter;
import org.posthouse.core.bytes.MalformedBytes;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SpecialUse;
import org.posthouse.core.mailbox.StoreMode;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.MalformedSettings;
import org.posthouse.core.settings.SettingsParser;
import org.posthouse.core.settings.SettingsPrinter;

/**
 * A transaction as the journal and the account's event log keep it. The sequence and the command id
 * stand in the record around it.
 *
 * <pre>
 * varint  time, milliseconds since 1970
 * varint  number of events
 * each:   varint  type        {@link AccountEvent#type}
 *         varint  length      of what follows
 *         bytes   fields      in the order of the record's components; a newer release may append fields,
 *                             which an older reader passes over
 * </pre>
 *
 * A type that this release does not know is refused: an event can't be left out without changing
 * what follows it.
 */
public final class TransactionFormat {
    /** Version of the layout above. */
    public static final int VERSION = 1;

    private TransactionFormat() {}

    /** The bytes of a transaction. */
    public static byte[] write(AccountTransaction transaction) {
        ByteWriter out = new ByteWriter(64).varint(transaction.atMillis());
        out.varint(transaction.events().size());
        ByteWriter fields = new ByteWriter(64);
        for (AccountEvent event : transaction.events()) {
            fields.clear();
            writeFields(event, fields);
            out.varint(event.type()).varint(fields.length());
            out.raw(fields.toBuffer().array(), 0, fields.length());
        }
        return out.toBytes();
    }

    /**
     * Reads what {@link #write} wrote; throws {@link MalformedBytes} on damage and on events of a
     * newer release.
     */
    public static AccountTransaction read(
            long sequence, CommandId commandId, int version, byte[] bytes) {
        if (version != VERSION) {
            throw new MalformedBytes(
                    "transaction of version " + version + ", this release reads " + VERSION);
        }
        ByteReader in = new ByteReader(bytes);
        long atMillis = in.varint();
        int count = in.varint32();
        List<AccountEvent> events = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            int type = in.varint32();
            int length = in.varint32();
            events.add(readFields(type, new ByteReader(bytes, in.position(), length)));
            in.skip(length);
        }
        return new AccountTransaction(sequence, commandId, atMillis, events);
    }

    private static void writeFields(AccountEvent event, ByteWriter out) {
        switch (event) {
            case SettingsReplaced e -> out.string(SettingsPrinter.wire(e.settings()));
            case MailboxCreated e -> {
                out.varint(e.mailboxId()).string(e.name().value()).varint(e.uidValidity());
                out.varint(e.use().map(SpecialUse::number).orElse(0));
            }
            case MailboxDeleted e -> out.varint(e.mailboxId());
            case MailboxRenamed e -> out.varint(e.mailboxId()).string(e.name().value());
            case SubscriptionChanged e -> out.string(e.name().value()).bool(e.subscribed());
            case KeywordDefined e ->
                    out.varint(e.mailboxId()).varint(e.index()).string(e.keyword());
            case MessageAppended e -> {
                out.varint(e.mailboxId()).varint(e.uid()).varint(e.modSeq()).varint(e.flags());
                out.varint(e.internalDateMillis()).varint(e.sizeBytes()).varint(e.bodyId());
            }
            case FlagsStored e -> {
                out.varint(e.mailboxId())
                        .varint(e.modSeq())
                        .varint(e.mode().number())
                        .varint(e.flags());
                e.uids().write(out);
            }
            case MessagesExpunged e -> {
                out.varint(e.mailboxId()).varint(e.modSeq());
                e.uids().write(out);
            }
            case MessagesCopied e -> {
                out.varint(e.sourceId())
                        .varint(e.targetId())
                        .varint(e.firstUid())
                        .varint(e.modSeq());
                e.uids().write(out);
            }
            case RecentClaimed e -> out.varint(e.mailboxId()).varint(e.uidNext());
        }
    }

    private static AccountEvent readFields(int type, ByteReader in) {
        return switch (type) {
            case 1 -> new SettingsReplaced(dictionary(in.string()));
            case 2 -> {
                int id = in.varint32();
                MailboxName name = new MailboxName(in.string());
                int uidValidity = in.varint32();
                Optional<SpecialUse> use = SpecialUse.byNumber(in.varint32());
                yield new MailboxCreated(id, name, uidValidity, use);
            }
            case 3 -> new MailboxDeleted(in.varint32());
            case 4 -> new MailboxRenamed(in.varint32(), new MailboxName(in.string()));
            case 5 -> new SubscriptionChanged(new MailboxName(in.string()), in.bool());
            case 6 -> new KeywordDefined(in.varint32(), in.varint32(), in.string());
            case 7 ->
                    new MessageAppended(
                            in.varint32(),
                            in.varint32(),
                            in.varint(),
                            in.varint(),
                            in.varint(),
                            in.varint(),
                            in.varint());
            case 8 -> {
                int id = in.varint32();
                long modSeq = in.varint();
                StoreMode mode = StoreMode.byNumber(in.varint32());
                long flags = in.varint();
                yield new FlagsStored(id, modSeq, NumberSet.read(in), mode, flags);
            }
            case 9 -> new MessagesExpunged(in.varint32(), in.varint(), NumberSet.read(in));
            case 10 -> {
                int source = in.varint32();
                int target = in.varint32();
                int firstUid = in.varint32();
                long modSeq = in.varint();
                yield new MessagesCopied(source, NumberSet.read(in), target, firstUid, modSeq);
            }
            case 11 -> new RecentClaimed(in.varint32(), in.varint32());
            default ->
                    throw new MalformedBytes(
                            "event of type " + type + ", which this release does not know");
        };
    }

    static Dictionary dictionary(String text) {
        try {
            return SettingsParser.parseDictionary(text);
        } catch (MalformedSettings e) {
            throw new MalformedBytes("settings: " + e.getMessage());
        }
    }
}
