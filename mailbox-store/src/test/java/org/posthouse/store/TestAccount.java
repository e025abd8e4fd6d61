package org.posthouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.posthouse.core.account.Account;
import org.posthouse.core.account.AccountCommand;
import org.posthouse.core.account.AccountEvent;
import org.posthouse.core.account.AccountImage;
import org.posthouse.core.account.AccountLimits;
import org.posthouse.core.account.AccountTransaction;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.account.Decision;
import org.posthouse.core.account.MailboxStatus;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.account.NewMessage;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.StoreMode;
import org.posthouse.core.mailbox.SystemFlag;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.Text;

/** Does to an account what a host does, and remembers what was acknowledged. */
final class TestAccount {
    static final MailboxName ARCHIVE = new MailboxName("Archive");

    private final MailStore store;
    private final OpenAccount open;
    private final Account state;
    private long now = 1_700_000_000_000L;

    TestAccount(MailStore store, OpenAccount open) {
        this.store = store;
        this.open = open;
        this.state = open.state();
        this.now += state.sequence() * 1000;
    }

    /** What was acknowledged of an account, over all of its openings. */
    static final class Model {
        final List<AccountTransaction> transactions = new ArrayList<>();
        final Map<Long, byte[]> bodies = new HashMap<>();
        final Map<Integer, Integer> uidNext = new HashMap<>();
        final Map<Integer, Long> modSeq = new HashMap<>();
        int seed;

        Account account() {
            Account account = new Account();
            transactions.forEach(account::evolve);
            return account;
        }
    }

    OpenAccount open() {
        return open;
    }

    Account state() {
        return state;
    }

    MailboxStatus status(MailboxName name) {
        MailboxStatus status = state.statuses().get(name);
        if (status == null) {
            throw new AssertionError("no mailbox " + name);
        }
        return status;
    }

    /** Appends without waiting; the future tells what became of it. Does not evolve. */
    CompletableFuture<Void> append(
            AccountTransaction transaction, Map<Long, MessageContent> bodies) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        open.append(
                transaction,
                bodies,
                new Acknowledgement() {
                    @Override
                    public void durable() {
                        done.complete(null);
                    }

                    @Override
                    public void failed(StoreException cause) {
                        done.completeExceptionally(cause);
                    }
                });
        return done;
    }

    /** Decides, journals, waits, evolves. */
    void run(AccountCommand command, Model model) throws IOException {
        Decision decision = state.decide(command, AccountLimits.DEFAULT, now++);
        Decision.Accepted accepted =
                switch (decision) {
                    case Decision.Accepted yes -> yes;
                    case Decision.Declined no -> throw new AssertionError(no.toString());
                };
        if (accepted.events().isEmpty()) {
            return;
        }
        AccountTransaction transaction =
                new AccountTransaction(
                        state.sequence() + 1,
                        new CommandId(1, state.sequence() + 1),
                        now,
                        accepted.events());
        Stores.await(append(transaction, accepted.bodies()));
        state.evolve(transaction);
        model.transactions.add(transaction);
        accepted.bodies().forEach((bodyId, content) -> model.bodies.put(bodyId, bytes(content)));
        state.statuses()
                .values()
                .forEach(status -> {
                    model.uidNext.put(status.mailboxId(), status.uidNext());
                    model.modSeq.put(status.mailboxId(), status.highestModSeq());
                });
    }

    private final Map<String, byte[]> stagedBytes = new HashMap<>();

    private byte[] bytes(MessageContent content) {
        return switch (content) {
            case MessageContent.Inline inline -> {
                ByteBuffer all = ByteBuffer.allocate((int) inline.sizeBytes());
                inline.slices().forEach(all::put);
                yield all.array();
            }
            case MessageContent.Staged staged -> {
                byte[] bytes = stagedBytes.get(staged.stage());
                if (bytes == null) {
                    throw new AssertionError(staged.toString());
                }
                yield bytes;
            }
        };
    }

    void initialize(Model model) throws IOException {
        run(new AccountCommand.InitializeAccount(Dictionary.of("RealName", new Text("Al"))), model);
        run(new AccountCommand.CreateMailbox(ARCHIVE, Optional.empty()), model);
    }

    void deliver(int length, Model model) throws IOException {
        int seed = ++model.seed;
        byte[] message = Stores.bytes(seed, length);
        run(
                new AccountCommand.DeliverMessage(
                        "from@a.com",
                        "to@b.com",
                        new MessageContent.Inline(
                                List.of(("Received: " + seed + "\r\n").getBytes(US_ASCII), message),
                                Stores.bytes(-seed, 40))),
                model);
    }

    private static final java.nio.charset.Charset US_ASCII =
            java.nio.charset.StandardCharsets.US_ASCII;

    /** Stages a large message. */
    MessageContent.Staged stage(int length, Model model) throws IOException {
        byte[] message = Stores.bytes(++model.seed, length);
        BodyStage stage = store.stage();
        stage.write(ByteBuffer.wrap(message, 0, length / 2));
        stage.write(ByteBuffer.wrap(message, length / 2, length - length / 2));
        stage.finish();
        stagedBytes.put(stage.name(), message);
        return new MessageContent.Staged(stage.name(), length, Stores.bytes(-model.seed, 50));
    }

    void knows(MessageContent.Staged staged, byte[] bytes) {
        stagedBytes.put(staged.stage(), bytes);
    }

    byte[] stagedBytes(MessageContent.Staged staged) {
        return bytes(staged);
    }

    void deliver(MessageContent content, Model model) throws IOException {
        run(new AccountCommand.DeliverMessage("from@a.com", "to@b.com", content), model);
    }

    MailboxView view(MailboxName mailbox) {
        MailboxStatus status = status(mailbox);
        return new MailboxView(
                status.mailboxId(),
                status.uidNext(),
                status.highestModSeq(),
                status.highestModSeq());
    }

    void flag(int uid, Model model) throws IOException {
        run(
                new AccountCommand.StoreFlags(
                        view(MailboxName.INBOX),
                        new MessageSet.Uids(NumberSet.of(uid)),
                        StoreMode.ADD,
                        new MailFlags(SystemFlag.DELETED.bit(), List.of("$Note" + uid)),
                        AccountCommand.StoreFlags.ALWAYS),
                model);
    }

    void expunge(int uid, Model model) throws IOException {
        flag(uid, model);
        run(
                new AccountCommand.ExpungeMessages(
                        status(MailboxName.INBOX).mailboxId(), Optional.of(NumberSet.of(uid))),
                model);
    }

    void copy(int firstUid, int lastUid, Model model) throws IOException {
        run(
                new AccountCommand.CopyMessages(
                        view(MailboxName.INBOX),
                        new MessageSet.Uids(NumberSet.range(firstUid, lastUid)),
                        ARCHIVE),
                model);
    }

    void append(List<NewMessage> messages, Model model) throws IOException {
        run(new AccountCommand.AppendMessages(ARCHIVE, messages), model);
    }

    /** Has everything settled, merges and snapshots included; throws what went wrong. */
    void settle() throws IOException {
        store.settleSoon(open);
        Stores.until("settled", () -> open.turn().isIdle());
        StoreException failure = open.failure();
        if (failure != null) {
            throw failure;
        }
    }

    /** The account is exactly what was acknowledged, byte for byte. */
    void isExactly(Model model) throws IOException {
        Account expected = model.account();
        assertThat(state.sequence()).isEqualTo(expected.sequence());
        assertThat(AccountImage.head(state)).isEqualTo(AccountImage.head(expected));
        for (int mailboxId : AccountImage.mailboxIds(expected)) {
            assertThat(AccountImage.section(state, mailboxId))
                    .isEqualTo(AccountImage.section(expected, mailboxId));
        }
        bodiesAreThere(model, expected);
    }

    /** The state has at least the acknowledged messages, and no number has gone back. */
    void bodiesAreThere(Model model, Account expected) throws IOException {
        AccountImage.BodyIds live = AccountImage.bodyIds(expected);
        int found = 0;
        for (Map.Entry<Long, byte[]> body : model.bodies.entrySet()) {
            if (live.contains(body.getKey())) {
                try (StoredMessage message = open.read(body.getKey())) {
                    assertThat(message.sizeBytes()).isEqualTo(body.getValue().length);
                    assertThat(Stores.all(message)).isEqualTo(body.getValue());
                }
                found++;
            }
        }
        assertThat(found).isEqualTo(live.count());
    }

    void numbersHaveNotGoneBack(Model model) {
        for (MailboxStatus status : state.statuses().values()) {
            assertThat(status.uidNext())
                    .isGreaterThanOrEqualTo(model.uidNext.getOrDefault(status.mailboxId(), 1));
            assertThat(status.highestModSeq())
                    .isGreaterThanOrEqualTo(model.modSeq.getOrDefault(status.mailboxId(), 0L));
        }
    }

    static boolean isAppend(AccountEvent event) {
        return event instanceof AccountEvent.MessageAppended;
    }
}
