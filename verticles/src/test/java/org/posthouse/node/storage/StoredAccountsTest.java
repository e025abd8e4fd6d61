package org.posthouse.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.core.account.AccountCommand;
import org.posthouse.core.account.AccountLifecycle;
import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.directory.DirectoryReply;
import org.posthouse.core.directory.DirectoryWork;
import org.posthouse.core.layout.DomainKind;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.node.StandaloneUnderTest;
import org.posthouse.node.VertxUnderTest;

final class StoredAccountsTest {

    private static final DomainName FAST = new DomainName("fast.example");
    private static final AccountName U = new AccountName("u", StandaloneUnderTest.MAIN);
    private static final Dictionary SETTINGS = Dictionary.EMPTY.with("RealName", "U");

    @RegisterExtension final VertxUnderTest node = new VertxUnderTest();
    @TempDir Path base;

    private StandaloneUnderTest standalone;

    @BeforeEach
    void start() throws IOException {
        standalone = new StandaloneUnderTest(node, base);
    }

    @AfterEach
    void stop() throws IOException {
        standalone.close();
    }

    @Test
    void keepsTheSmallFilesWhereTheDomainWantsThem() {
        done(
                new DirectoryWork.CreateDomain(
                        FAST,
                        DomainKind.SHARED,
                        Dictionary.EMPTY.with("FastStorageType", "1").with("Foldering", "1")));
        AccountName first = new AccountName("albert", FAST);
        AccountName second = new AccountName("bertha", FAST);
        done(new DirectoryWork.CreateAccount(first, SETTINGS));
        Path place = base.resolve("SharedDomains/fast/fast.example/a.sub/albert.settings");
        assertThat(place).exists();
        assertThat(base.resolve("SharedDomains/fast.example/a.sub/albert.macnt")).isDirectory();

        done(new DirectoryWork.RenameAccount(first, second));
        assertThat(place).doesNotExist();
        assertThat(base.resolve("SharedDomains/fast/fast.example/b.sub/bertha.settings")).exists();
        assertThat(settings(second)).isEqualTo(SETTINGS);

        done(new DirectoryWork.RenameAccount(second, U));
        assertThat(base.resolve("SharedDomains/fast/fast.example/b.sub/bertha.settings"))
                .doesNotExist();
        assertThat(base.resolve("Accounts/u.macnt/account.settings")).exists();
        assertThat(settings(U)).isEqualTo(SETTINGS);

        done(new DirectoryWork.DeleteAccount(U));
        assertThat(base.resolve("Accounts/u.macnt")).doesNotExist();
    }

    @Test
    void tellsNewSettingsOnlyWhenTheirFileHasThem() throws IOException {
        create();
        assertThat(
                        standalone.perform(
                                U,
                                new AccountCommand.UpdateSettings(
                                        Dictionary.EMPTY.with("Password", "new"))))
                .isEqualTo(new AccountReply.Done());
        assertThat(Files.readString(base.resolve("Accounts/u.macnt/account.settings")))
                .contains(" Password = new;")
                .contains(" RealName = U;")
                .containsPattern(" AccountId = \"?[0-9a-f]{32}");
    }

    @Test
    void writesInfoSoonAfterAChange() {
        create();
        assertThat(
                        standalone.perform(
                                U,
                                new AccountCommand.CreateMailbox(
                                        new MailboxName("Kept"), java.util.Optional.empty())))
                .isEqualTo(new AccountReply.Done());
        VertxUnderTest.until(
                "info is written",
                () -> read(base.resolve("Accounts/u.macnt/account.info")).contains("Kept={"));
    }

    @Test
    void rebuildsDamagedSettingsFromTheAccount() throws IOException {
        create();
        done(U, new AccountCommand.CreateMailbox(new MailboxName("M"), java.util.Optional.empty()));
        standalone.close();
        Path file = base.resolve("Accounts/u.macnt/account.settings");
        Files.writeString(file, "{RealName = ");
        standalone = new StandaloneUnderTest(node, base);
        // Nobody logs in by settings that nobody can read.
        assertThat(standalone.perform(U, new AccountQuery.ReadSettings()))
                .isInstanceOfSatisfying(
                        AccountReply.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.UNAVAILABLE));
        assertThat(standalone.perform(U, new AccountQuery.ReadStatus(MailboxName.INBOX)))
                .isInstanceOf(AccountReply.StatusTold.class);
        VertxUnderTest.until("rebuilt", () -> read(file).contains(" RealName = U;"));
        assertThat(settings(U)).isEqualTo(SETTINGS);
    }

    @Test
    void refusesWhatIsThereAndWhatIsNot() {
        create();
        assertThat(standalone.perform(U, new AccountLifecycle.CreateAccount(SETTINGS)))
                .isEqualTo(new AccountReply.Refused(Refusal.ACCOUNT_EXISTS, U.toString()));
        AccountName nobody = new AccountName("nobody", StandaloneUnderTest.MAIN);
        for (var work :
                new org.posthouse.core.account.AccountWork[] {
                    new AccountLifecycle.DeleteAccount(),
                    new AccountLifecycle.RenameAccount(U),
                    new AccountQuery.ReadSettings(),
                    new AccountQuery.ReadStatus(MailboxName.INBOX)
                }) {
            assertThat(standalone.perform(nobody, work))
                    .isInstanceOfSatisfying(
                            AccountReply.Refused.class,
                            refused ->
                                    assertThat(refused.reason())
                                            .isEqualTo(Refusal.NO_SUCH_ACCOUNT));
        }
    }

    private void create() {
        done(new DirectoryWork.CreateAccount(U, SETTINGS));
    }

    private Dictionary settings(AccountName account) {
        return ((AccountReply.SettingsTold)
                        standalone.perform(account, new AccountQuery.ReadSettings()))
                .settings();
    }

    private void done(DirectoryWork work) {
        assertThat(standalone.perform(work)).isEqualTo(new DirectoryReply.Done());
    }

    private void done(AccountName account, AccountCommand work) {
        assertThat(standalone.perform(account, work)).isEqualTo(new AccountReply.Done());
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
