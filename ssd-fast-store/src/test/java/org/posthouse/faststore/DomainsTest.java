package org.posthouse.faststore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.layout.AccountPaths;
import org.posthouse.core.layout.DomainFoldering;
import org.posthouse.core.layout.DomainKind;
import org.posthouse.core.layout.Foldering;
import org.posthouse.core.settings.Dictionary;

class DomainsTest {

    private static final DomainName MAIN = new DomainName("back1.isp.dom");
    private static final DomainName COMPANY = new DomainName("company.com");
    private static final DomainName OTHER = new DomainName("other.org");
    private static final Dictionary SETTINGS = Dictionary.EMPTY.with("AccountsLimit", "-1");

    @TempDir private Path base;

    private final FailingSteps steps = new FailingSteps();
    private Domains domains;

    @BeforeEach
    void open() throws IOException {
        domains = domains(DomainFoldering.NONE);
        domains.openMain(SETTINGS);
    }

    @Test
    void createsAndFindsDomains() throws IOException {
        assertThat(domains.create(DomainKind.SHARED, COMPANY, SETTINGS))
                .isInstanceOf(DomainChange.Done.class);
        assertThat(domains.create(DomainKind.LOCAL, OTHER, SETTINGS))
                .isInstanceOf(DomainChange.Done.class);
        assertThat(domains.list(10).domains())
                .extracting(DomainEntry::name)
                .containsExactly(MAIN, OTHER, COMPANY);
        var company = domains.find(COMPANY).orElseThrow();
        assertThat(company.directory()).hasToString("SharedDomains/company.com");
        assertThat(domains.files(company).settings().content()).isEqualTo(SETTINGS);
        assertThat(domains.find(new DomainName("none.com"))).isEmpty();
    }

    @Test
    void refusesWithAReason() throws IOException {
        domains.create(DomainKind.SHARED, COMPANY, SETTINGS);
        assertRefused(
                domains.create(DomainKind.LOCAL, COMPANY, SETTINGS),
                DomainChange.Reason.DOMAIN_EXISTS);
        assertRefused(
                domains.create(DomainKind.SHARED, MAIN, SETTINGS),
                DomainChange.Reason.DOMAIN_EXISTS);
        assertRefused(
                domains.create(DomainKind.MAIN, OTHER, SETTINGS), DomainChange.Reason.MAIN_DOMAIN);
        assertRefused(domains.rename(OTHER, COMPANY), DomainChange.Reason.NO_SUCH_DOMAIN);
        assertRefused(domains.rename(COMPANY, COMPANY), DomainChange.Reason.DOMAIN_EXISTS);
        assertRefused(domains.rename(COMPANY, MAIN), DomainChange.Reason.DOMAIN_EXISTS);
        assertRefused(domains.rename(MAIN, OTHER), DomainChange.Reason.MAIN_DOMAIN);
        assertRefused(domains.delete(MAIN, true), DomainChange.Reason.MAIN_DOMAIN);
        assertRefused(domains.delete(OTHER, true), DomainChange.Reason.NO_SUCH_DOMAIN);
        account(COMPANY, Foldering.FLAT, "albert");
        assertRefused(domains.delete(COMPANY, false), DomainChange.Reason.DOMAIN_NOT_EMPTY);
        assertThat(domains.delete(COMPANY, true)).isInstanceOf(DomainChange.Done.class);
        assertThat(base.resolve("SharedDomains")).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(DomainFoldering.class)
    void findsDomainsWhereverAnEarlierFolderingPutThem(DomainFoldering earlier) throws IOException {
        domains(earlier).create(DomainKind.SHARED, COMPANY, SETTINGS);
        for (DomainFoldering now : DomainFoldering.values()) {
            assertThat(domains(now).find(COMPANY)).isPresent();
            assertThat(domains(now).list(10).domains())
                    .extracting(DomainEntry::name)
                    .contains(COMPANY);
            assertRefused(
                    domains(now).create(DomainKind.SHARED, COMPANY, SETTINGS),
                    DomainChange.Reason.DOMAIN_EXISTS);
        }
    }

    @Test
    void domainsWithTrickyNamesAreListedAndTheirNeighboursAreNot() throws IOException {
        for (String name : List.of("fast", "members", "c.sub", "settings")) {
            assertThat(domains.create(DomainKind.SHARED, new DomainName(name), SETTINGS))
                    .isInstanceOf(DomainChange.Done.class);
        }
        domains.create(DomainKind.SHARED, COMPANY, SETTINGS);
        for (String neighbour :
                List.of(
                        "fast/company.com/Settings",
                        "members/Settings",
                        "journals/n1",
                        ".hidden/Settings",
                        "X Y")) {
            Files.createDirectories(base.resolve("SharedDomains").resolve(neighbour));
        }
        assertThat(domains.list(10).domains())
                .extracting(domain -> domain.name().name())
                .containsExactly(
                        "back1.isp.dom", "c.sub", "company.com", "fast", "members", "settings");
    }

    @Test
    void listsAreBounded() throws IOException {
        for (int i = 0; i < 20; i++) {
            domains.create(
                    DomainKind.SHARED, new DomainName("d" + (char) ('a' + i) + ".com"), SETTINGS);
        }
        var listing = domains.list(5);
        assertThat(listing.domains())
                .extracting(domain -> domain.name().name())
                .containsExactly("back1.isp.dom", "da.com", "db.com", "dc.com", "dd.com");
        assertThat(listing.complete()).isFalse();
        assertThat(domains.list(21).complete()).isTrue();
        assertThat(domains.list(Integer.MAX_VALUE).domains()).hasSize(21);
        assertThat(domains.list(0).domains()).isEmpty();
    }

    @Test
    void renamesTheDomainAndItsFastViews() throws IOException {
        domains.create(DomainKind.SHARED, COMPANY, SETTINGS);
        account(COMPANY, Foldering.ONE, "albert");
        Path fast = base.resolve("SharedDomains/fast/company.com/a.sub");
        Files.createDirectories(fast);
        Files.writeString(fast.resolve("albert.settings"), "{}");
        assertThat(domains.rename(COMPANY, OTHER)).isInstanceOf(DomainChange.Done.class);
        assertThat(domains.find(COMPANY)).isEmpty();
        assertThat(files(OTHER).exists("albert", Foldering.ONE)).isTrue();
        assertThat(base.resolve("SharedDomains/fast/other.org/a.sub/albert.settings")).exists();
        assertThat(base.resolve("SharedDomains/fast/company.com")).doesNotExist();
    }

    @Test
    void aNewDomainNeverInheritsTheViewsOfAnOldOne() throws IOException {
        Path orphan = base.resolve("SharedDomains/fast/company.com/albert.settings");
        Files.createDirectories(orphan.getParent());
        Files.writeString(orphan, "{ Password = old; }");
        domains.create(DomainKind.SHARED, COMPANY, SETTINGS);
        assertThat(orphan).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(FailingSteps.Step.class)
    void aFailedCreationLeavesADomainOrNone(FailingSteps.Step step) throws IOException {
        steps.failing.add(step);
        assertThatThrownBy(() -> domains.create(DomainKind.SHARED, COMPANY, SETTINGS))
                .isInstanceOf(IOException.class);
        steps.failing.clear();
        domains.removeLeftovers();
        if (domains.find(COMPANY).isPresent()) {
            assertThat(files(COMPANY).settings().content()).isEqualTo(SETTINGS);
        } else {
            assertThat(domains.create(DomainKind.SHARED, COMPANY, SETTINGS))
                    .isInstanceOf(DomainChange.Done.class);
        }
        try (var left = Files.list(base.resolve("SharedDomains"))) {
            assertThat(left).allMatch(path -> path.endsWith("company.com"));
        }
    }

    @Test
    void aDeletionThatACrashCutOffIsFinishedAtTheNextStart() throws IOException {
        domains(DomainFoldering.ONE).create(DomainKind.SHARED, COMPANY, SETTINGS);
        account(COMPANY, Foldering.ONE, "albert");
        Path directory = base.resolve("SharedDomains/c.sub/company.com");
        Files.move(directory, directory.resolveSibling(".deleted-0123"));
        Files.createDirectories(base.resolve("SharedDomains/fast/c.sub/.deleted-4567/a.sub"));
        Files.createDirectories(base.resolve("Domains/.creating-89/Settings"));
        assertThat(domains.find(COMPANY)).isEmpty();
        assertThat(domains.list(10).domains()).hasSize(1);
        assertThat(domains.removeLeftovers()).isEqualTo(3);
        assertThat(base.resolve("SharedDomains/c.sub")).isEmptyDirectory();
        assertThat(domains.removeLeftovers()).isZero();
    }

    @Test
    void deletionFollowsFoldersThatAreLinksAndNothingElse() throws IOException {
        domains.create(DomainKind.SHARED, COMPANY, SETTINGS);
        Path elsewhere = Files.createDirectories(base.resolve("disk2/albert.macnt"));
        Path precious = Files.createDirectories(base.resolve("precious/x"));
        Path domain = base.resolve("SharedDomains/company.com");
        Files.createSymbolicLink(domain.resolve("a.sub"), base.resolve("disk2"));
        Files.createSymbolicLink(domain.resolve("link"), base.resolve("precious"));
        assertThat(files(COMPANY).accounts("", 10)).containsExactly("albert");
        domains.delete(COMPANY, true);
        assertThat(elsewhere).doesNotExist();
        assertThat(precious).exists();
        assertThat(domain).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(Foldering.class)
    void findsAccountsWhereverAnEarlierFolderingPutThem(Foldering earlier) throws IOException {
        domains.create(DomainKind.SHARED, COMPANY, SETTINGS);
        account(COMPANY, earlier, "albert");
        for (Foldering now : Foldering.values()) {
            assertThat(files(COMPANY).exists("albert", now)).isTrue();
            assertThat(files(COMPANY).exists("berta", now)).isFalse();
        }
        assertThat(files(COMPANY).accounts("", 10)).containsExactly("albert");
    }

    @Test
    void pagesThroughAccountsInOrder() throws IOException {
        domains.create(DomainKind.SHARED, COMPANY, SETTINGS);
        var expected = IntStream.range(100, 150).mapToObj(i -> "user" + i).toList();
        var methods = Foldering.values();
        for (int i = 0; i < expected.size(); i++) {
            account(COMPANY, methods[i % methods.length], expected.get(i));
        }
        Files.writeString(base.resolve("SharedDomains/company.com/file.macnt"), "no directory");
        Files.createDirectories(base.resolve("SharedDomains/company.com/.x.macnt"));
        var seen = new ArrayList<String>();
        List<String> page = files(COMPANY).accounts("", 7);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(7);
            seen.addAll(page);
            page = files(COMPANY).accounts(page.getLast(), 7);
        }
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void keepsAliasesForwardersAndDomainAliases() throws IOException {
        domains.create(DomainKind.SHARED, COMPANY, SETTINGS);
        var files = files(COMPANY);
        assertThat(files.aliases()).isEmpty();
        assertThat(files.domainAliases()).isEmpty();
        files.writeAliases(Map.of("al", "albert", "b.ert", "albert"));
        files.writeForwarders(Map.of("boss", "boss@elsewhere.org"));
        files.writeDomainAliases(List.of("company.org", "xn--mnchen-3ya.example"));
        assertThat(files.aliases()).isEqualTo(Map.of("al", "albert", "b.ert", "albert"));
        assertThat(files.forwarders()).isEqualTo(Map.of("boss", "boss@elsewhere.org"));
        assertThat(files.domainAliases()).containsExactly("company.org", "xn--mnchen-3ya.example");
        Path aliases = base.resolve("SharedDomains/company.com/Settings/Aliases.data");
        assertThat(aliases)
                .hasContent("{\n FormatVersion = 1;\n al = albert;\n b.ert = albert;\n}\n");
        Files.writeString(aliases, "{ al = ");
        assertThatThrownBy(files::aliases)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(aliases.toString());
        Files.writeString(aliases.resolveSibling(".Aliases.data.00.tmp"), "{");
        assertThat(files.sweep()).isEqualTo(1);
    }

    private Domains domains(DomainFoldering foldering) {
        return new Domains(base, MAIN, foldering, steps);
    }

    private DomainFiles files(DomainName name) {
        return domains.files(domains.find(name).orElseThrow());
    }

    private void account(DomainName name, Foldering foldering, String user) throws IOException {
        var domain = domains.find(name).orElseThrow().directory();
        Files.createDirectories(AccountPaths.directory(domain, foldering, user).resolve(base));
    }

    private static void assertRefused(DomainChange change, DomainChange.Reason reason) {
        assertThat(change).isEqualTo(new DomainChange.Refused(reason));
    }
}
