package org.posthouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.account.NewMessage;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;

/**
 * The same script, with the power cut at its first call to the disk, at its second, and so on to
 * its last: what was acknowledged is there afterwards.
 */
@Timeout(300)
class StoreCrashTest {
    @TempDir Path temporary;

    /** What is left of that which was not made durable. */
    enum Cut {
        EVERYTHING_STAYS,
        ONLY_WHAT_IS_DURABLE_STAYS
    }

    @Test
    void theScriptRunsToItsEnd() throws IOException {
        TestAccount.Model model = new TestAccount.Model();
        Path base = temporary.resolve("whole");
        FaultDisk disk = new FaultDisk(0, temporary.resolve("trash"));
        script(base, disk, model);
        assertThat(disk.isDead()).isFalse();
        check(base, new FaultDisk(0, temporary.resolve("trash")), model);
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void everythingAcknowledgedSurvivesAPowerCutAtEveryCall(Cut cut) throws IOException {
        long call = 1;
        boolean died = true;
        while (died) {
            TestAccount.Model model = new TestAccount.Model();
            Path base = temporary.resolve("base-" + call);
            FaultDisk disk = new FaultDisk(call, temporary.resolve("trash"));
            script(base, disk, model);
            died = disk.isDead();
            if (died) {
                cut(disk, cut);
                recover(base, model, cut, call, disk.diedAt());
            }
            FaultDisk.deleteTree(base);
            call++;
        }
        assertThat(call).isGreaterThan(100);
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void recoveryInterruptedAtEveryCallEndsTheSame(Cut cut) throws IOException {
        long call = 1;
        boolean died = true;
        while (died) {
            TestAccount.Model model = new TestAccount.Model();
            Path base = temporary.resolve("again-" + call);
            MailStore first = Stores.open(base);
            TestAccount account = Stores.account(first, base, "albert");
            account.initialize(model);
            account.deliver(300, model);
            account.settle();
            account.deliver(400, model);
            account.flag(1, model);
            first.abandon();
            FaultDisk disk = new FaultDisk(call, temporary.resolve("trash"));
            try {
                Stores.open(base, disk).abandon();
            } catch (FaultDisk.PowerCut expected) {
                assertThat(disk.isDead()).isTrue();
            }
            died = disk.isDead();
            cut(disk, cut);
            check(base, new FaultDisk(0, temporary.resolve("trash")), model);
            FaultDisk.deleteTree(base);
            call++;
        }
        assertThat(call).isGreaterThan(10);
    }

    private static void cut(FaultDisk disk, Cut cut) throws IOException {
        switch (cut) {
            case EVERYTHING_STAYS -> {}
            case ONLY_WHAT_IS_DURABLE_STAYS -> disk.cutPower();
        }
    }

    /** Everything an account goes through in its files. */
    private static void script(Path base, FaultDisk disk, TestAccount.Model model)
            throws IOException {
        MailStore store;
        try {
            store = Stores.open(base, disk);
        } catch (FaultDisk.PowerCut beforeItBegan) {
            return;
        }
        try {
            TestAccount account = Stores.account(store, base, "albert");
            account.initialize(model);
            account.deliver(200, model);
            account.deliver(3000, model);
            account.settle();
            account.copy(1, 2, model);
            account.expunge(1, model);
            account.deliver(100, model);
            account.settle();
            MessageContent.Staged staged = account.stage(300_000, model);
            account.deliver(staged, model);
            account.append(List.of(message(7), message(8)), model);
            account.deliver(5000, model);
            account.expunge(5, model);
            account.settle();
            for (int i = 0; i < 3; i++) {
                account.deliver(9000, model);
                account.settle();
            }
            Stores.await(account.open().close());
            account = Stores.account(store, base, "albert");
            account.deliver(700, model);
            account.settle();
            account.deliver(800, model);
            store.close();
        } catch (StoreException | FaultDisk.PowerCut | AssertionError stopped) {
            if (!disk.isDead()) {
                throw stopped;
            }
            store.abandon();
        }
    }

    private static NewMessage message(int seed) {
        return new NewMessage(
                MailFlags.NONE,
                1_600_000_000_000L,
                new MessageContent.Inline(
                        List.of(Stores.bytes(seed, 500)), Stores.bytes(-seed, 20)));
    }

    private void recover(Path base, TestAccount.Model model, Cut cut, long call, String at)
            throws IOException {
        try {
            check(base, new FaultDisk(0, temporary.resolve("trash")), model);
        } catch (AssertionError | IOException | RuntimeException failure) {
            throw new AssertionError(cut + " at call " + call + ": " + at, failure);
        }
    }

    /** Opens again and compares; goes on, closes, opens and compares once more. */
    private static void check(Path base, FaultDisk disk, TestAccount.Model model)
            throws IOException {
        Stores.Heard heard = new Stores.Heard();
        try (MailStore store = MailStore.open(Stores.options(base, heard), disk)) {
            if (model.transactions.isEmpty() && !Files.exists(Stores.directory(base, "albert"))) {
                return;
            }
            TestAccount account = Stores.account(store, base, "albert");
            account.isExactly(model);
            account.numbersHaveNotGoneBack(model);
            assertThat(heard.damages).noneMatch(damage -> damage.lost());
            assertThat(heard.unrecovered).isEmpty();
            if (model.transactions.isEmpty()) {
                account.initialize(model);
            }
            account.deliver(1234, model);
            account.settle();
            account.deliver(123, model);
        }
        try (MailStore store = MailStore.open(Stores.options(base, heard), disk)) {
            TestAccount account = Stores.account(store, base, "albert");
            account.isExactly(model);
            assertThat(account.status(MailboxName.INBOX).uidNext()).isGreaterThan(1);
            assertThat(heard.damages).noneMatch(damage -> damage.lost());
        }
    }
}
