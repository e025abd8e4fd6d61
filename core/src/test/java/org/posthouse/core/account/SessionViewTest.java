package org.posthouse.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthouse.core.account.AccountFixture.numbers;
import static org.posthouse.core.account.AccountFixture.reason;
import static org.posthouse.core.account.AccountFixture.uids;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.posthouse.core.account.AccountQuery.SyncView;
import org.posthouse.core.account.AccountReply.Synced;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SearchKey;
import org.posthouse.core.mailbox.StoreMode;
import org.posthouse.core.mailbox.SyncCursor;
import org.posthouse.core.mailbox.SystemFlag;

class SessionViewTest {
    private final AccountFixture it = new AccountFixture();

    @Test
    void keepsNumbersUntilTheExpungeIsTold() {
        it.append("INBOX", 4);
        MailboxView view = it.select("INBOX");
        it.expunge(view, NumberSet.of(2));

        Synced silent = sync(view, false);
        assertThat(silent.expunged().isEmpty()).isTrue();
        assertThat(silent.exists()).isEqualTo(4);
        assertThat(uidsAt(silent.view(), numbers(3, 3))).containsExactly(3);

        Synced told = sync(silent.view(), true);
        assertThat(told.expunged()).isEqualTo(NumberSet.of(2));
        assertThat(told.expungedUids()).isEqualTo(NumberSet.of(2));
        assertThat(told.exists()).isEqualTo(3);
        assertThat(uidsAt(told.view(), numbers(3, 3))).containsExactly(4);
    }

    @Test
    void tellsFlagsOnceAndNotTheOwn() {
        it.append("INBOX", 3);
        MailboxView view = it.select("INBOX");
        var own =
                (AccountReply.FlagsStored)
                        it.store(view, uids(1, 1), StoreMode.ADD, MailFlags.of(SystemFlag.SEEN));
        it.store(view, uids(3, 3), StoreMode.ADD, MailFlags.of(SystemFlag.SEEN));
        Synced synced =
                (Synced)
                        it.account
                                .reads()
                                .sync(new SyncView(view, true, own.modSeq(), SyncCursor.START));
        assertThat(synced.flags()).extracting(FetchedMessage::uid).containsExactly(3);
        assertThat(sync(synced.view(), true).flags()).isEmpty();
    }

    @Test
    void tellsManyFlagsInPagesWithoutLosingAChangeInBetween() {
        int count = AccountReads.FLAGS_PER_PAGE_MAX + 10;
        it.append("INBOX", count);
        MailboxView view = it.select("INBOX");
        it.store(view, uids(1, count), StoreMode.ADD, MailFlags.of(SystemFlag.SEEN));
        Synced first = sync(view, true);
        assertThat(first.flags()).hasSize(AccountReads.FLAGS_PER_PAGE_MAX);
        it.store(view, uids(1, 1), StoreMode.ADD, MailFlags.of(SystemFlag.FLAGGED));
        Synced second =
                (Synced) it.account.reads().sync(new SyncView(first.view(), true, 0, first.next()));
        assertThat(second.flags()).hasSize(10);
        assertThat(second.next().isEnd()).isTrue();
        assertThat(sync(second.view(), true).flags())
                .extracting(FetchedMessage::uid)
                .containsExactly(1);
    }

    @Test
    void saysThatTheMailboxIsGone() {
        it.perform(new AccountCommand.CreateMailbox(AccountFixture.name("a"), Optional.empty()));
        MailboxView view = it.select("a");
        it.perform(new AccountCommand.DeleteMailbox(AccountFixture.name("a")));
        assertThat(sync(view, true).deleted()).isTrue();
        assertThat(reason(it.store(view, uids(1, 1), StoreMode.ADD, MailFlags.NONE)))
                .isEqualTo(Refusal.NO_SUCH_MAILBOX);
    }

    @Test
    void refusesAViewFromBeforeWhatIsRemembered() {
        int count = 2 * VanishedLog.RANGES_MAX + 4;
        it.append("INBOX", count);
        MailboxView view = it.select("INBOX");
        NumberSet.Builder everyOther = NumberSet.builder();
        IntStream.rangeClosed(1, count / 2).forEach(i -> everyOther.add(2 * i));
        it.expunge(view, everyOther.build());
        assertThat(reason(it.account.reads().sync(new SyncView(view, true, 0, SyncCursor.START))))
                .isEqualTo(Refusal.VIEW_TOO_OLD);
    }

    @Test
    void resolvesTheStarOfUidsToTheLastMessage() {
        it.append("INBOX", 3);
        MailboxView view = it.select("INBOX");
        assertThat(uidsAt(view, new MessageSet.Uids(NumberSet.range(1000, NumberSet.STAR))))
                .containsExactly(3);
        assertThat(uidsAt(view, new MessageSet.SequenceNumbers(NumberSet.of(NumberSet.STAR))))
                .containsExactly(3);
    }

    @Test
    void doesNotSeeMessagesThatItHasNotBeenTold() {
        it.append("INBOX", 1);
        MailboxView view = it.select("INBOX");
        it.append("INBOX", 1);
        assertThat(uidsAt(view, uids(1, 9))).containsExactly(1);
        assertThat(uidsAt(sync(view, true).view(), uids(1, 9))).containsExactly(1, 2);
    }

    @Test
    void resolvesASearchIntoUidsAndBits() {
        it.append("INBOX", 3, "Work");
        MailboxView view = it.select("INBOX");
        it.expunge(view, NumberSet.of(1));
        SearchKey key =
                new SearchKey.And(
                        List.of(
                                new SearchKey.BodyContains("x"),
                                new SearchKey.Not(new SearchKey.HasKeyword("work")),
                                new SearchKey.InSet(numbers(2, 2))));
        assertThat(it.account.reads().resolve(view, key))
                .contains(
                        new SearchKey.And(
                                List.of(
                                        new SearchKey.Not(
                                                new SearchKey.HasFlag(MailFlags.keywordBit(0))),
                                        new SearchKey.InSet(uids(2, 2)),
                                        new SearchKey.BodyContains("x"))));
    }

    /**
     * Any order of changes by one session and syncs by another: the other's numbers are those of a
     * plain list.
     */
    @Test
    void countsLikeAPlainListWhateverHappens() {
        for (long seed = 0; seed < 300; seed++) {
            countsLikeAPlainList(new Random(seed));
        }
    }

    private static void countsLikeAPlainList(Random random) {
        AccountFixture it = new AccountFixture();
        MailboxView view = it.select("INBOX");
        List<Integer> told = new ArrayList<>();
        for (int step = 0; step < 40; step++) {
            switch (random.nextInt(4)) {
                case 0 -> it.append("INBOX", 1 + random.nextInt(5));
                case 1 -> {
                    int next = it.status("INBOX").uidNext();
                    int from = 1 + random.nextInt(next);
                    it.expunge(it.select("INBOX"), NumberSet.range(from, from + random.nextInt(3)));
                }
                default -> {
                    boolean withExpunges = random.nextBoolean();
                    int knownBefore = told.size();
                    Synced synced =
                            (Synced)
                                    it.account
                                            .reads()
                                            .sync(
                                                    new SyncView(
                                                            view,
                                                            withExpunges,
                                                            0,
                                                            SyncCursor.START));
                    List<Integer> gone = new ArrayList<>();
                    synced.expunged().forEach(number -> gone.add(number));
                    gone.reversed().forEach(number -> told.remove(/* index */ number - 1));
                    if (withExpunges) {
                        assertThat(knownBefore - told.size())
                                .isEqualTo((int) synced.expungedUids().count());
                    }
                    for (int uid = view.uidNext(); uid < synced.view().uidNext(); uid++) {
                        boolean stillThere = !uidsAt(it, synced.view(), uids(uid, uid)).isEmpty();
                        if (stillThere || !withExpunges) {
                            told.add(uid);
                        }
                    }
                    view = synced.view();
                    assertThat(told).hasSize(synced.exists());
                }
            }
            for (int number = 1; number <= told.size(); number++) {
                List<Integer> found = uidsAt(it, view, numbers(number, number));
                assertThat(found.isEmpty() ? told.get(number - 1) : found.getFirst())
                        .isEqualTo(told.get(number - 1));
            }
        }
    }

    private Synced sync(MailboxView view, boolean withExpunges) {
        return (Synced)
                it.account.reads().sync(new SyncView(view, withExpunges, 0, SyncCursor.START));
    }

    private List<Integer> uidsAt(MailboxView view, MessageSet set) {
        return uidsAt(it, view, set);
    }

    private static List<Integer> uidsAt(AccountFixture it, MailboxView view, MessageSet set) {
        var answer = it.account.reads().rows(view, set, 0, 1, 100_000);
        return ((AccountReads.RowsAnswer.Rows) answer)
                .rows().stream().map(MessageRow::uid).toList();
    }
}
