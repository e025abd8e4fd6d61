package org.posthouse.faststore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.posthouse.core.layout.CountFrom;
import org.posthouse.core.layout.FastStorage;
import org.posthouse.core.layout.RelativePath;
import org.posthouse.core.settings.Dictionary;

class AccountViewsTest {

    private static final RelativePath ALBERT =
            RelativePath.of("SharedDomains", "company.com", "a.sub", "albert.macnt");
    private static final FastStorage FAST = new FastStorage(1, CountFrom.BASE);
    private static final AccountView FIRST = view(1, "Albert");
    private static final AccountView SECOND = view(2, "Albert the Second");

    @TempDir private Path base;

    private final FailingSteps steps = new FailingSteps();

    @Test
    void tellsOfItsEpochAndSequence() throws IOException {
        var views = views(FastStorage.OFF);
        views.writeSettings(FIRST);
        Path file = base.resolve("SharedDomains/company.com/a.sub/albert.macnt/account.settings");
        assertThat(file)
                .hasContent(
                        """
                        {
                         FormatVersion = 1;
                         Epoch = 8589934593;
                         Sequence = 1;
                         RealName = Albert;
                        }
                        """);
        assertThat(views.readSettings()).isEqualTo(new ViewRead.Found(FIRST, file, false));
        assertThat(views.readInfo()).isInstanceOf(ViewRead.Missing.class);
        assertThat(FIRST.isStale(1)).isFalse();
        assertThat(FIRST.isStale(2)).isTrue();
        assertThat(FIRST.content().entries()).containsOnlyKeys("RealName");
    }

    @Test
    void fastViewsLieOnTheFastMount() throws IOException {
        var views = views(FAST);
        views.writeSettings(FIRST);
        views.writeInfo(SECOND);
        assertThat(base.resolve("SharedDomains/fast/company.com/a.sub/albert.settings")).exists();
        assertThat(base.resolve("SharedDomains/fast/company.com/a.sub/albert.info")).exists();
        assertThat(base.resolve("SharedDomains/company.com")).doesNotExist();
    }

    @Test
    void fastStorageCanBeSwitchedWhileItIsRead() throws IOException {
        views(FastStorage.OFF).writeSettings(FIRST);
        var switched = views(FAST);
        assertThat(switched.readSettings())
                .isInstanceOfSatisfying(
                        ViewRead.Found.class,
                        found -> {
                            assertThat(found.view()).isEqualTo(FIRST);
                            assertThat(found.elsewhere()).isTrue();
                        });
        switched.writeSettings(SECOND);
        assertThat(base.resolve("SharedDomains/company.com/a.sub/albert.macnt/account.settings"))
                .doesNotExist();
        var back = AccountViews.of(base, ALBERT, FastStorage.OFF, List.of(FAST.place(ALBERT)));
        assertThat(back.readSettings())
                .isInstanceOfSatisfying(
                        ViewRead.Found.class, found -> assertThat(found.view()).isEqualTo(SECOND));
        back.moveToConfiguredPlace();
        assertThat(base.resolve("SharedDomains/fast/company.com/a.sub/albert.settings"))
                .doesNotExist();
        assertThat(back.readSettings())
                .isInstanceOfSatisfying(
                        ViewRead.Found.class,
                        found -> {
                            assertThat(found.view()).isEqualTo(SECOND);
                            assertThat(found.elsewhere()).isFalse();
                        });
    }

    @Test
    void aSwitchKeepsTheNewestOfSeveralCopies() throws IOException {
        views(FAST).writeSettings(FIRST);
        Path stale = base.resolve("SharedDomains/fast/company.com/a.sub/albert.settings");
        byte[] leftover = Files.readAllBytes(stale);
        var off = AccountViews.of(base, ALBERT, FastStorage.OFF, List.of(FAST.place(ALBERT)));
        off.writeSettings(SECOND);
        Files.write(stale, leftover);
        views(FAST).moveToConfiguredPlace();
        assertThat(views(FAST).readSettings()).isEqualTo(new ViewRead.Found(SECOND, stale, false));
    }

    @Test
    void damageIsReportedAndHealedByAWrite() throws IOException {
        var views = views(FAST);
        views.writeInfo(FIRST);
        Path file = base.resolve("SharedDomains/fast/company.com/a.sub/albert.info");
        Files.write(file, new byte[100]);
        assertThat(views.readInfo())
                .isInstanceOfSatisfying(
                        ViewRead.Damaged.class,
                        damaged -> {
                            assertThat(damaged.file()).isEqualTo(file);
                            assertThat(damaged.reason()).contains("line 1");
                        });
        views.writeInfo(SECOND);
        assertThat(views.readInfo()).isEqualTo(new ViewRead.Found(SECOND, file, false));
    }

    @Test
    void aDamagedCopyNeverWinsASwitch() throws IOException {
        views(FastStorage.OFF).writeInfo(FIRST);
        Path fast = base.resolve("SharedDomains/fast/company.com/a.sub/albert.info");
        Files.createDirectories(fast.getParent());
        Files.writeString(fast, "{ broken");
        views(FAST).moveToConfiguredPlace();
        assertThat(views(FAST).readInfo()).isEqualTo(new ViewRead.Found(FIRST, fast, false));
    }

    @ParameterizedTest
    @EnumSource(FailingSteps.Step.class)
    void aFailedSwitchNeverLosesTheView(FailingSteps.Step step) throws IOException {
        views(FastStorage.OFF).writeSettings(FIRST);
        steps.failing.add(step);
        assertThatThrownBy(() -> views(FAST).moveToConfiguredPlace())
                .isInstanceOf(IOException.class);
        steps.failing.clear();
        assertThat(views(FAST).readSettings())
                .isInstanceOfSatisfying(
                        ViewRead.Found.class, found -> assertThat(found.view()).isEqualTo(FIRST));
        views(FAST).moveToConfiguredPlace();
        assertThat(base.resolve("SharedDomains/fast/company.com/a.sub/albert.settings")).exists();
    }

    @Test
    void filesFromElsewhereAreStale() throws IOException {
        Path file = base.resolve("SharedDomains/company.com/a.sub/albert.macnt/account.settings");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\n RealName = Albert;\n Sequence = -5;\n}\n");
        assertThat(views(FastStorage.OFF).readSettings())
                .isInstanceOfSatisfying(
                        ViewRead.Found.class,
                        found -> {
                            assertThat(found.view().isStale(1)).isTrue();
                            assertThat(found.view().sequence()).isZero();
                            assertThat(found.view().content()).isEqualTo(FIRST.content());
                        });
    }

    @Test
    void deletesEveryCopy() throws IOException {
        views(FastStorage.OFF).writeSettings(FIRST);
        views(FAST).writeInfo(FIRST);
        views(FAST).delete();
        assertThat(views(FAST).readSettings()).isInstanceOf(ViewRead.Missing.class);
        assertThat(views(FAST).readInfo()).isInstanceOf(ViewRead.Missing.class);
        views(FAST).delete();
    }

    private AccountViews views(FastStorage storage) {
        return AccountViews.of(base, ALBERT, storage, List.of(), steps);
    }

    private static AccountView view(long sequence, String realName) {
        return new AccountView(
                (2L << 32) + 1, sequence, Dictionary.EMPTY.with("RealName", realName));
    }
}
