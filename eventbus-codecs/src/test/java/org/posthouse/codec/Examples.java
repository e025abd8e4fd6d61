package org.posthouse.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.posthouse.core.account.AccountCommand;
import org.posthouse.core.account.AccountId;
import org.posthouse.core.account.AccountLifecycle;
import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.account.MailboxStatus;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.account.NewMessage;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchItems;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.FetchedMessage.SectionPiece;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SearchKey;
import org.posthouse.core.mailbox.SpecialUse;
import org.posthouse.core.mailbox.StoreMode;
import org.posthouse.core.mailbox.SyncCursor;
import org.posthouse.core.mime.SectionSpec;
import org.posthouse.core.settings.Dictionary;

/** The messages whose bytes lie in {@code wire/v1}, by the name of the file. */
final class Examples {
    static final AccountName ANNA = new AccountName("anna", new DomainName("example.org"));

    static final CommandId COMMAND_ID = new CommandId(0x0102030405060708L, 42);

    private static final Dictionary SETTINGS =
            Dictionary.EMPTY.with("Password", "s3cret word").with("Quota", "100M");

    private static final MailboxView VIEW = new MailboxView(3, 101, 900, 1000);

    private static final MailFlags FLAGS = new MailFlags(5, List.of("$Forwarded"));

    private static final MessageSet UIDS =
            new MessageSet.Uids(
                    NumberSet.builder().addRange(1, 5).addRange(7, NumberSet.STAR).build());

    private static final MessageSet SECOND = new MessageSet.SequenceNumbers(NumberSet.of(2));

    private static final MailboxStatus STATUS =
            new MailboxStatus(3, 1_700_000_000, 101, 1000, 40, 2, 7, 1, 5_000_000_000L);

    /** In two pieces, which are one on the wire. */
    private static final MessageContent CONTENT =
            new MessageContent.Inline(
                    List.of(bytes("Subject: "), bytes("hi\r\n\r\nhello\r\n")),
                    new byte[] {1, 2, 3});

    private Examples() {}

    static Map<String, Object> all() {
        Map<String, Object> all = new TreeMap<>();
        commands().forEach((name, work) -> all.put(name, request(work)));
        queries().forEach((name, work) -> all.put(name, request(work)));
        all.put("create-account", request(new AccountLifecycle.CreateAccount(SETTINGS)));
        all.put(
                "rename-account",
                request(
                        new AccountLifecycle.RenameAccount(
                                new AccountName("anna.b", new DomainName("example.org")))));
        all.put("delete-account", request(new AccountLifecycle.DeleteAccount()));
        all.putAll(replies());
        all.put("mailbox-changed", new MailboxChanged(ANNA, 3, 102, 1001));
        return all;
    }

    static Object named(String name) {
        return Objects.requireNonNull(all().get(name), name);
    }

    static AccountRequest request(AccountWork work) {
        return new AccountRequest(COMMAND_ID, 5000, 3L << 32 | 7, ANNA, work);
    }

    private static Map<String, AccountWork> commands() {
        Map<String, AccountWork> all = new TreeMap<>();
        all.put("initialize-account", new AccountCommand.InitializeAccount(SETTINGS));
        all.put(
                "update-settings",
                new AccountCommand.UpdateSettings(Dictionary.EMPTY.with("Quota", "default")));
        all.put("replace-settings", new AccountCommand.ReplaceSettings(Dictionary.EMPTY));
        all.put(
                "create-mailbox",
                new AccountCommand.CreateMailbox(
                        new MailboxName("Gesendet/2025 ü"), Optional.of(SpecialUse.SENT)));
        all.put("delete-mailbox", new AccountCommand.DeleteMailbox(new MailboxName("Lists")));
        all.put(
                "rename-mailbox",
                new AccountCommand.RenameMailbox(MailboxName.INBOX, new MailboxName("Old")));
        all.put(
                "change-subscription",
                new AccountCommand.ChangeSubscription(new MailboxName("Lists/java"), true));
        all.put("select-mailbox", new AccountCommand.SelectMailbox(MailboxName.INBOX));
        all.put("claim-recent", new AccountCommand.ClaimRecent(3, 101));
        all.put(
                "append-messages",
                new AccountCommand.AppendMessages(
                        new MailboxName("Drafts"),
                        List.of(
                                new NewMessage(FLAGS, 1_700_000_000_000L, CONTENT),
                                new NewMessage(
                                        MailFlags.NONE,
                                        -1,
                                        new MessageContent.Staged(
                                                "stage-17", 300_000, new byte[] {9})))));
        all.put("deliver-message", deliverMessage());
        all.put(
                "store-flags",
                new AccountCommand.StoreFlags(
                        VIEW, UIDS, StoreMode.ADD, FLAGS, AccountCommand.StoreFlags.ALWAYS));
        all.put(
                "copy-messages",
                new AccountCommand.CopyMessages(VIEW, SECOND, new MailboxName("Archive")));
        all.put(
                "move-messages",
                new AccountCommand.MoveMessages(VIEW, UIDS, new MailboxName("Trash")));
        all.put(
                "expunge-messages",
                new AccountCommand.ExpungeMessages(
                        3, Optional.of(NumberSet.builder().addRange(1, 5).add(9).build())));
        return all;
    }

    private static AccountWork deliverMessage() {
        return new AccountCommand.DeliverMessage(
                "bob@example.net", "anna+lists@example.org", CONTENT);
    }

    private static Map<String, AccountWork> queries() {
        Map<String, AccountWork> all = new TreeMap<>();
        all.put("read-settings", new AccountQuery.ReadSettings());
        all.put(
                "list-mailboxes",
                new AccountQuery.ListMailboxes(Optional.of(new MailboxName("Lists"))));
        all.put("read-status", new AccountQuery.ReadStatus(MailboxName.INBOX));
        all.put("examine-mailbox", new AccountQuery.ExamineMailbox(MailboxName.INBOX));
        all.put("sync-view", new AccountQuery.SyncView(VIEW, true, 1001, SyncCursor.END));
        all.put(
                "fetch-messages",
                new AccountQuery.FetchMessages(
                        VIEW,
                        SECOND,
                        new FetchItems(
                                Set.of(FetchItems.Item.ENVELOPE, FetchItems.Item.BODYSTRUCTURE),
                                List.of(
                                        new SectionSpec(List.of(), new SectionSpec.Full(), null),
                                        new SectionSpec(
                                                List.of(2, 1), new SectionSpec.Header(), null),
                                        new SectionSpec(
                                                List.of(),
                                                new SectionSpec.Fields(
                                                        List.of("From", "X-Spam"), true),
                                                new SectionSpec.Partial(0, 1024)),
                                        new SectionSpec(List.of(1), new SectionSpec.Text(), null),
                                        new SectionSpec(List.of(3), new SectionSpec.Mime(), null))),
                        17,
                        new FetchCursor(12, 2, 65_536)));
        all.put("watch-mailbox", new AccountQuery.WatchMailbox(3, "frontend-7.watch", true));
        all.put("search-messages", new AccountQuery.SearchMessages(VIEW, searchKey(), 55));
        return all;
    }

    private static SearchKey searchKey() {
        return new SearchKey.And(
                List.of(
                        new SearchKey.All(),
                        new SearchKey.Or(
                                new SearchKey.Not(new SearchKey.HasFlag(9)),
                                new SearchKey.HasKeyword("$Junk")),
                        new SearchKey.InSet(UIDS),
                        new SearchKey.ArrivedBetween(-3653, 20_000),
                        new SearchKey.SentBetween(0, 1),
                        new SearchKey.LargerThan(1024),
                        new SearchKey.SmallerThan(4096),
                        new SearchKey.ModifiedSince(900),
                        new SearchKey.HeaderContains("Subject", "grüße"),
                        new SearchKey.BodyContains("body"),
                        new SearchKey.TextContains("")));
    }

    private static Map<String, AccountReply> replies() {
        Map<String, AccountReply> all = new TreeMap<>();
        all.put("done", new AccountReply.Done());
        all.put("refused", new AccountReply.Refused(Refusal.OVER_QUOTA, "100M"));
        all.put("settings-told", new AccountReply.SettingsTold(new AccountId(-2, 11), SETTINGS));
        all.put(
                "mailboxes-listed",
                new AccountReply.MailboxesListed(
                        List.of(
                                new AccountReply.ListedMailbox(
                                        MailboxName.INBOX, true, true, Optional.empty()),
                                new AccountReply.ListedMailbox(
                                        new MailboxName("Junk"),
                                        true,
                                        false,
                                        Optional.of(SpecialUse.JUNK))),
                        true));
        all.put("status-told", new AccountReply.StatusTold(STATUS));
        all.put(
                "mailbox-opened",
                new AccountReply.MailboxOpened(
                        VIEW, STATUS, 99, 4, List.of("$Forwarded", "$Junk")));
        all.put(
                "messages-appended",
                new AccountReply.MessagesAppended(1_700_000_000, NumberSet.range(101, 102)));
        all.put(
                "flags-stored",
                new AccountReply.FlagsStored(
                        1001, NumberSet.range(1, 3), NumberSet.of(4), NumberSet.of(2)));
        all.put(
                "messages-copied",
                new AccountReply.MessagesCopied(
                        1_700_000_000, NumberSet.range(1, 2), NumberSet.range(11, 12), 1002));
        all.put(
                "messages-expunged",
                new AccountReply.MessagesExpunged(
                        NumberSet.builder().addRange(1, 2).add(9).build(), 1003));
        all.put(
                "synced",
                new AccountReply.Synced(
                        VIEW,
                        NumberSet.of(2),
                        NumberSet.of(17),
                        39,
                        99,
                        List.of(fetched(1, 5, List.of(), List.of())),
                        List.of("$Forwarded"),
                        new SyncCursor(5, 1005),
                        false));
        all.put("messages-fetched", messagesFetched());
        all.put(
                "messages-found",
                new AccountReply.MessagesFound(
                        NumberSet.builder().addRange(5, 6).add(90).build(),
                        NumberSet.builder().addRange(1, 2).add(40).build(),
                        950,
                        90));
        return all;
    }

    private static AccountReply messagesFetched() {
        return new AccountReply.MessagesFetched(
                List.of(
                        fetched(
                                1,
                                5,
                                List.of(bytes("(NIL)"), bytes("(\"TEXT\" \"PLAIN\")")),
                                List.of(
                                        new SectionPiece(
                                                0, 22, 0, bytes("Subject: hi\r\n\r\nhello\r\n")),
                                        new SectionPiece(1, -1, 0, new byte[0]))),
                        fetched(
                                2,
                                6,
                                List.of(),
                                List.of(new SectionPiece(0, 22, 10, bytes("i\r\n"))))),
                List.of(),
                new FetchCursor(6, 0, 13),
                true);
    }

    private static FetchedMessage fetched(
            int sequenceNumber, int uid, List<byte[]> ready, List<SectionPiece> sections) {
        return new FetchedMessage(
                sequenceNumber, uid, 33, 950, 1_700_000_000_000L, 22, ready, sections);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
