package org.posthouse.codec;

import java.util.Optional;
import org.posthouse.codec.Received.Understood;
import org.posthouse.core.account.AccountId;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountReply.Done;
import org.posthouse.core.account.AccountReply.FlagsStored;
import org.posthouse.core.account.AccountReply.ListedMailbox;
import org.posthouse.core.account.AccountReply.MailboxOpened;
import org.posthouse.core.account.AccountReply.MailboxesListed;
import org.posthouse.core.account.AccountReply.MessagesAppended;
import org.posthouse.core.account.AccountReply.MessagesCopied;
import org.posthouse.core.account.AccountReply.MessagesExpunged;
import org.posthouse.core.account.AccountReply.MessagesFetched;
import org.posthouse.core.account.AccountReply.MessagesFound;
import org.posthouse.core.account.AccountReply.Refused;
import org.posthouse.core.account.AccountReply.SettingsTold;
import org.posthouse.core.account.AccountReply.StatusTold;
import org.posthouse.core.account.AccountReply.Synced;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.mailbox.SpecialUse;

/** What account hosts answer: one of several kinds of record. */
final class AccountReplyFamily implements MessageFamily<AccountReply> {
    @Override
    public int type() {
        return 2;
    }

    @Override
    public Class<AccountReply> messages() {
        return AccountReply.class;
    }

    @Override
    public void write(AccountReply reply, WireWriter out) {
        out.oneOf(number(reply), fields -> writeFields(reply, fields));
    }

    @Override
    public Received<AccountReply> read(WireReader in) {
        int kind = in.number();
        return new Understood<>(in.record(fields -> readFields(kind, fields)));
    }

    static int number(AccountReply reply) {
        return switch (reply) {
            case Done _ -> 1;
            case Refused _ -> 2;
            case SettingsTold _ -> 3;
            case MailboxesListed _ -> 4;
            case StatusTold _ -> 5;
            case MailboxOpened _ -> 6;
            case MessagesAppended _ -> 7;
            case FlagsStored _ -> 8;
            case MessagesCopied _ -> 9;
            case MessagesExpunged _ -> 10;
            case Synced _ -> 11;
            case MessagesFetched _ -> 12;
            case MessagesFound _ -> 13;
        };
    }

    private static void writeFields(AccountReply reply, WireWriter out) {
        switch (reply) {
            case Done _ -> {}
            case Refused r -> out.varint(r.reason().number()).text(r.detail());
            case SettingsTold r ->
                    out.i64(r.accountId().high()).i64(r.accountId().low()).dictionary(r.settings());
            case MailboxesListed r ->
                    out.list(r.mailboxes(), AccountReplyFamily::writeListed).bool(r.more());
            case StatusTold r -> MailboxFormat.write(r.status(), out);
            case MailboxOpened r -> {
                MailboxFormat.write(r.view(), out);
                MailboxFormat.write(r.status(), out);
                out.varint(r.recentFrom()).varint(r.firstUnseen()).texts(r.keywords());
            }
            case MessagesAppended r -> out.varint(r.uidValidity()).numbers(r.uids());
            case FlagsStored r ->
                    out.varint(r.modSeq())
                            .numbers(r.changed())
                            .numbers(r.conflicting())
                            .numbers(r.unseenBefore());
            case MessagesCopied r ->
                    out.varint(r.uidValidity())
                            .numbers(r.sources())
                            .numbers(r.targets())
                            .varint(r.expungeModSeq());
            case MessagesExpunged r -> out.numbers(r.uids()).varint(r.modSeq());
            case Synced r -> {
                MailboxFormat.write(r.view(), out);
                out.numbers(r.expunged()).numbers(r.expungedUids());
                out.varint(r.exists()).varint(r.recentFrom());
                out.list(r.flags(), FetchFormat::writeMessage).texts(r.keywords());
                MailboxFormat.write(r.next(), out);
                out.bool(r.deleted());
            }
            case MessagesFetched r -> {
                out.list(r.messages(), FetchFormat::writeMessage).texts(r.keywords());
                FetchFormat.write(r.next(), out);
                out.bool(r.expunged());
            }
            case MessagesFound r ->
                    out.numbers(r.uids())
                            .numbers(r.sequenceNumbers())
                            .varint(r.highestModSeq())
                            .varint(r.moreAfterUid());
        }
    }

    private static AccountReply readFields(int kind, WireReader in) {
        return switch (kind) {
            case 1 -> new Done();
            case 2 -> refused(in.number(), in.text());
            case 3 -> new SettingsTold(new AccountId(in.i64(), in.i64()), in.dictionary());
            case 4 -> new MailboxesListed(in.list(AccountReplyFamily::readListed), in.bool());
            case 5 -> new StatusTold(MailboxFormat.readStatus(in));
            case 6 ->
                    new MailboxOpened(
                            MailboxFormat.readView(in),
                            MailboxFormat.readStatus(in),
                            in.number(),
                            in.number(),
                            in.texts());
            case 7 -> new MessagesAppended(in.number(), in.numbers());
            case 8 -> new FlagsStored(in.varint(), in.numbers(), in.numbers(), in.numbers());
            case 9 -> new MessagesCopied(in.number(), in.numbers(), in.numbers(), in.varint());
            case 10 -> new MessagesExpunged(in.numbers(), in.varint());
            case 11 ->
                    new Synced(
                            MailboxFormat.readView(in),
                            in.numbers(),
                            in.numbers(),
                            in.number(),
                            in.number(),
                            in.list(FetchFormat::readMessage),
                            in.texts(),
                            MailboxFormat.readSyncCursor(in),
                            in.bool());
            case 12 ->
                    new MessagesFetched(
                            in.list(FetchFormat::readMessage),
                            in.texts(),
                            FetchFormat.readCursor(in),
                            in.bool());
            case 13 -> new MessagesFound(in.numbers(), in.numbers(), in.varint(), in.number());
            default -> throw new NewerRelease("reply", kind);
        };
    }

    /** A reason that only a newer release knows is still a refusal: nothing has changed. */
    private static Refused refused(int number, String detail) {
        for (Refusal reason : Refusal.values()) {
            if (reason.number() == number) {
                return new Refused(reason, detail);
            }
        }
        return new Refused(Refusal.UNAVAILABLE, "refusal " + number + ": " + detail);
    }

    private static void writeListed(WireWriter out, ListedMailbox listed) {
        out.record(o ->
                o.mailbox(listed.name())
                        .bool(listed.exists())
                        .bool(listed.subscribed())
                        .varint(listed.use().map(SpecialUse::number).orElse(0)));
    }

    private static ListedMailbox readListed(WireReader in) {
        return in.record(
                i -> new ListedMailbox(i.mailbox(), i.bool(), i.bool(), readUse(i.number())));
    }

    /** A use that only a newer release knows is left out: it is a hint for the client. */
    private static Optional<SpecialUse> readUse(int number) {
        for (SpecialUse use : SpecialUse.values()) {
            if (use.number() == number) {
                return Optional.of(use);
            }
        }
        return Optional.empty();
    }
}
