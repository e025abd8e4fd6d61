package org.posthouse.node.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.core.account.AccountLifecycle;
import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.directory.DirectoryRefusal;
import org.posthouse.core.directory.DirectoryReply;
import org.posthouse.core.directory.DirectoryWork;
import org.posthouse.core.directory.Route;
import org.posthouse.core.layout.DomainKind;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.faststore.DictionaryFile;
import org.posthouse.node.StandaloneUnderTest;
import org.posthouse.node.VertxUnderTest;
import org.posthouse.node.auth.StoredCredentials;

final class DirectoryTest {

    private static final DomainName D = new DomainName("d.example");

    @RegisterExtension final VertxUnderTest node = new VertxUnderTest();
    @TempDir Path base;

    private StandaloneUnderTest standalone;

    @BeforeEach
    void start() throws IOException {
        standalone = new StandaloneUnderTest(node, base);
        done(new DirectoryWork.CreateDomain(D, DomainKind.LOCAL, Dictionary.EMPTY));
    }

    @AfterEach
    void stop() throws IOException {
        standalone.close();
    }

    @Test
    void knowsAnAccountFromItsCreationToItsDeletion() {
        assertThat(route("u@d.example")).isInstanceOf(Route.Unknown.class);
        done(new DirectoryWork.CreateAccount(account("u"), Dictionary.EMPTY));
        assertThat(route("u+x@d.example")).isEqualTo(new Route.ToAccount(account("u")));
        done(new DirectoryWork.RenameAccount(account("u"), account("v")));
        assertThat(route("u@d.example")).isInstanceOf(Route.Unknown.class);
        assertThat(route("v@d.example")).isEqualTo(new Route.ToAccount(account("v")));
        done(new DirectoryWork.DeleteAccount(account("v")));
        assertThat(route("v@d.example")).isInstanceOf(Route.Unknown.class);
    }

    @Test
    void givesANameToOneOfManyWhoWantItAtTheSameTime() {
        done(new DirectoryWork.CreateAccount(account("u"), Dictionary.EMPTY));
        List<Future<DirectoryReply>> replies = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            for (DirectoryWork work :
                    List.of(
                            new DirectoryWork.CreateForwarder(
                                    account("name"), address("a@b.example")),
                            new DirectoryWork.CreateAccount(account("name"), Dictionary.EMPTY),
                            new DirectoryWork.ReplaceAccountAliases(
                                    account("u"), List.of("other" + i, "name")))) {
                replies.add(standalone.onContext(() -> standalone.directory().perform(work)));
            }
        }
        long accepted =
                replies.stream()
                        .map(node::await)
                        .filter(DirectoryReply.Done.class::isInstance)
                        .count();
        assertThat(accepted).isEqualTo(1);
    }

    @Test
    void doesNotGiveOldAliasesToANewAccount() {
        done(new DirectoryWork.CreateAccount(account("u"), Dictionary.EMPTY));
        done(new DirectoryWork.ReplaceAccountAliases(account("u"), List.of("alias")));
        done(new DirectoryWork.DeleteAccount(account("u")));
        done(new DirectoryWork.CreateAccount(account("u"), Dictionary.EMPTY));
        assertThat(route("alias@d.example")).isInstanceOf(Route.Unknown.class);
    }

    @Test
    void goesOnWithARenameThatWasInterrupted() throws IOException {
        DomainName to = new DomainName("to.example");
        for (String user : List.of("a", "b", "c")) {
            done(new DirectoryWork.CreateAccount(account(user), Dictionary.EMPTY));
        }
        done(new DirectoryWork.ReplaceAccountAliases(account("b"), List.of("bee")));
        done(new DirectoryWork.ReplaceDomainAliases(D, List.of(new DomainName("x.example"))));
        // What is on disk when the node stops after the first account.
        done(new DirectoryWork.CreateDomain(to, DomainKind.LOCAL, Dictionary.EMPTY));
        DictionaryFile.at(base.resolve("Domains/d.example/Settings/Domain.settings"))
                .update(settings -> settings.with("RenamedTo", "to.example"));
        standalone.catalog().forget(D);
        standalone.perform(
                account("a"), new AccountLifecycle.RenameAccount(new AccountName("a", to)));

        done(new DirectoryWork.RenameDomain(D, to));

        assertThat(standalone.perform(new DirectoryWork.ListAccounts(to, "")))
                .isEqualTo(new DirectoryReply.NamesListed(List.of("a", "b", "c"), false));
        assertThat(route("bee@x.example")).isEqualTo(new Route.ToAccount(new AccountName("b", to)));
        assertThat(standalone.perform(new DirectoryWork.ReadDomain(D)))
                .isEqualTo(
                        new DirectoryReply.Refused(DirectoryRefusal.NO_SUCH_DOMAIN, "d.example"));
        assertThat(base.resolve("Domains/d.example")).doesNotExist();
    }

    @Test
    void refusesToRenameOntoADomainThatIsNoneOfItsOwn() {
        DomainName other = new DomainName("other.example");
        done(new DirectoryWork.CreateDomain(other, DomainKind.LOCAL, Dictionary.EMPTY));
        done(new DirectoryWork.CreateAccount(account("a"), Dictionary.EMPTY));
        assertThat(standalone.perform(new DirectoryWork.RenameDomain(D, other)))
                .isEqualTo(
                        new DirectoryReply.Refused(
                                DirectoryRefusal.DOMAIN_EXISTS, "other.example"));
    }

    @Test
    void followsForwardersButNotForever() {
        int max = AddressRouter.FORWARDERS_MAX;
        done(new DirectoryWork.CreateForwarder(account("f0"), address("end@else.example")));
        for (int i = 1; i <= max; i++) {
            done(
                    new DirectoryWork.CreateForwarder(
                            account("f" + i), address("f%d@d.example".formatted(i - 1))));
        }
        assertThat(route("f%d@d.example".formatted(max - 1)))
                .isEqualTo(new Route.ToAddresses(List.of(address("end@else.example"))));
        assertThat(route("f%d@d.example".formatted(max))).isInstanceOf(Route.Unknown.class);
    }

    @Test
    void refusesAtOnceWhatAForwarderLeadsNowhereWith() {
        done(new DirectoryWork.CreateForwarder(account("f"), address("nobody@d.example")));
        assertThat(route("f@d.example")).isInstanceOf(Route.Unknown.class);
    }

    @Test
    void isUnavailableWhileTheFilesOfADomainAreDamaged() throws IOException {
        Path settings = base.resolve("Domains/d.example/Settings/Aliases.data");
        Files.writeString(settings, "{a = ");
        standalone.catalog().forget(D);
        assertThat(route("u@d.example")).isInstanceOf(Route.Unavailable.class);
        assertThat(
                        standalone.perform(
                                new DirectoryWork.CreateAccount(account("u"), Dictionary.EMPTY)))
                .isEqualTo(
                        new DirectoryReply.Refused(
                                DirectoryRefusal.UNAVAILABLE,
                                "the directory's files can't be used now"));
        Files.delete(settings);
        assertThat(route("u@d.example")).isInstanceOf(Route.Unknown.class);
    }

    @Test
    void isUnavailableWhereNoDirectoryAnswers() {
        DirectoryClient nobody =
                new DirectoryClient(node.vertx(), "elsewhere", StandaloneUnderTest.MAIN);
        assertThat(node.await(standalone.onContext(() -> nobody.route(address("a@d.example")))))
                .isInstanceOf(Route.Unavailable.class);
        Future<Optional<AccountName>> login =
                standalone.onContext(() -> nobody.resolveLogin("postmaster"));
        VertxUnderTest.until("answered", login::isComplete);
        assertThat(login.failed()).isTrue();
    }

    @Test
    void findsLoginsByNameAndAlias() {
        done(
                new DirectoryWork.CreateAccount(
                        account("u"), Dictionary.EMPTY.with("Password", "$argon2id$broken")));
        done(new DirectoryWork.ReplaceAccountAliases(account("u"), List.of("alias")));
        for (String login : List.of("u@d.example", "ALIAS@D.example", "alias%d.example")) {
            assertThat(login(login).map(StoredCredentials::account)).contains("u@d.example");
        }
        assertThat(login("postmaster")).isPresent();
        for (String login : List.of("u", "", "u@", "nobody@d.example", "u@else.example", "../u")) {
            assertThat(login(login)).as(login).isEmpty();
        }
    }

    @Test
    void keepsTheSettingsOfAccountsApart() {
        done(new DirectoryWork.CreateAccount(account("u"), Dictionary.EMPTY.with("RealName", "U")));
        assertThat(standalone.perform(account("u"), new AccountQuery.ReadSettings()))
                .isInstanceOfSatisfying(
                        AccountReply.SettingsTold.class,
                        told ->
                                assertThat(told.settings())
                                        .isEqualTo(Dictionary.EMPTY.with("RealName", "U")));
    }

    private Optional<StoredCredentials> login(String login) {
        return node.await(
                standalone.onContext(() ->
                        new DirectoryLogins(standalone.directory(), standalone.accounts())
                                .apply(login)));
    }

    private Route route(String address) {
        return node.await(
                standalone.onContext(() -> standalone.directory().route(address(address))));
    }

    private void done(DirectoryWork work) {
        assertThat(standalone.perform(work)).isEqualTo(new DirectoryReply.Done());
    }

    private static AccountName account(String user) {
        return new AccountName(user, D);
    }

    private static MailAddress address(String text) {
        return MailAddress.parse(text).accepted().orElseThrow();
    }
}
