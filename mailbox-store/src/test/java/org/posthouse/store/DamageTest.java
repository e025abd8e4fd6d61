package org.posthouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.store.files.BodyDamaged;
import org.posthouse.store.files.Damage;
import org.posthouse.store.files.FileLimits;

/** Files are damaged between two starts: at most the damaged record is lost, and it is named. */
@Timeout(60)
class DamageTest {
    @TempDir Path base;

    private final TestAccount.Model model = new TestAccount.Model();
    private final Stores.Heard heard = new Stores.Heard();

    private MailStore open(FileLimits limits) throws IOException {
        return MailStore.open(Stores.options(base, heard).withFiles(limits));
    }

    private Path fill(FileLimits limits) throws IOException {
        try (MailStore store = open(limits)) {
            TestAccount account = Stores.account(store, base, "albert");
            account.initialize(model);
            for (int i = 1; i <= 8; i++) {
                account.deliver(300 + i, model);
                account.flag(i, model);
                account.settle();
            }
            account.copy(2, 5, model);
        }
        return Stores.directory(base, "albert");
    }

    private List<Damage> lost() {
        return heard.damages.stream().filter(Damage::lost).toList();
    }

    private static void flip(Path file, long offset) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            one.put(0, (byte) (one.get(0) ^ 0x10));
            channel.write(one.flip(), offset);
        }
    }

    private static void cut(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    /** Logs with records, in order. */
    private static List<Path> logs(Path directory) throws IOException {
        List<Path> logs = new ArrayList<>();
        for (Path log : Stores.files(directory, "events")) {
            if (Files.size(log) > 48) {
                logs.add(log);
            }
        }
        return logs;
    }

    private static void deleteSnapshots(Path directory) throws IOException {
        for (Path snapshot : Stores.files(directory, "state")) {
            Files.delete(snapshot);
        }
    }

    @Test
    void withoutItsSnapshotsAnAccountIsRebuiltTheSame() throws IOException {
        Path directory = fill(Stores.TIGHT);
        assertThat(Stores.files(directory, "state")).isNotEmpty();
        deleteSnapshots(directory);
        try (MailStore store = open(Stores.TIGHT)) {
            Stores.account(store, base, "albert").isExactly(model);
        }
        assertThat(heard.damages).isEmpty();
    }

    @Test
    void aDamagedSnapshotIsReportedAndTheOneBeforeItIsUsed() throws IOException {
        Path directory = fill(Stores.TIGHT);
        List<Path> snapshots = Stores.files(directory, "state");
        assertThat(snapshots).hasSize(2);
        for (Path snapshot : snapshots.reversed()) {
            long size = Files.size(snapshot);
            flip(snapshot, size / 2);
            try (MailStore store = open(Stores.TIGHT)) {
                Stores.account(store, base, "albert").isExactly(model);
                store.abandon();
            }
            assertThat(heard.damages).anyMatch(d -> d.file().equals(snapshot));
        }
        assertThat(lost()).isEmpty();
    }

    @Test
    void everyBitOfASnapshotIsGuarded() throws IOException {
        Path directory = fill(Stores.TIGHT);
        Path snapshot = Stores.files(directory, "state").getLast();
        long size = Files.size(snapshot);
        for (long offset = 0; offset < size; offset += Math.max(1, size / 60)) {
            flip(snapshot, offset);
            heard.damages.clear();
            try (MailStore store = open(Stores.TIGHT)) {
                Stores.account(store, base, "albert").isExactly(model);
                store.abandon();
            }
            assertThat(heard.damages).as("offset %d", offset).isNotEmpty();
            flip(snapshot, offset);
        }
    }

    @Test
    void aDamagedEventInTheMiddleLosesItselfAndIsReported() throws IOException {
        FileLimits noSnapshots = new FileLimits(1 << 20, 1 << 20, 16, 1 << 20);
        Path directory = fill(noSnapshots);
        Path log = logs(directory).getFirst();
        int uidNext = model.uidNext.getOrDefault(1, 0);
        flip(log, recordAt(log, 4) + 50); // the flags of the first message
        try (MailStore store = open(noSnapshots)) {
            TestAccount account = Stores.account(store, base, "albert");
            assertThat(lost()).anyMatch(d -> d.what().contains("transactions 4 to 4 are lost"));
            assertThat(account.status(MailboxName.INBOX).messages()).isEqualTo(8);
            assertThat(account.status(MailboxName.INBOX).uidNext()).isGreaterThan(uidNext);
            account.numbersHaveNotGoneBack(model);
            account.bodiesAreThere(model, model.account());
        }
        heard.damages.clear();
        try (MailStore store = open(noSnapshots)) {
            TestAccount account = Stores.account(store, base, "albert");
            assertThat(account.status(MailboxName.INBOX).messages()).isEqualTo(8);
            assertThat(lost()).isEmpty();
        }
    }

    @Test
    void aLostEndNeverGivesANumberTwice() throws IOException {
        FileLimits noSnapshots = new FileLimits(1 << 20, 1 << 20, 16, 1 << 20);
        Path directory = fill(noSnapshots);
        Path log = logs(directory).getLast();
        cut(log, Files.size(log) - 3);
        TestAccount.Model after = new TestAccount.Model();
        for (int i = 0; i < 2; i++) {
            try (MailStore store = open(noSnapshots)) {
                TestAccount account = Stores.account(store, base, "albert");
                account.numbersHaveNotGoneBack(model);
                account.numbersHaveNotGoneBack(after);
                account.deliver(100, after);
            }
        }
        assertThat(lost()).hasSize(1);
        assertThat(lost().getFirst().what()).contains("transactions after 18 may be lost");
    }

    @Test
    void everyBitOfAnEventLogIsGuarded() throws IOException {
        FileLimits noSnapshots = new FileLimits(1 << 20, 1 << 20, 16, 1 << 20);
        Path directory = fill(noSnapshots);
        Path log = logs(directory).getFirst();
        long size = Files.size(log);
        for (long offset = 0; offset < size; offset += Math.max(1, size / 80)) {
            flip(log, offset);
            heard.damages.clear();
            try (MailStore store = open(noSnapshots)) {
                TestAccount account = Stores.account(store, base, "albert");
                account.numbersHaveNotGoneBack(model);
                store.abandon();
            }
            assertThat(heard.damages).as("offset %d", offset).isNotEmpty();
            deleteSnapshots(directory);
            flip(log, offset);
        }
        try (MailStore store = open(noSnapshots)) {
            Stores.account(store, base, "albert").isExactly(model);
        }
    }

    @Test
    void aDamagedMessageLosesItselfOnly() throws IOException {
        Path directory = fill(FileLimits.DEFAULT);
        Path segment = Stores.files(directory, "bodies").getFirst();
        flip(segment, 48 + 48 + 100);
        try (MailStore store = open(FileLimits.DEFAULT)) {
            TestAccount account = Stores.account(store, base, "albert");
            assertThatThrownBy(() -> account.open().read(1)).isInstanceOf(BodyDamaged.class);
            assertThat(lost()).hasSize(1);
            for (long body = 2; body <= 8; body++) {
                try (StoredMessage message = account.open().read(body)) {
                    assertThat(Stores.all(message)).isEqualTo(model.bodies.get(body));
                }
            }
            assertThat(account.status(MailboxName.INBOX).messages()).isEqualTo(8);
        }
    }

    @Test
    void aDamagedHeaderInASegmentLosesOneMessageWhenTheIndexIsRebuilt() throws IOException {
        Path directory = fill(FileLimits.DEFAULT);
        deleteSnapshots(directory);
        Path segment = Stores.files(directory, "bodies").getFirst();
        flip(segment, 48 + 8); // the first record's body id
        try (MailStore store = open(FileLimits.DEFAULT)) {
            TestAccount account = Stores.account(store, base, "albert");
            assertThat(lost()).anyMatch(d -> d.what().contains("1 messages have lost their bytes"));
            for (long body = 2; body <= 8; body++) {
                try (StoredMessage message = account.open().read(body)) {
                    assertThat(Stores.all(message)).isEqualTo(model.bodies.get(body));
                }
            }
        }
    }

    @Test
    void aLargeMessageIsCheckedWhenItIsReadToItsEnd() throws IOException {
        try (MailStore store = open(FileLimits.DEFAULT)) {
            TestAccount account = Stores.account(store, base, "albert");
            account.initialize(model);
            account.deliver(account.stage(400_000, model), model);
        }
        Path segment = Stores.files(Stores.directory(base, "albert"), "bodies").getFirst();
        flip(segment, 200_000);
        try (MailStore store = open(FileLimits.DEFAULT)) {
            TestAccount account = Stores.account(store, base, "albert");
            try (StoredMessage message = account.open().read(1)) {
                ByteBuffer part = ByteBuffer.allocate(1000);
                assertThat(message.read(0, part)).isEqualTo(1000);
                ByteBuffer rest = ByteBuffer.allocate(500_000);
                assertThatThrownBy(() -> message.read(1000, rest))
                        .isInstanceOf(BodyDamaged.class)
                        .hasMessageContaining(segment.toString());
            }
        }
    }

    @Test
    void aFileOfANewerReleaseIsLeftAlone() throws IOException {
        Path directory = fill(FileLimits.DEFAULT);
        Path log = logs(directory).getLast();
        byte[] bytes = Files.readAllBytes(log);
        bytes[5] = 9;
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(bytes, 0, 44);
        ByteBuffer.wrap(bytes).putInt(44, (int) crc.getValue());
        Files.write(log, bytes);
        deleteSnapshots(directory);
        try (MailStore store = open(FileLimits.DEFAULT)) {
            assertThatThrownBy(() -> Stores.account(store, base, "albert"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("format version 9")
                    .hasMessageContaining(log.toString());
        }
        assertThat(Files.readAllBytes(log)).isEqualTo(bytes);
    }

    @Test
    void anotherAccountsFileIsRefused() throws IOException {
        Path directory = fill(FileLimits.DEFAULT);
        try (MailStore store = open(FileLimits.DEFAULT)) {
            TestAccount other = Stores.account(store, base, "bertha");
            other.initialize(new TestAccount.Model());
        }
        Path foreign = logs(Stores.directory(base, "bertha")).getLast();
        Files.copy(foreign, directory.resolve("events").resolve("00000000000000ff-0000000009.log"));
        try (MailStore store = open(FileLimits.DEFAULT)) {
            assertThatThrownBy(() -> Stores.account(store, base, "albert"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("belongs to the account");
        }
    }

    /** Where the record of a sequence begins in a log. */
    private static long recordAt(Path log, long sequence) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(log));
        int at = 48;
        while (bytes.getLong(at + 8) != sequence) {
            at += 44 + bytes.getInt(at + 4);
        }
        return at;
    }
}
