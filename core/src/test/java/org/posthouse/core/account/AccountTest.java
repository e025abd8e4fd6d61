package org.posthouse.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthouse.core.account.AccountFixture.content;
import static org.posthouse.core.account.AccountFixture.name;
import static org.posthouse.core.account.AccountFixture.numbers;
import static org.posthouse.core.account.AccountFixture.reason;
import static org.posthouse.core.account.AccountFixture.uids;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.posthouse.core.account.AccountCommand.AppendMessages;
import org.posthouse.core.account.AccountCommand.CopyMessages;
import org.posthouse.core.account.AccountCommand.CreateMailbox;
import org.posthouse.core.account.AccountCommand.DeleteMailbox;
import org.posthouse.core.account.AccountCommand.DeliverMessage;
import org.posthouse.core.account.AccountCommand.ExpungeMessages;
import org.posthouse.core.account.AccountCommand.MoveMessages;
import org.posthouse.core.account.AccountCommand.RenameMailbox;
import org.posthouse.core.account.AccountCommand.StoreFlags;
import org.posthouse.core.account.AccountReply.FlagsStored;
import org.posthouse.core.account.AccountReply.MessagesAppended;
import org.posthouse.core.account.AccountReply.MessagesCopied;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.StoreMode;
import org.posthouse.core.mailbox.SystemFlag;

class AccountTest {
    private final AccountFixture it = new AccountFixture();

    @Test
    void startsWithInboxAndTheSpecialMailboxes() {
        assertThat(it.account.statuses().keySet())
                .extracting(MailboxName::value)
                .containsExactly("Drafts", "INBOX", "Junk", "Sent", "Trash");
    }

    @Test
    void isInitializedOnce() {
        long before = it.account.sequence();
        it.perform(
                new AccountCommand.InitializeAccount(org.posthouse.core.settings.Dictionary.EMPTY));
        assertThat(it.account.sequence()).isEqualTo(before);
    }

    @Test
    void decidingChangesNothing() {
        long before = it.account.sequence();
        it.account.decide(
                new DeliverMessage("a@example.org", "b@example.org", content(10)),
                AccountLimits.DEFAULT,
                0);
        assertThat(it.account.sequence()).isEqualTo(before);
        assertThat(it.status("INBOX").messages()).isZero();
    }

    @Test
    void givesAscendingUidsInTheOrderOfTheCommand() {
        assertThat(it.append("INBOX", 3))
                .isEqualTo(
                        new MessagesAppended(
                                it.status("INBOX").uidValidity(), NumberSet.range(1, 3)));
        assertThat(((MessagesAppended) it.append("INBOX", 2)).uids())
                .isEqualTo(NumberSet.range(4, 5));
        assertThat(it.status("INBOX").sizeBytes()).isEqualTo(500);
    }

    @Test
    void neverGivesAnExpungedUidAgain() {
        it.append("INBOX", 3);
        it.expunge(it.select("INBOX"), NumberSet.of(3));
        assertThat(((MessagesAppended) it.append("INBOX", 1)).uids()).isEqualTo(NumberSet.of(4));
        assertThat(it.throughImage().statuses()).isEqualTo(it.account.statuses());
    }

    @Test
    void givesAMailboxMadeAnewALargerUidValidity() {
        it.perform(new CreateMailbox(name("a"), Optional.empty()));
        int before = it.status("a").uidValidity();
        it.perform(new DeleteMailbox(name("a")));
        it.perform(new CreateMailbox(name("a"), Optional.empty()));
        assertThat(it.status("a").uidValidity()).isGreaterThan(before);
    }

    @Test
    void refusesAppendToAMailboxThatDoesNotExist() {
        assertThat(reason(it.append("nowhere", 1))).isEqualTo(Refusal.NO_SUCH_MAILBOX);
    }

    @Test
    void refusesWhatIsOverTheLimitsAsAWhole() {
        it.limits = new AccountLimits(250, 200, 6);
        assertThat(it.append("INBOX", 2)).isInstanceOf(MessagesAppended.class);
        assertThat(reason(it.append("INBOX", 1))).isEqualTo(Refusal.OVER_QUOTA);
        assertThat(
                        reason(
                                it.perform(
                                        new AppendMessages(
                                                MailboxName.INBOX,
                                                List.of(
                                                        new NewMessage(
                                                                MailFlags.NONE,
                                                                0,
                                                                content(201)))))))
                .isEqualTo(Refusal.MESSAGE_TOO_LARGE);
        it.perform(new CreateMailbox(name("a"), Optional.empty()));
        assertThat(reason(it.perform(new CreateMailbox(name("b"), Optional.empty()))))
                .isEqualTo(Refusal.TOO_MANY_MAILBOXES);
        assertThat(it.status("INBOX").messages()).isEqualTo(2);
    }

    @Test
    void copyNeedsRoomAndMoveDoesNot() {
        it.append("INBOX", 3);
        MailboxView view = it.select("INBOX");
        it.limits = new AccountLimits(400, 1000, 10);
        assertThat(reason(it.perform(new CopyMessages(view, uids(1, 3), name("Sent")))))
                .isEqualTo(Refusal.OVER_QUOTA);
        assertThat(it.perform(new MoveMessages(view, uids(1, 3), name("Sent"))))
                .isInstanceOf(MessagesCopied.class);
        assertThat(it.status("INBOX").messages()).isZero();
        assertThat(it.status("Sent").messages()).isEqualTo(3);
    }

    @Test
    void storesFlagsInEveryMode() {
        it.append("INBOX", 2, "Work");
        MailboxView view = it.select("INBOX");
        it.store(
                view,
                uids(1, 1),
                StoreMode.ADD,
                new MailFlags(SystemFlag.SEEN.bit(), List.of("Later")));
        it.store(view, uids(1, 1), StoreMode.REMOVE, new MailFlags(0, List.of("wORK", "unknown")));
        assertThat(flagsOf(view, 1)).isEqualTo(SystemFlag.SEEN.bit() | MailFlags.keywordBit(1));
        it.store(view, uids(1, 2), StoreMode.REPLACE, MailFlags.of(SystemFlag.FLAGGED));
        assertThat(flagsOf(view, 1)).isEqualTo(SystemFlag.FLAGGED.bit());
        assertThat(it.status("INBOX").unseen()).isEqualTo(2);
    }

    @Test
    void leavesTheModificationSequenceAloneWhereNothingChanges() {
        it.append("INBOX", 1);
        MailboxView view = it.select("INBOX");
        long before = it.status("INBOX").highestModSeq();
        FlagsStored stored =
                (FlagsStored)
                        it.store(view, uids(1, 1), StoreMode.REMOVE, MailFlags.of(SystemFlag.SEEN));
        assertThat(stored.changed().isEmpty()).isTrue();
        assertThat(it.status("INBOX").highestModSeq()).isEqualTo(before);
    }

    @Test
    void leavesMessagesAloneThatChangedMeanwhile() {
        it.append("INBOX", 2);
        MailboxView view = it.select("INBOX");
        it.store(view, uids(1, 1), StoreMode.ADD, MailFlags.of(SystemFlag.SEEN));
        FlagsStored stored =
                (FlagsStored)
                        it.perform(
                                new StoreFlags(
                                        view,
                                        uids(1, 2),
                                        StoreMode.ADD,
                                        MailFlags.of(SystemFlag.FLAGGED),
                                        view.flagsModSeq()));
        assertThat(stored.conflicting()).isEqualTo(NumberSet.of(1));
        assertThat(stored.changed()).isEqualTo(NumberSet.of(2));
    }

    @Test
    void tellsWhichMessagesSomebodyElseHadChanged() {
        it.append("INBOX", 2);
        MailboxView view = it.select("INBOX");
        it.store(view, uids(1, 1), StoreMode.ADD, MailFlags.of(SystemFlag.SEEN));
        FlagsStored stored =
                (FlagsStored)
                        it.store(view, uids(1, 2), StoreMode.ADD, MailFlags.of(SystemFlag.FLAGGED));
        assertThat(stored.unseenBefore()).isEqualTo(NumberSet.of(1));
    }

    @Test
    void refusesTheFiftyNinthKeyword() {
        String[] all =
                IntStream.range(0, Mailbox.KEYWORDS_MAX)
                        .mapToObj(i -> "k" + i)
                        .toArray(String[]::new);
        it.append("INBOX", 1, all);
        assertThat(reason(it.append("INBOX", 1, "one-more"))).isEqualTo(Refusal.TOO_MANY_KEYWORDS);
        assertThat(it.append("INBOX", 1, "K0")).isInstanceOf(MessagesAppended.class);
    }

    @Test
    void matchesKeywordsByNameWhenItCopies() {
        it.append("Sent", 1, "Other");
        it.append("INBOX", 1, "First", "Second");
        it.perform(new CopyMessages(it.select("INBOX"), uids(1, 1), name("Sent")));
        MailboxView sent = it.select("Sent");
        assertThat(flagsOf(sent, 2)).isEqualTo(MailFlags.keywordBit(1) | MailFlags.keywordBit(2));
    }

    @Test
    void movesWithinOneMailbox() {
        it.append("INBOX", 2);
        MessagesCopied moved =
                (MessagesCopied)
                        it.perform(
                                new MoveMessages(
                                        it.select("INBOX"), uids(1, 1), MailboxName.INBOX));
        assertThat(moved.targets()).isEqualTo(NumberSet.of(3));
        assertThat(it.status("INBOX").messages()).isEqualTo(2);
    }

    @Test
    void refusesToCopyByNumberWhatIsGone() {
        it.append("INBOX", 3);
        MailboxView view = it.select("INBOX");
        it.expunge(view, NumberSet.of(2));
        assertThat(reason(it.perform(new CopyMessages(view, numbers(1, 3), name("Sent")))))
                .isEqualTo(Refusal.EXPUNGED_MEANWHILE);
        assertThat(reason(it.perform(new CopyMessages(view, numbers(4, 4), name("Sent")))))
                .isEqualTo(Refusal.NO_SUCH_MESSAGE);
        MessagesCopied copied =
                (MessagesCopied) it.perform(new CopyMessages(view, uids(1, 3), name("Sent")));
        assertThat(copied.sources().count()).isEqualTo(2);
    }

    @Test
    void expungesOnlyWhatIsMarked() {
        it.append("INBOX", 3);
        MailboxView view = it.select("INBOX");
        it.store(view, uids(2, 3), StoreMode.ADD, MailFlags.of(SystemFlag.DELETED));
        it.perform(new ExpungeMessages(view.mailboxId(), Optional.of(NumberSet.range(1, 2))));
        assertThat(it.status("INBOX").messages()).isEqualTo(2);
        it.perform(
                new ExpungeMessages(view.mailboxId(), Optional.of(NumberSet.of(NumberSet.STAR))));
        assertThat(it.status("INBOX").messages()).isEqualTo(1);
    }

    @Test
    void renamesWithAllThatLiesBelow() {
        for (String created : List.of("a", "a/b", "a/b/c", "ab")) {
            it.perform(new CreateMailbox(name(created), Optional.empty()));
        }
        it.perform(new RenameMailbox(name("a"), name("z")));
        assertThat(it.account.statuses().keySet())
                .extracting(MailboxName::value)
                .contains("ab", "z", "z/b", "z/b/c")
                .doesNotContain("a", "a/b");
        assertThat(reason(it.perform(new RenameMailbox(name("z"), name("z/y")))))
                .isEqualTo(Refusal.MAILBOX_EXISTS);
        assertThat(reason(it.perform(new RenameMailbox(name("ab"), name("z")))))
                .isEqualTo(Refusal.MAILBOX_EXISTS);
        assertThat(reason(it.perform(new RenameMailbox(name("none"), name("y")))))
                .isEqualTo(Refusal.NO_SUCH_MAILBOX);
    }

    @Test
    void renamingInboxMovesItsMessagesAndKeepsItself() {
        it.append("INBOX", 2, "Work");
        it.perform(new RenameMailbox(MailboxName.INBOX, name("old")));
        assertThat(it.status("INBOX").messages()).isZero();
        assertThat(it.status("INBOX").uidNext()).isEqualTo(3);
        assertThat(it.status("old").messages()).isEqualTo(2);
        assertThat(flagsOf(it.select("old"), 1)).isEqualTo(MailFlags.keywordBit(0));
        assertThat(it.status("old").uidValidity()).isNotEqualTo(it.status("INBOX").uidValidity());
    }

    @Test
    void neverDeletesInbox() {
        assertThat(reason(it.perform(new DeleteMailbox(MailboxName.INBOX))))
                .isEqualTo(Refusal.INBOX_STAYS);
    }

    @Test
    void showsMessagesAsRecentToOneSelectOnly() {
        it.append("INBOX", 2);
        var first =
                (AccountReply.MailboxOpened)
                        it.perform(new AccountCommand.SelectMailbox(MailboxName.INBOX));
        var second =
                (AccountReply.MailboxOpened)
                        it.perform(new AccountCommand.SelectMailbox(MailboxName.INBOX));
        assertThat(first.status().recent()).isEqualTo(2);
        assertThat(second.status().recent()).isZero();
        var examined = (AccountReply.MailboxOpened) it.account.reads().examine(MailboxName.INBOX);
        assertThat(examined.status().recent()).isZero();
    }

    @Test
    void refusesATransactionOutOfOrder() {
        var skipped =
                new AccountTransaction(it.account.sequence() + 2, CommandId.NONE, 0, List.of());
        assertThatThrownBy(() -> it.account.evolve(skipped))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void comesBackFromItsImageAsItWas() {
        it.append("INBOX", 5, "Work");
        MailboxView view = it.select("INBOX");
        it.expunge(view, NumberSet.range(2, 3));
        it.perform(new CopyMessages(it.select("INBOX"), uids(4, 5), name("Sent")));
        Account back = it.throughImage();
        assertThat(AccountImage.head(back)).isEqualTo(AccountImage.head(it.account));
        for (int id : AccountImage.mailboxIds(back)) {
            assertThat(AccountImage.section(back, id))
                    .isEqualTo(AccountImage.section(it.account, id));
        }
        assertThat(AccountImage.bodyIds(back).count()).isEqualTo(3);
    }

    private long flagsOf(MailboxView view, int uid) {
        var rows =
                (AccountReads.RowsAnswer.Rows)
                        it.account.reads().rows(it.select(nameOf(view)), uids(uid, uid), 0, 1, 10);
        return rows.rows().getFirst().flags();
    }

    private String nameOf(MailboxView view) {
        return it.account.statuses().entrySet().stream()
                .filter(e -> e.getValue().mailboxId() == view.mailboxId())
                .findFirst()
                .orElseThrow()
                .getKey()
                .value();
    }
}
