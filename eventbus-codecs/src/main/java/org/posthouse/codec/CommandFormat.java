package org.posthouse.codec;

import java.util.Optional;
import org.posthouse.core.account.AccountCommand;
import org.posthouse.core.account.AccountCommand.AppendMessages;
import org.posthouse.core.account.AccountCommand.ChangeSubscription;
import org.posthouse.core.account.AccountCommand.ClaimRecent;
import org.posthouse.core.account.AccountCommand.CopyMessages;
import org.posthouse.core.account.AccountCommand.CreateMailbox;
import org.posthouse.core.account.AccountCommand.DeleteMailbox;
import org.posthouse.core.account.AccountCommand.DeliverMessage;
import org.posthouse.core.account.AccountCommand.ExpungeMessages;
import org.posthouse.core.account.AccountCommand.InitializeAccount;
import org.posthouse.core.account.AccountCommand.MoveMessages;
import org.posthouse.core.account.AccountCommand.RenameMailbox;
import org.posthouse.core.account.AccountCommand.ReplaceSettings;
import org.posthouse.core.account.AccountCommand.SelectMailbox;
import org.posthouse.core.account.AccountCommand.StoreFlags;
import org.posthouse.core.account.AccountCommand.UpdateSettings;
import org.posthouse.core.mailbox.SpecialUse;
import org.posthouse.core.mailbox.StoreMode;

/** Commands: the numbers 1 to 99 of work, and the fields of each. */
final class CommandFormat {
    private CommandFormat() {}

    static int type(AccountCommand command) {
        return switch (command) {
            case InitializeAccount _ -> 1;
            case UpdateSettings _ -> 2;
            case ReplaceSettings _ -> 3;
            case CreateMailbox _ -> 4;
            case DeleteMailbox _ -> 5;
            case RenameMailbox _ -> 6;
            case ChangeSubscription _ -> 7;
            case SelectMailbox _ -> 8;
            case ClaimRecent _ -> 9;
            case AppendMessages _ -> 10;
            case DeliverMessage _ -> 11;
            case StoreFlags _ -> 12;
            case CopyMessages _ -> 13;
            case MoveMessages _ -> 14;
            case ExpungeMessages _ -> 15;
        };
    }

    static void write(AccountCommand command, WireWriter out) {
        switch (command) {
            case InitializeAccount c -> out.dictionary(c.settings());
            case UpdateSettings c -> out.dictionary(c.changes());
            case ReplaceSettings c -> out.dictionary(c.settings());
            case CreateMailbox c ->
                    out.mailbox(c.name()).varint(c.use().map(SpecialUse::number).orElse(0));
            case DeleteMailbox c -> out.mailbox(c.name());
            case RenameMailbox c -> out.mailbox(c.from()).mailbox(c.to());
            case ChangeSubscription c -> out.mailbox(c.name()).bool(c.subscribed());
            case SelectMailbox c -> out.mailbox(c.name());
            case ClaimRecent c -> out.varint(c.mailboxId()).varint(c.uidNext());
            case AppendMessages c ->
                    out.mailbox(c.mailbox()).list(c.messages(), ContentFormat::writeNew);
            case DeliverMessage c -> {
                out.text(c.reversePath()).text(c.recipient());
                ContentFormat.write(c.content(), out);
            }
            case StoreFlags c -> {
                MailboxFormat.write(c.view(), out);
                MailboxFormat.write(c.messages(), out);
                out.varint(c.mode().number());
                MailboxFormat.write(c.flags(), out);
                out.varint(c.unchangedSince());
            }
            case CopyMessages c -> {
                MailboxFormat.write(c.view(), out);
                MailboxFormat.write(c.messages(), out);
                out.mailbox(c.target());
            }
            case MoveMessages c -> {
                MailboxFormat.write(c.view(), out);
                MailboxFormat.write(c.messages(), out);
                out.mailbox(c.target());
            }
            case ExpungeMessages c ->
                    out.varint(c.mailboxId()).optional(c.uids(), WireWriter::numbers);
        }
    }

    static AccountCommand read(int type, WireReader in) {
        return switch (type) {
            case 1 -> new InitializeAccount(in.dictionary());
            case 2 -> new UpdateSettings(in.dictionary());
            case 3 -> new ReplaceSettings(in.dictionary());
            case 4 -> new CreateMailbox(in.mailbox(), wantedUse(in.number()));
            case 5 -> new DeleteMailbox(in.mailbox());
            case 6 -> new RenameMailbox(in.mailbox(), in.mailbox());
            case 7 -> new ChangeSubscription(in.mailbox(), in.bool());
            case 8 -> new SelectMailbox(in.mailbox());
            case 9 -> new ClaimRecent(in.number(), in.number());
            case 10 -> new AppendMessages(in.mailbox(), in.list(ContentFormat::readNew));
            case 11 -> new DeliverMessage(in.text(), in.text(), ContentFormat.read(in));
            case 12 ->
                    new StoreFlags(
                            MailboxFormat.readView(in),
                            MailboxFormat.readMessageSet(in),
                            StoreMode.byNumber(in.number()),
                            MailboxFormat.readFlags(in),
                            in.varint());
            case 13 ->
                    new CopyMessages(
                            MailboxFormat.readView(in),
                            MailboxFormat.readMessageSet(in),
                            in.mailbox());
            case 14 ->
                    new MoveMessages(
                            MailboxFormat.readView(in),
                            MailboxFormat.readMessageSet(in),
                            in.mailbox());
            case 15 -> new ExpungeMessages(in.number(), in.optional(WireReader::numbers));
            default -> throw new NewerRelease("command", type);
        };
    }

    /** A mailbox made without the use that was wanted would be another than the client thinks. */
    private static Optional<SpecialUse> wantedUse(int number) {
        for (SpecialUse use : SpecialUse.values()) {
            if (use.number() == number) {
                return Optional.of(use);
            }
        }
        if (number == 0) {
            return Optional.empty();
        }
        throw new NewerRelease("special use", number);
    }
}
