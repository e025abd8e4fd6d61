package org.posthouse.core.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthouse.core.address.DomainName;

class LayoutTest {

    private static final DomainName COMPANY = new DomainName("company.com");

    @ParameterizedTest
    @CsvSource({
        "FLAT,jsmith,SharedDomains/company.com/jsmith.macnt",
        "FLAT,aivanov,SharedDomains/company.com/aivanov.macnt",
        "ONE,jsmith,SharedDomains/company.com/j.sub/jsmith.macnt",
        "ONE,aivanov,SharedDomains/company.com/a.sub/aivanov.macnt",
        "ONE_ONE,jsmith,SharedDomains/company.com/j.sub/s.sub/jsmith.macnt",
        "ONE_ONE,aivanov,SharedDomains/company.com/a.sub/i.sub/aivanov.macnt",
        "TWO_ONE,jsmith,SharedDomains/company.com/js.sub/m.sub/jsmith.macnt",
        "TWO_ONE,aivanov,SharedDomains/company.com/ai.sub/v.sub/aivanov.macnt",
        "TWO_ONE,JSmith,SharedDomains/company.com/js.sub/m.sub/jsmith.macnt",
        "ONE,j,SharedDomains/company.com/j.sub/j.macnt",
        "ONE_ONE,j,SharedDomains/company.com/j.sub/_.sub/j.macnt",
        "TWO_ONE,j,SharedDomains/company.com/j_.sub/_.sub/j.macnt",
        "TWO_ONE,j.s,SharedDomains/company.com/j_.sub/s.sub/j.s.macnt",
        "ONE,-x,SharedDomains/company.com/_.sub/-x.macnt",
    })
    void putsAccountsIntoTheirFolders(Foldering foldering, String user, String path) {
        var domain = DomainKind.SHARED.directory(COMPANY, DomainFoldering.NONE);
        assertThat(AccountPaths.directory(domain, foldering, user)).hasToString(path);
    }

    @Test
    void theHashOfFoldersNeverChanges() {
        // crc32("jsmith") and crc32("123456789"), which is the check value 0xCBF43926 of the CRC
        // catalogues.
        assertThat(Foldering.HASH2.folders("123456789")).containsExactly("cb.sub", "f4.sub");
        assertThat(Foldering.HASH2.folders("JSmith")).isEqualTo(Foldering.HASH2.folders("jsmith"));
    }

    @Test
    void theHashSpreadsNamesThatBeginAlike() {
        var folders = new HashSet<List<String>>();
        IntStream.range(0, 10_000).forEach(i -> folders.add(Foldering.HASH2.folders("user" + i)));
        assertThat(folders).hasSizeGreaterThan(8_000);
    }

    @ParameterizedTest
    @CsvSource({
        "MAIN,NONE,Accounts",
        "MAIN,ONE,Accounts",
        "LOCAL,NONE,Domains/company.com",
        "LOCAL,ONE,Domains/c.sub/company.com",
        "SHARED,NONE,SharedDomains/company.com",
        "SHARED,ONE,SharedDomains/c.sub/company.com",
        "SHARED,ONE_ONE,SharedDomains/c.sub/o.sub/company.com"
    })
    void putsDomainsUnderTheirRoots(DomainKind kind, DomainFoldering foldering, String path) {
        assertThat(kind.directory(COMPANY, foldering)).hasToString(path);
    }

    @Test
    void domainAndAccountFolderingGoTogether() {
        var domain = DomainKind.SHARED.directory(COMPANY, DomainFoldering.ONE);
        assertThat(AccountPaths.directory(domain, Foldering.ONE_ONE, "jsmith"))
                .hasToString("SharedDomains/c.sub/company.com/j.sub/s.sub/jsmith.macnt");
    }

    @ParameterizedTest
    @CsvSource({
        // The table of the reference, section 2.4: F1 counts from the base, F2 from the domain.
        "SharedDomains/company.com/a.sub,albert,1,BASE,SharedDomains/fast/company.com/a.sub/albert",
        "SharedDomains/company.com/a.sub,albert,2,BASE,SharedDomains/company.com/fast/a.sub/albert",
        "SharedDomains/company.com/a.sub/l.sub,albert,1,BASE,SharedDomains/fast/company.com/a.sub/l.sub/albert",
        "SharedDomains/company.com/a.sub/l.sub,albert,2,BASE,SharedDomains/company.com/fast/a.sub/l.sub/albert",
        "SharedDomains/c.sub/company.com/j.sub/s.sub,jsmith,1,BASE,SharedDomains/fast/c.sub/company.com/j.sub/s.sub/jsmith",
        "SharedDomains/c.sub/company.com/j.sub/s.sub,jsmith,2,BASE,SharedDomains/c.sub/fast/company.com/j.sub/s.sub/jsmith",
        "SharedDomains/c.sub/company.com/j.sub/s.sub,jsmith,3,BASE,SharedDomains/c.sub/company.com/fast/j.sub/s.sub/jsmith",
        "SharedDomains/company.com/a.sub,albert,1,DOMAIN,SharedDomains/company.com/fast/a.sub/albert",
        "SharedDomains/company.com/a.sub,albert,2,DOMAIN,SharedDomains/company.com/a.sub/fast/albert",
        "SharedDomains/company.com/a.sub/l.sub,albert,1,DOMAIN,SharedDomains/company.com/fast/a.sub/l.sub/albert",
        "SharedDomains/company.com/a.sub/l.sub,albert,2,DOMAIN,SharedDomains/company.com/a.sub/fast/l.sub/albert",
        "SharedDomains/c.sub/company.com/j.sub/s.sub,jsmith,1,DOMAIN,SharedDomains/c.sub/fast/company.com/j.sub/s.sub/jsmith",
        "SharedDomains/c.sub/company.com/j.sub/s.sub,jsmith,2,DOMAIN,SharedDomains/c.sub/company.com/fast/j.sub/s.sub/jsmith",
        "SharedDomains/c.sub/company.com/j.sub/s.sub,jsmith,3,DOMAIN,SharedDomains/c.sub/company.com/j.sub/fast/s.sub/jsmith",
        // Clamped, off, and the main domain.
        "SharedDomains/company.com,albert,3,BASE,SharedDomains/company.com/fast/albert",
        "SharedDomains/company.com,albert,2147483647,DOMAIN,SharedDomains/company.com/fast/albert",
        "SharedDomains/company.com,albert,0,BASE,SharedDomains/company.com/albert.macnt/account",
        "SharedDomains/company.com,albert,-1,DOMAIN,SharedDomains/company.com/albert.macnt/account",
        "Accounts,albert,1,BASE,Accounts/fast/albert",
        "Accounts,albert,1,DOMAIN,Accounts/fast/albert",
    })
    void putsFastFilesWhereTheReferenceDoes(
            String directory, String user, int type, CountFrom from, String path) {
        var elements = List.of(directory.split("/", -1));
        var place = FastStorage.place(elements, type, from, user);
        assertThat(place.settings()).hasToString(path + ".settings");
        assertThat(place.info()).hasToString(path + ".info");
        var account = new RelativePath(elements).child(user + ".macnt");
        assertThat(new FastStorage(type, from).place(account)).isEqualTo(place);
    }

    /** The two documented examples, fixed. */
    @Test
    void bothDocumentedExamplesHold() {
        assertThat(
                        new FastStorage(1, CountFrom.BASE)
                                .place(
                                        RelativePath.of(
                                                "SharedDomains",
                                                "company.com",
                                                "a.sub",
                                                "l.sub",
                                                "albert.macnt"))
                                .settings())
                .hasToString("SharedDomains/fast/company.com/a.sub/l.sub/albert.settings");
        assertThat(
                        new FastStorage(2, CountFrom.BASE)
                                .place(
                                        RelativePath.of(
                                                "SharedDomains",
                                                "company.com",
                                                "a.sub",
                                                "albert.macnt"))
                                .settings())
                .hasToString("SharedDomains/company.com/fast/a.sub/albert.settings");
    }

    @ParameterizedTest
    @CsvSource({
        "fast,SharedDomains/%66ast",
        "settings,SharedDomains/%73ettings",
        "members,SharedDomains/%6dembers",
        "journals,SharedDomains/%6aournals",
        "heartbeat.data,SharedDomains/%68eartbeat.data",
        "c.sub,SharedDomains/%63.sub",
        "faster,SharedDomains/faster",
        "fast.com,SharedDomains/fast.com"
    })
    void domainsStepAsideForWhatLiesBesideThem(String domain, String path) {
        var directory = DomainKind.SHARED.directory(new DomainName(domain), DomainFoldering.NONE);
        assertThat(directory).hasToString(path);
        assertThat(FileNames.decode(directory.elements().getLast())).contains(domain);
    }

    @Test
    void aDomainCalledFastNeverSharesAPlaceWithTheFastMount() {
        var users = List.of("albert", "fast", "company.com");
        var seen = new HashSet<RelativePath>();
        for (String name : List.of("fast", "company.com")) {
            for (DomainFoldering folders : DomainFoldering.values()) {
                var domain = DomainKind.SHARED.directory(new DomainName(name), folders);
                assertThat(domain.elements()).doesNotContain("fast");
                for (int type = 0; type < 5; type++) {
                    for (String user : users) {
                        var account = AccountPaths.directory(domain, Foldering.FLAT, user);
                        seen.add(new FastStorage(type, CountFrom.BASE).place(account).settings());
                    }
                }
            }
        }
        // Types beyond the path's end are its end: 3 places of NONE (0, 1, 2), 4 of ONE, 5 of
        // ONE_ONE; 3 users, 2 domains.
        assertThat(seen).hasSize((3 + 4 + 5) * 3 * 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/", "a\0", "a\\b"})
    void noElementLeadsElsewhere(String element) {
        assertThatThrownBy(() -> RelativePath.of("Domains", element))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(Foldering.class)
    void noNameLeadsOutOfItsDirectory(Foldering foldering) {
        var random = new Random(11);
        String alphabet = "a.B/\\\0%_-é漢\uD800 \n~";
        var base = Path.of("/base");
        var domain = RelativePath.of("SharedDomains", "company.com");
        for (int round = 0; round < 5_000; round++) {
            var name = new StringBuilder();
            for (int i = random.nextInt(6); i > 0; i--) {
                name.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            var account = AccountPaths.directory(domain, foldering, name.toString());
            Path path = account.resolve(base);
            assertThat(path.normalize()).isEqualTo(path);
            assertThat(path.startsWith("/base/SharedDomains/company.com")).isTrue();
            assertThat(path.getNameCount()).isEqualTo(account.elements().size() + 1);
            assertThat(path.getFileName().toString()).doesNotStartWith(".");
            var info = new FastStorage(1, CountFrom.BASE).place(account).info();
            assertThat(info.resolve(base).startsWith("/base/SharedDomains/fast/company.com"))
                    .isTrue();
        }
    }

    @Test
    void fileNamesCanBeReadBackAndNeverMeet() {
        var seen = new HashSet<String>();
        var names =
                List.of(
                        "a", "", ".", "..", "%", "%2e", "a/b", "a%2fb", "é", "\0", ".a", "a.",
                        "%66ast", "fast");
        for (String name : names) {
            String fileName = FileNames.ofUser(name);
            assertThat(seen.add(fileName)).as(name).isTrue();
            assertThat(FileNames.decode(fileName)).as(name).contains(name);
        }
        for (String foreign : List.of("A", "%2", "%zz", "%61", ".hidden", "a b", "é", "a%2Fb")) {
            assertThat(FileNames.decode(foreign)).as(foreign).isEmpty();
        }
    }

    @Test
    void settingsNameTheMethods() {
        for (Foldering foldering : Foldering.values()) {
            assertThat(Foldering.ofSetting(foldering.setting())).contains(foldering);
        }
        for (DomainFoldering foldering : DomainFoldering.values()) {
            assertThat(DomainFoldering.ofSetting(foldering.setting())).contains(foldering);
        }
        for (CountFrom from : CountFrom.values()) {
            assertThat(CountFrom.ofSetting(from.setting())).contains(from);
        }
        assertThat(Foldering.ofSetting("FLAT")).contains(Foldering.FLAT);
        assertThat(Foldering.ofSetting("3+1")).isEmpty();
        assertThat(DomainFoldering.ofSetting("flat")).contains(DomainFoldering.NONE);
        assertThat(CountFrom.ofSetting("")).isEmpty();
    }
}
