package org.posthouse.node.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthouse.node.account.HostFixture.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthouse.core.account.AccountCommand.AppendMessages;
import org.posthouse.core.account.AccountCommand.CreateMailbox;
import org.posthouse.core.account.AccountCommand.DeliverMessage;
import org.posthouse.core.account.AccountLifecycle;
import org.posthouse.core.account.AccountLimits;
import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountReply.MailboxOpened;
import org.posthouse.core.account.AccountReply.MessagesAppended;
import org.posthouse.core.account.AccountReply.MessagesFetched;
import org.posthouse.core.account.AccountReply.MessagesFound;
import org.posthouse.core.account.AccountReply.Refused;
import org.posthouse.core.account.AccountReply.StatusTold;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.account.NewMessage;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchItems;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SearchKey;
import org.posthouse.core.mime.MimeLimits;
import org.posthouse.core.mime.MimeScanner;
import org.posthouse.core.mime.SectionSpec;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.node.VertxUnderTest;
import org.posthouse.node.account.AccountStorage.StorageRefusal;

class AccountHostTest {
    @RegisterExtension final VertxUnderTest vertxUnderTest = new VertxUnderTest();

    private final AtomicLong nowMillis = new AtomicLong(1_700_000_000_000L);
    private final HostOptions small = new HostOptions(2, 3, 60_000, 1000, 150_000);
    private HostFixture it;
    private AccountName albert;

    @BeforeEach
    void start() throws Exception {
        Vertx vertx = vertxUnderTest.vertx();
        it = new HostFixture(vertx, small, () -> Instant.ofEpochMilli(nowMillis.get()));
        albert = it.account("albert@example.org");
    }

    @AfterEach
    void stop() {
        it.close();
    }

    @Test
    void answersOnlyAfterTheWriteIsDurable() throws Exception {
        it.perform(albert, new AccountQuery.ReadStatus(MailboxName.INBOX));
        it.storage.holdAppends();
        Future<AccountReply> answer = it.client.perform(albert, deliver("hello"));
        assertThat(statusOf(albert).status().messages()).isZero();
        assertThat(answer.isComplete()).isFalse();
        releaseOne();
        assertThat(await(answer)).isInstanceOf(MessagesAppended.class);
        assertThat(statusOf(albert).status().messages()).isEqualTo(1);
    }

    @Test
    void carriesOutTheCommandsOfAnAccountOneAfterTheOther() throws Exception {
        List<Future<AccountReply>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            answers.add(it.client.perform(albert, deliver("message " + i)));
        }
        NumberSet.Builder uids = NumberSet.builder();
        for (Future<AccountReply> answer : answers) {
            uids.add(((MessagesAppended) await(answer)).uids().first());
        }
        assertThat(uids.build()).isEqualTo(NumberSet.range(1, 3));
    }

    @Test
    void saysThatAFullDiskRefusesAndGoesOnWhenItIsNot() throws Exception {
        it.perform(albert, new AccountQuery.ReadStatus(MailboxName.INBOX));
        it.storage.failAppends(new StorageRefusal(Refusal.STORAGE_FULL, "no room"));
        assertThat(it.perform(albert, deliver("x")))
                .isEqualTo(new Refused(Refusal.STORAGE_FULL, "no room"));
        it.storage.failAppends(null);
        assertThat(it.perform(albert, deliver("x"))).isInstanceOf(MessagesAppended.class);
    }

    @Test
    void opensTheAccountAnewAfterAnAppendOfUnknownOutcome() throws Exception {
        it.perform(albert, new AccountQuery.ReadStatus(MailboxName.INBOX));
        it.storage.failAppends(new IllegalStateException("the disk is gone"));
        assertThat(((Refused) it.perform(albert, deliver("x"))).reason())
                .isEqualTo(Refusal.UNAVAILABLE);
        it.storage.failAppends(null);
        assertThat(it.perform(albert, deliver("x"))).isInstanceOf(MessagesAppended.class);
        assertThat(statusOf(albert).status().messages()).isEqualTo(1);
    }

    @Test
    void decidesNothingByAStateInDoubt() throws Exception {
        it.perform(albert, new AccountQuery.ReadStatus(MailboxName.INBOX));
        it.storage.holdAppends();
        Future<AccountReply> doubtful = it.client.perform(albert, deliver("written"));
        Future<AccountReply> next = it.client.perform(albert, deliver("next"));
        statusOf(albert);
        it.storage.failNextAfterWriting(new IllegalStateException("no answer from the disk"));
        releaseOne();
        assertThat(((Refused) await(doubtful)).reason()).isEqualTo(Refusal.UNAVAILABLE);
        releaseOne();
        assertThat(((MessagesAppended) await(next)).uids().first()).isEqualTo(2);
    }

    @Test
    void answersNoQueryBeforeTheAccountIsInitialized() throws Exception {
        Dictionary settings = Dictionary.EMPTY.with("RealName", "Bertha");
        AccountName bertha = it.account("bertha@example.org", settings);
        it.storage.holdAppends();
        Future<AccountReply> delivered = it.client.perform(bertha, deliver("first"));
        waitUntil(() -> it.storage.heldAppends() == 1);
        Future<AccountReply> told = it.client.perform(bertha, new AccountQuery.ReadSettings());
        releaseOne();
        releaseOne();
        assertThat(await(delivered)).isInstanceOf(MessagesAppended.class);
        assertThat(((AccountReply.SettingsTold) await(told)).settings()).isEqualTo(settings);
    }

    @Test
    void saysWhyAnAccountCantBeInitializedAndTriesAgain() throws Exception {
        it.storage.failAppends(new StorageRefusal(Refusal.STORAGE_FULL, "no room"));
        assertThat(it.perform(albert, deliver("x")))
                .isEqualTo(new Refused(Refusal.STORAGE_FULL, "no room"));
        it.storage.failAppends(null);
        assertThat(it.perform(albert, deliver("x"))).isInstanceOf(MessagesAppended.class);
    }

    @Test
    void refusesAReadThatNoThreadIsFreeFor() throws Exception {
        it.perform(albert, deliver("Subject: x\r\n\r\nneedle\r\n"));
        MailboxView view = opened(albert).view();
        it.refuseReads();
        var search = new AccountQuery.SearchMessages(view, new SearchKey.TextContains("needle"), 0);
        assertThat(((Refused) it.perform(albert, search)).reason()).isEqualTo(Refusal.BUSY);
        nowMillis.addAndGet(small.idleMillisMax() + 1);
        waitUntilClosed();
    }

    @Test
    void refusesMoreThanMayWait() throws Exception {
        it.perform(albert, new AccountQuery.ReadStatus(MailboxName.INBOX));
        it.storage.holdAppends();
        List<Future<AccountReply>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(it.client.perform(albert, deliver("message " + i)));
        }
        assertThat(((Refused) await(answers.get(4))).reason()).isEqualTo(Refusal.BUSY);
        for (int i = 0; i < 4; i++) {
            releaseOne();
            assertThat(await(answers.get(i))).isInstanceOf(MessagesAppended.class);
        }
    }

    @Test
    void doesNotBeginWhatNobodyWaitsFor() throws Exception {
        it.perform(albert, new AccountQuery.ReadStatus(MailboxName.INBOX));
        it.storage.holdAppends();
        Future<AccountReply> first = it.client.perform(albert, deliver("first"));
        Future<AccountReply> late = it.client.perform(albert, deliver("late"));
        statusOf(albert);
        nowMillis.addAndGet(AccountBus.ANSWER_MILLIS_MAX + 1);
        releaseOne();
        assertThat(await(first)).isInstanceOf(MessagesAppended.class);
        assertThat(((Refused) await(late)).reason()).isEqualTo(Refusal.BUSY);
    }

    @Test
    void closesAnAccountThatNobodyUses() throws Exception {
        it.perform(albert, deliver("x"));
        assertThat(it.storage.isOpen(albert)).isTrue();
        nowMillis.addAndGet(small.idleMillisMax() + 1);
        waitUntilClosed();
        assertThat(statusOf(albert).status().messages()).isEqualTo(1);
    }

    @Test
    void readsSettingsWithoutOpeningTheAccount() throws Exception {
        assertThat(it.perform(albert, new AccountQuery.ReadSettings()))
                .isInstanceOf(AccountReply.SettingsTold.class);
        assertThat(it.storage.isOpen(albert)).isFalse();
    }

    @Test
    void refusesAnAccountThatDoesNotExist() throws Exception {
        AccountName nobody = HostFixture.name("nobody@example.org");
        assertThat(((Refused) it.perform(nobody, deliver("x"))).reason())
                .isEqualTo(Refusal.NO_SUCH_ACCOUNT);
        assertThat(((Refused) it.perform(nobody, new AccountQuery.ReadSettings())).reason())
                .isEqualTo(Refusal.NO_SUCH_ACCOUNT);
    }

    @Test
    void closesAnAccountBeforeItIsRenamedOrDeleted() throws Exception {
        it.perform(albert, deliver("x"));
        AccountName bertha = HostFixture.name("bertha@example.org");
        assertThat(it.perform(albert, new AccountLifecycle.RenameAccount(bertha)))
                .isEqualTo(new AccountReply.Done());
        assertThat(statusOf(bertha).status().messages()).isEqualTo(1);
        assertThat(it.perform(bertha, new AccountLifecycle.DeleteAccount()))
                .isEqualTo(new AccountReply.Done());
        assertThat(((Refused) it.perform(bertha, deliver("x"))).reason())
                .isEqualTo(Refusal.NO_SUCH_ACCOUNT);
    }

    @Test
    void refusesMoreOpenAccountsThanItMayHave() throws Exception {
        AccountName second = it.account("second@example.org");
        AccountName third = it.account("third@example.org");
        it.perform(albert, deliver("x"));
        it.perform(second, deliver("x"));
        assertThat(((Refused) it.perform(third, deliver("x"))).reason()).isEqualTo(Refusal.BUSY);
    }

    @Test
    void fetchesInPagesThatHoldEveryByte() throws Exception {
        String text = "Subject: long\r\n\r\n" + "0123456789".repeat(350) + "\r\n";
        it.perform(albert, deliver(text));
        it.perform(albert, deliver("Subject: short\r\n\r\nx\r\n"));
        MailboxView view = opened(albert).view();
        List<SectionSpec> sections =
                List.of(
                        new SectionSpec(List.of(), new SectionSpec.Full(), null),
                        new SectionSpec(
                                List.of(), new SectionSpec.Fields(List.of("subject"), false), null),
                        new SectionSpec(List.of(9), new SectionSpec.Full(), null));
        FetchItems items = new FetchItems(Set.of(FetchItems.Item.ENVELOPE), sections);

        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        ByteArrayOutputStream subjects = new ByteArrayOutputStream();
        int pages = 0;
        int envelopes = 0;
        int absent = 0;
        FetchCursor cursor = FetchCursor.START;
        while (!cursor.isEnd()) {
            MessagesFetched page =
                    (MessagesFetched)
                            it.perform(
                                    albert,
                                    new AccountQuery.FetchMessages(view, all(), items, 0, cursor));
            for (FetchedMessage message : page.messages()) {
                envelopes += message.ready().size();
                for (FetchedMessage.SectionPiece piece : message.sections()) {
                    assertThat(piece.bytes().length).isLessThanOrEqualTo(small.pageBytesMax());
                    switch (piece.section()) {
                        case 0 -> whole.writeBytes(piece.bytes());
                        case 1 -> subjects.writeBytes(piece.bytes());
                        default -> absent += piece.totalBytes() == -1 ? 1 : 0;
                    }
                }
            }
            cursor = page.next();
            pages++;
        }
        assertThat(whole.toString(StandardCharsets.US_ASCII))
                .isEqualTo(text + "Subject: short\r\n\r\nx\r\n");
        assertThat(subjects.toString(StandardCharsets.US_ASCII))
                .isEqualTo("Subject: long\r\n\r\nSubject: short\r\n\r\n");
        assertThat(pages).isGreaterThan(3);
        assertThat(envelopes).isEqualTo(2);
        assertThat(absent).isEqualTo(2);
    }

    @Test
    void searchesHeadersAndText() throws Exception {
        it.perform(albert, deliver("Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nnothing here\r\n"));
        it.perform(albert, deliver("Subject: other\r\n\r\nthe Needle is here\r\n"));
        assertThat(found(new SearchKey.HeaderContains("Subject", "grüß")))
                .isEqualTo(NumberSet.of(1));
        assertThat(found(new SearchKey.BodyContains("needle"))).isEqualTo(NumberSet.of(2));
        assertThat(
                        found(
                                new SearchKey.Or(
                                        new SearchKey.TextContains("OTHER"),
                                        new SearchKey.InSet(numbers(1)))))
                .isEqualTo(NumberSet.range(1, 2));
        assertThat(
                        ((Refused)
                                        it.perform(
                                                albert,
                                                new AccountQuery.SearchMessages(
                                                        opened(albert).view(),
                                                        new SearchKey.InSet(numbers(3)),
                                                        0)))
                                .reason())
                .isEqualTo(Refusal.NO_SUCH_MESSAGE);
    }

    @Test
    void tellsWatchersUntilTheyClose() throws Exception {
        MailboxView view = opened(albert).view();
        CountDownLatch told = new CountDownLatch(1);
        AccountClient.Watch watch = it.client.watch(albert, view.mailboxId(), told::countDown);
        statusOf(albert);
        it.perform(albert, deliver("x"));
        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        watch.close();
        statusOf(albert);
        nowMillis.addAndGet(small.idleMillisMax() + 1);
        waitUntilClosed();
    }

    @Test
    void keepsAnAccountOpenThatIsWatched() throws Exception {
        MailboxView view = opened(albert).view();
        it.client.watch(albert, view.mailboxId(), () -> {});
        statusOf(albert);
        nowMillis.addAndGet(small.idleMillisMax() + 1);
        AccountName other = it.account("other@example.org");
        it.perform(other, deliver("x"));
        nowMillis.addAndGet(small.idleMillisMax() + 1);
        waitUntil(() -> !it.storage.isOpen(other));
        assertThat(it.storage.isOpen(albert)).isTrue();
        nowMillis.addAndGet(small.watchMillisMax());
        waitUntilClosed();
    }

    @Test
    void takesAStagedMessageForSeveralAccounts() throws Exception {
        AccountName second = it.account("second@example.org");
        AccountClient.BodyStage stage = it.client.stage();
        byte[] text = "Subject: staged\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII);
        await(stage.write(Buffer.buffer(text)));
        MessageContent content =
                new MessageContent.Staged(await(stage.finish()), text.length, structure(text));
        it.perform(albert, new DeliverMessage("a@example.org", "albert@example.org", content));
        it.perform(second, new DeliverMessage("a@example.org", "second@example.org", content));
        stage.discard();
        assertThat(statusOf(albert).status().sizeBytes()).isEqualTo(text.length);
        assertThat(statusOf(second).status().sizeBytes()).isEqualTo(text.length);
        assertThat(it.storage.stageCount()).isZero();
    }

    @Test
    void finishesAndClosesEverythingWhenItStops() throws Exception {
        it.perform(albert, new AccountQuery.ReadStatus(MailboxName.INBOX));
        it.storage.holdAppends();
        Future<AccountReply> answer = it.client.perform(albert, deliver("x"));
        statusOf(albert);
        Thread stopping =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                it.stopHost();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        });
        releaseOne();
        assertThat(await(answer)).isInstanceOf(MessagesAppended.class);
        stopping.join();
        assertThat(it.storage.isOpen(albert)).isFalse();
    }

    @Test
    void refusesWhenALimitIsReached() throws Exception {
        it.limit(new AccountLimits(10, 100, 5));
        assertThat(((Refused) it.perform(albert, deliver("more than ten bytes"))).reason())
                .isEqualTo(Refusal.OVER_QUOTA);
        assertThat(
                        ((Refused)
                                        it.perform(
                                                albert,
                                                new CreateMailbox(
                                                        new MailboxName("sixth"),
                                                        Optional.empty())))
                                .reason())
                .isEqualTo(Refusal.TOO_MANY_MAILBOXES);
    }

    @Test
    void appendsWithFlagsAndDate() throws Exception {
        byte[] text = "Subject: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        NewMessage message =
                new NewMessage(
                        new MailFlags(1, List.of("Work")),
                        1_000_000L,
                        new MessageContent.Inline(List.of(text), structure(text)));
        it.perform(albert, new AppendMessages(MailboxName.INBOX, List.of(message)));
        MessagesFetched page =
                (MessagesFetched)
                        it.perform(
                                albert,
                                new AccountQuery.FetchMessages(
                                        opened(albert).view(),
                                        all(),
                                        FetchItems.FLAGS,
                                        0,
                                        FetchCursor.START));
        assertThat(page.keywords()).containsExactly("Work");
        assertThat(page.messages().getFirst().internalDateMillis()).isEqualTo(1_000_000L);
        assertThat(page.messages().getFirst().flags()).isEqualTo(1 | MailFlags.keywordBit(0));
    }

    private NumberSet found(SearchKey key) throws Exception {
        return ((MessagesFound)
                        it.perform(
                                albert,
                                new AccountQuery.SearchMessages(opened(albert).view(), key, 0)))
                .uids();
    }

    private MailboxOpened opened(AccountName account) throws Exception {
        return (MailboxOpened)
                it.perform(account, new AccountQuery.ExamineMailbox(MailboxName.INBOX));
    }

    private StatusTold statusOf(AccountName account) throws Exception {
        return (StatusTold) it.perform(account, new AccountQuery.ReadStatus(MailboxName.INBOX));
    }

    private void releaseOne() {
        waitUntil(it.storage::release);
    }

    private void waitUntilClosed() {
        waitUntil(() -> !it.storage.isOpen(albert));
    }

    private static void waitUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static MessageSet all() {
        return new MessageSet.Uids(NumberSet.range(1, NumberSet.NUMBER_MAX));
    }

    private static MessageSet numbers(int number) {
        return new MessageSet.SequenceNumbers(NumberSet.of(number));
    }

    static DeliverMessage deliver(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new DeliverMessage(
                "sender@example.org",
                "albert@example.org",
                new MessageContent.Inline(List.of(bytes), structure(bytes)));
    }

    private static byte[] structure(byte[] bytes) {
        MimeScanner scanner = new MimeScanner(MimeLimits.DEFAULT);
        scanner.write(bytes, 0, bytes.length);
        return scanner.finish().encode();
    }
}
