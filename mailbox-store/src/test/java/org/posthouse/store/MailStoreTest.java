package org.posthouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.core.account.Account;
import org.posthouse.core.account.AccountEvent.SubscriptionChanged;
import org.posthouse.core.account.AccountTransaction;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.mailbox.MailboxName;

@Timeout(60)
class MailStoreTest {
    @TempDir Path base;

    private final TestAccount.Model model = new TestAccount.Model();

    @Test
    void everythingAcknowledgedIsThereAfterAKillBeforeItSettled() throws IOException {
        MailStore store = Stores.open(base);
        TestAccount account = Stores.account(store, base, "albert");
        account.initialize(model);
        account.deliver(1000, model);
        account.flag(1, model);
        account.isExactly(model);
        store.abandon();
        try (MailStore again = Stores.open(base)) {
            Stores.account(again, base, "albert").isExactly(model);
        }
    }

    @Test
    void aCleanEndLeavesNoJournal() throws IOException {
        try (MailStore store = Stores.open(base)) {
            TestAccount account = Stores.account(store, base, "albert");
            account.initialize(model);
            account.deliver(1000, model);
        }
        try (var journals = Files.list(base.resolve("SharedDomains/journals/node-a"))) {
            assertThat(journals.filter(Files::isDirectory)).isEmpty();
        }
        try (MailStore again = Stores.open(base)) {
            TestAccount account = Stores.account(again, base, "albert");
            account.isExactly(model);
            assertThat(again.metrics().unsettledTransactions()).isZero();
        }
    }

    @Test
    void aMessageIsReadFromTheJournalAndThenFromItsSegment() throws IOException {
        try (MailStore store = Stores.open(base)) {
            TestAccount account = Stores.account(store, base, "albert");
            account.initialize(model);
            account.deliver(1000, model);
            assertThat(account.open().files().bodies().unsettledCount()).isEqualTo(1);
            account.isExactly(model);
            account.settle();
            assertThat(account.open().files().bodies().unsettledCount()).isZero();
            assertThat(account.open().files().bodies().settledCount()).isEqualTo(1);
            account.isExactly(model);
            try (StoredMessage message = account.open().read(1)) {
                assertThat(message.structure()).isEqualTo(Stores.bytes(-1, 40));
            }
            assertThatThrownBy(() -> account.open().read(99))
                    .isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void aMessageOpenBeforeItSettlesStaysReadableAfterItsJournalAndItsSegmentAreGone()
            throws IOException {
        try (MailStore store = MailStore.open(smallSegments())) {
            TestAccount account = Stores.account(store, base, "albert");
            account.initialize(model);
            account.deliver(account.stage(300_000, model), model);
            account.deliver(2000, model);
            byte[] small = model.bodies.get(2L);
            byte[] large = model.bodies.get(1L);
            try (StoredMessage inJournal = account.open().read(2);
                    StoredMessage staged = account.open().read(1)) {
                account.settle();
                long before = firstSegment(store);
                for (int i = 0; i < 12; i++) {
                    account.deliver(20_000, model);
                    account.settle();
                }
                account.expunge(1, model);
                account.settle();
                assertThat(firstSegment(store)).isGreaterThan(before);
                FaultDisk.deleteTree(Stores.directory(base, "albert").resolve("bodies"));
                assertThat(Stores.all(inJournal)).isEqualTo(small);
                assertThat(Stores.all(staged)).isEqualTo(large);
            }
        }
    }

    private static long firstSegment(MailStore store) {
        return store.journal().segments().getFirst().number();
    }

    private MailStoreOptions smallSegments() {
        return Stores.options(base).withJournal(o -> Stores.journal(o, 64 << 10));
    }

    @Test
    void aSegmentIsRetiredWhenTheLastAccountHasSettledPastIt() throws IOException {
        try (MailStore store = MailStore.open(smallSegments())) {
            TestAccount slow = Stores.account(store, base, "slow");
            TestAccount busy = Stores.account(store, base, "busy");
            TestAccount.Model slowModel = new TestAccount.Model();
            slow.initialize(slowModel);
            busy.initialize(model);
            for (int i = 0; i < 10; i++) {
                busy.deliver(20_000, model);
                busy.settle();
            }
            assertThat(firstSegment(store)).isZero();
            slow.settle();
            assertThat(firstSegment(store)).isGreaterThan(0);
            assertThat(store.metrics().unsettledBytes()).isZero();
            store.abandon();
        }
        try (MailStore again = Stores.open(base)) {
            Stores.account(again, base, "busy").isExactly(model);
        }
    }

    @Test
    void oneLargeMessageToThreeAccountsIsOneFileUntilTheyDiffer() throws IOException {
        List<TestAccount.Model> models =
                List.of(model, new TestAccount.Model(), new TestAccount.Model());
        try (MailStore store = Stores.open(base)) {
            List<TestAccount> accounts = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                TestAccount account = Stores.account(store, base, "user" + i);
                account.initialize(models.get(i));
                accounts.add(account);
            }
            MessageContent.Staged staged = accounts.getFirst().stage(400_000, model);
            for (int i = 0; i < 3; i++) {
                accounts.get(i).knows(staged, accounts.getFirst().stagedBytes(staged));
                accounts.get(i).deliver(staged, models.get(i));
                accounts.get(i).isExactly(models.get(i));
            }
            assertThat(store.metrics().stagedMessages()).isEqualTo(1);
            Path own = Stores.files(Stores.directory(base, "user0"), "bodies").getLast();
            assertThat(Files.getAttribute(own, "unix:nlink")).isEqualTo(4);
            store.abandon();
        }
        try (MailStore again = Stores.open(base)) {
            for (int i = 0; i < 3; i++) {
                Stores.account(again, base, "user" + i).isExactly(models.get(i));
            }
            try (var staged = Files.list(base.resolve("SharedDomains/staged/node-a"))) {
                assertThat(staged).isEmpty();
            }
        }
    }

    @Test
    void aStageThatIsNotKnownIsRefusedAndItsSequenceIsFreeAgain() throws IOException {
        try (MailStore store = Stores.open(base)) {
            TestAccount account = Stores.account(store, base, "albert");
            account.initialize(model);
            assertThatThrownBy(() ->
                            account.deliver(
                                    new MessageContent.Staged("1-77", 5, new byte[3]), model))
                    .isInstanceOf(StoreException.NoSuchStage.class);
            account.deliver(10, model);
            account.isExactly(model);
        }
    }

    @Test
    void aDiscardedStageLeavesNoFile() throws IOException {
        try (MailStore store = Stores.open(base)) {
            BodyStage stage = store.stage();
            stage.write(ByteBuffer.wrap(new byte[500_000]));
            stage.discard();
            assertThat(store.metrics().stagedMessages()).isZero();
            try (var staged = Files.list(base.resolve("SharedDomains/staged/node-a"))) {
                assertThat(staged).isEmpty();
            }
        }
    }

    @Test
    void aMessageExpungedBeforeItSettlesCostsNoBodyWrite() throws IOException {
        try (MailStore store = Stores.open(base)) {
            TestAccount account = Stores.account(store, base, "albert");
            account.initialize(model);
            account.deliver(50_000, model);
            account.deliver(account.stage(300_000, model), model);
            account.expunge(1, model);
            account.expunge(2, model);
            account.settle();
            assertThat(store.metrics().bodiesNeverWritten()).isEqualTo(2);
            assertThat(Stores.files(Stores.directory(base, "albert"), "bodies")).isEmpty();
            account.isExactly(model);
        }
        try (MailStore again = Stores.open(base)) {
            Stores.account(again, base, "albert").isExactly(model);
        }
    }

    @Test
    void aCopyKeepsTheBytesOfAMessageThatIsExpungedBeforeItSettles() throws IOException {
        try (MailStore store = Stores.open(base)) {
            TestAccount account = Stores.account(store, base, "albert");
            account.initialize(model);
            account.deliver(1000, model);
            account.deliver(2000, model);
            account.copy(1, 2, model);
            account.expunge(1, model);
            account.expunge(2, model);
            account.settle();
            assertThat(store.metrics().bodiesNeverWritten()).isZero();
            account.isExactly(model);
        }
    }

    @Test
    void appendsBehindALargeMessageKeepTheirOrder() throws IOException {
        try (MailStore store = Stores.open(base)) {
            TestAccount account = Stores.account(store, base, "albert");
            account.initialize(model);
            MessageContent.Staged staged = account.stage(300_000, model);
            Account state = account.state();
            List<CompletableFuture<Void>> answers = new ArrayList<>();
            List<Integer> order = new ArrayList<>();
            for (int i = 1; i <= 6; i++) {
                int number = i;
                boolean withStage = i == 1 || i == 4;
                AccountTransaction transaction =
                        new AccountTransaction(
                                state.sequence() + i,
                                CommandId.NONE,
                                1,
                                List.of(new SubscriptionChanged(new MailboxName("M" + i), true)));
                Map<Long, MessageContent> bodies = withStage ? Map.of((long) i, staged) : Map.of();
                answers.add(
                        account.append(transaction, bodies)
                                .thenRun(() -> {
                                    synchronized (order) {
                                        order.add(number);
                                    }
                                }));
            }
            for (CompletableFuture<Void> answer : answers) {
                Stores.await(answer);
            }
            assertThat(order).containsExactly(1, 2, 3, 4, 5, 6);
            assertThatThrownBy(() ->
                            account.append(
                                    new AccountTransaction(
                                            state.sequence() + 9, CommandId.NONE, 1, List.of()),
                                    Map.of()))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void tooMuchUnsettledPushesBackUntilItHasSettled() throws IOException {
        try (MailStore store =
                MailStore.open(Stores.options(base).withUnsettled(100_000, 40_000_000))) {
            TestAccount account = Stores.account(store, base, "albert");
            account.initialize(model);
            account.deliver(90_000, model);
            account.deliver(90_000, model);
            assertThatThrownBy(() -> account.deliver(10, model))
                    .isInstanceOf(StoreException.Busy.class)
                    .hasMessageContaining("have not settled");
            account.settle();
            account.deliver(10, model);
            account.isExactly(model);
        }
    }

    @Test
    void aTransactionOfTooManyBytesIsRefused() throws IOException {
        try (MailStore store = Stores.open(base)) {
            TestAccount account = Stores.account(store, base, "albert");
            account.initialize(model);
            assertThatThrownBy(() -> account.deliver(store.inlineBytesMax() + 1, model))
                    .isInstanceOf(StoreException.TooLarge.class);
            account.deliver(store.inlineBytesMax() - 1000, model);
            account.isExactly(model);
        }
    }

    @Test
    void whatIsOldSettlesByItself() throws IOException {
        try (MailStore store = MailStore.open(Stores.options(base).withUnsettled(1 << 20, 40))) {
            TestAccount account = Stores.account(store, base, "albert");
            account.initialize(model);
            account.deliver(100, model);
            Stores.until("settled", () -> store.metrics().unsettledTransactions() == 0);
            account.isExactly(model);
        }
    }

    @Test
    void viewsAreWrittenAtMostOnceASecondAndOnceMoreAtTheEnd() throws IOException {
        AtomicInteger written = new AtomicInteger();
        List<Long> sequences = new ArrayList<>();
        AccountViewWriter views =
                (_, _, sequence, settings, statuses) -> {
                    synchronized (sequences) {
                        sequences.add(sequence);
                        assertThat(settings.text("RealName")).contains("Al");
                        assertThat(statuses).containsKey(MailboxName.INBOX);
                    }
                    written.incrementAndGet();
                };
        MailStoreOptions options =
                MailStoreOptions.standalone(base, "node-a", views, StoreListener.NONE)
                        .withJournal(o -> Stores.journal(o, 1 << 20))
                        .withUnsettled(1 << 20, 40);
        try (MailStore store = MailStore.open(options)) {
            TestAccount account = Stores.account(store, base, "albert");
            account.initialize(model);
            account.open()
                    .viewSource(() ->
                            CompletableFuture.completedFuture(AccountView.of(account.state())));
            Stores.until("first view", () -> written.get() == 1);
            for (int i = 0; i < 5; i++) {
                account.deliver(100, model);
                account.settle();
            }
            assertThat(written).hasValueLessThanOrEqualTo(2);
        }
        assertThat(sequences.getLast()).isEqualTo(model.transactions.size());
    }

    @Test
    void aSecondStoreOnTheSameBaseIsRefusedAndNamesTheHolder() throws IOException {
        try (MailStore store = Stores.open(base)) {
            assertThat(store.incarnation()).isEqualTo(1);
            assertThatThrownBy(() -> Stores.open(base))
                    .isInstanceOf(StoreException.Busy.class)
                    .hasMessageContaining("posthouse.lock")
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
        }
        Stores.open(base).close();
    }

    @Test
    void anAccountOpenTwiceIsRefused() throws IOException {
        try (MailStore store = Stores.open(base)) {
            TestAccount account = Stores.account(store, base, "albert");
            assertThatThrownBy(() -> Stores.account(store, base, "albert"))
                    .isInstanceOf(StoreException.Busy.class);
            assertThatThrownBy(() ->
                            store.deleteAccountDirectory(
                                    account.open().id(), account.open().directory()))
                    .isInstanceOf(StoreException.Busy.class);
        }
    }

    @Test
    void aRenamedAccountIsFoundAndADeletedOneIsNotMissed() throws IOException {
        Path to = Stores.directory(base, "bertha");
        MailStore store = Stores.open(base);
        TestAccount account = Stores.account(store, base, "albert");
        account.initialize(model);
        account.deliver(100, model);
        Stores.await(account.open().close());
        TestAccount gone = Stores.account(store, base, "gone");
        gone.initialize(new TestAccount.Model());
        Stores.await(gone.open().close());
        store.renameAccountDirectory(Stores.id("albert"), Stores.directory(base, "albert"), to);
        store.deleteAccountDirectory(Stores.id("gone"), Stores.directory(base, "gone"));
        store.abandon();
        Stores.Heard heard = new Stores.Heard();
        try (MailStore again = MailStore.open(Stores.options(base, heard))) {
            assertThat(heard.unrecovered).isEmpty();
            assertThat(again.identify(to)).contains(Stores.id("albert"));
            assertThat(Stores.directory(base, "gone")).doesNotExist();
            new TestAccount(
                            again,
                            Stores.await(
                                    again.open(
                                            Stores.name("bertha"),
                                            to,
                                            Stores.id("albert"),
                                            again.incarnation())))
                    .isExactly(model);
        }
    }

    @Test
    void aFailedForceStopsOneAccountAndNothingOfItIsReliedUpon() throws IOException {
        FaultDisk disk = new FaultDisk(0, base.resolve("trash"));
        Stores.Heard heard = new Stores.Heard();
        TestAccount.Model other = new TestAccount.Model();
        try (MailStore store = MailStore.open(Stores.options(base, heard), disk)) {
            TestAccount albert = Stores.account(store, base, "albert");
            TestAccount bertha = Stores.account(store, base, "bertha");
            albert.initialize(model);
            bertha.initialize(other);
            albert.settle();
            albert.deliver(3000, model);
            bertha.deliver(3000, other);
            disk.forceFails = path -> path.toString().contains("albert");
            assertThatThrownBy(albert::settle)
                    .isInstanceOf(StoreException.AccountFailed.class)
                    .hasMessageContaining("albert@company.com")
                    .hasMessageContaining("Next step");
            assertThat(heard.failed).hasSize(1);
            assertThatThrownBy(() -> albert.deliver(10, model))
                    .isInstanceOf(StoreException.AccountFailed.class);
            bertha.settle();
            bertha.deliver(10, other);
            bertha.isExactly(other);
            disk.forceFails = _ -> false;
            TestAccount again = Stores.account(store, base, "albert");
            again.isExactly(model);
            again.deliver(20, model);
            again.settle();
            disk.cutPower(); // what was written by the failed force was never on the disk
            store.abandon();
        }
        try (MailStore restarted = Stores.open(base)) {
            Stores.account(restarted, base, "albert").isExactly(model);
            Stores.account(restarted, base, "bertha").isExactly(other);
        }
    }

    @Test
    void eventsOfAnAccountThatIsNotThereAreKeptAside() throws IOException {
        MailStore store = Stores.open(base);
        TestAccount albert = Stores.account(store, base, "albert");
        TestAccount bertha = Stores.account(store, base, "bertha");
        TestAccount.Model other = new TestAccount.Model();
        albert.initialize(model);
        albert.deliver(500, model);
        bertha.initialize(other);
        store.abandon();
        Path away = base.resolve("away");
        Files.move(Stores.directory(base, "albert"), away);
        Stores.Heard heard = new Stores.Heard();
        try (MailStore again = MailStore.open(Stores.options(base, heard))) {
            assertThat(heard.unrecovered).containsExactly("SharedDomains/company.com/albert.macnt");
            Stores.account(again, base, "bertha").isExactly(other);
        }
        Path journals = base.resolve("SharedDomains/journals/node-a");
        assertThat(journals.resolve("unrecovered-1")).isDirectory();
        Files.move(away, Stores.directory(base, "albert"));
        Files.move(journals.resolve("unrecovered-1"), journals.resolve("1"));
        try (MailStore again = Stores.open(base)) {
            Stores.account(again, base, "albert").isExactly(model);
            Stores.account(again, base, "bertha").isExactly(other);
        }
    }

    @Test
    void smallFilesStayFew() throws IOException {
        for (int i = 0; i < 12; i++) {
            try (MailStore store = Stores.open(base)) {
                TestAccount account = Stores.account(store, base, "albert");
                account.isExactly(model);
                if (i == 0) {
                    account.initialize(model);
                }
                account.deliver(700, model);
            }
        }
        Path directory = Stores.directory(base, "albert");
        assertThat(Stores.files(directory, "events")).hasSizeLessThanOrEqualTo(5);
        assertThat(Stores.files(directory, "bodies")).hasSizeLessThanOrEqualTo(5);
        assertThat(Stores.files(directory, "state")).hasSizeLessThanOrEqualTo(2);
    }
}
