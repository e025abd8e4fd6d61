package org.posthouse.faststore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.posthouse.core.settings.Dictionary;

class DictionaryFileTest {

    private static final Dictionary OLD = Dictionary.EMPTY.with("RealName", "Old");
    private static final Dictionary NEW =
            Dictionary.EMPTY.with("RealName", "New").with("City", "Cupertino");

    @TempDir private Path directory;

    private Path path;
    private final FailingSteps steps = new FailingSteps();
    private DictionaryFile file;

    @BeforeEach
    void open() {
        path = directory.resolve("account.settings");
        file = new DictionaryFile(path, steps);
    }

    @Test
    void writesTheFileShapeWithItsVersionFirst() throws IOException {
        file.write(NEW);
        assertThat(path)
                .hasContent("{\n FormatVersion = 1;\n RealName = New;\n City = Cupertino;\n}\n");
        assertThat(file.content()).isEqualTo(NEW);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void forcesBeforeItRenamesAndTheDirectoryAfter() throws IOException {
        file.write(NEW);
        assertThat(steps.log).hasToString("CREATE WRITE FORCE RENAME FORCE_DIRECTORY ");
    }

    @ParameterizedTest
    @EnumSource(FailingSteps.Step.class)
    void aFailedStepLeavesOneWholeVersion(FailingSteps.Step step) throws IOException {
        file.write(OLD);
        steps.failing.add(step);
        assertThatThrownBy(() -> file.write(NEW))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("then try again");
        steps.failing.clear();
        assertThat(file.content()).isEqualTo(step == FailingSteps.Step.FORCE_DIRECTORY ? NEW : OLD);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(path);
        }
        file.write(NEW);
        assertThat(file.content()).isEqualTo(NEW);
    }

    @ParameterizedTest
    @EnumSource(FailingSteps.Step.class)
    void aFailedFirstWriteLeavesNoneOrAWholeOne(FailingSteps.Step step) throws IOException {
        steps.failing.add(step);
        assertThatThrownBy(() -> file.write(NEW)).isInstanceOf(IOException.class);
        assertThat(file.content())
                .isEqualTo(step == FailingSteps.Step.FORCE_DIRECTORY ? NEW : Dictionary.EMPTY);
    }

    @Test
    void anAbsentFileHoldsNothing() throws IOException {
        assertThat(file.read()).isEqualTo(new FileContent.Absent(path));
        assertThat(file.content()).isEqualTo(Dictionary.EMPTY);
        assertThat(file.delete()).isFalse();
    }

    @Test
    void leftoversOfACrashAreNeverRead() throws IOException {
        Files.writeString(
                directory.resolve(".account.settings.0123456789abcdef.tmp"), "{ RealName = Half");
        assertThat(file.read()).isInstanceOf(FileContent.Absent.class);
        file.write(NEW);
        assertThat(file.content()).isEqualTo(NEW);
        Files.writeString(directory.resolve("operators.tmp"), "kept");
        assertThat(DictionaryFile.sweep(directory)).isEqualTo(1);
        assertThat(directory.resolve("operators.tmp")).exists();
        assertThat(DictionaryFile.sweep(directory.resolve("none"))).isZero();
    }

    @Test
    void damageIsAValueThatNamesTheFileAndTheLine() throws IOException {
        Files.writeString(path, "{\n FormatVersion = 1;\n RealName = \"Half\n}\n");
        assertThat(file.read())
                .isInstanceOfSatisfying(
                        FileContent.Damaged.class,
                        damaged -> {
                            assertThat(damaged.file()).isEqualTo(path);
                            assertThat(damaged.reason()).contains("line 3, column");
                        });
        assertThatThrownBy(file::content)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("line 3")
                .hasMessageContaining("correct it by hand");
        assertThatThrownBy(() -> file.update(old -> old.with("a", "b")))
                .isInstanceOf(IOException.class);
        assertThat(path).content().contains("Half");
        file.write(NEW);
        assertThat(file.content()).isEqualTo(NEW);
    }

    @Test
    void emptyZeroedForeignAndHugeFilesAreDamaged() throws IOException {
        for (byte[] bytes :
                new byte[][] {{}, new byte[4096], {'{', (byte) 0xFF, '}'}, {'(', ')'}}) {
            Files.write(path, bytes);
            assertThat(file.read()).isInstanceOf(FileContent.Damaged.class);
        }
        try (var large = new RandomAccessFile(path.toFile(), "rw")) {
            large.setLength(DictionaryFile.BYTES_MAX + 1L);
        }
        assertThat(file.read())
                .isInstanceOfSatisfying(
                        FileContent.Damaged.class,
                        damaged -> assertThat(damaged.reason()).contains("more than"));
    }

    @Test
    void refusesToWriteWhatItCouldNotRead() throws IOException {
        file.write(OLD);
        var large = Dictionary.EMPTY.with("a", "x".repeat(DictionaryFile.BYTES_MAX));
        assertThatThrownBy(() -> file.write(large))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("smaller");
        assertThat(file.content()).isEqualTo(OLD);
    }

    @Test
    void aDirectoryInItsPlaceIsAClearError() throws IOException {
        Files.createDirectory(path);
        assertThatThrownBy(file::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot read " + path);
    }

    @Test
    void aNewerVersionKeepsItsNumberAndItsKeys() throws IOException {
        Files.writeString(
                path, "{\n FormatVersion = 7;\n Tomorrow = {a=1;};\n RealName = Old;\n}\n");
        file.write(NEW);
        assertThat(path)
                .hasContent(
                        """
                        {
                         FormatVersion = 7;
                         Tomorrow = {a=1;};
                         RealName = New;
                         City = Cupertino;
                        }
                        """);
        file.update(content -> content.without("City").with("RealName", "Newer"));
        assertThat(path)
                .hasContent("{\n FormatVersion = 7;\n Tomorrow = {a=1;};\n RealName = Newer;\n}\n");
    }

    @Test
    void ourOwnVersionIsReplacedWhole() throws IOException {
        file.write(NEW);
        file.write(OLD);
        assertThat(file.content()).isEqualTo(OLD);
        Files.writeString(path, "{ RealName = Hand; City = Bonn; } // without a version");
        file.write(OLD);
        assertThat(file.content()).isEqualTo(OLD);
    }

    @Test
    void updatesOnlyWhatChanges() throws IOException {
        file.write(NEW);
        assertThat(file.update(content -> content.merge(Dictionary.EMPTY.with("City", "default"))))
                .isEqualTo(Dictionary.EMPTY.with("RealName", "New"));
        assertThat(file.content()).isEqualTo(Dictionary.EMPTY.with("RealName", "New"));
    }

    @Test
    void makesTheDirectoriesAboveIt() throws IOException {
        var deep = DictionaryFile.at(directory.resolve("a/b/c/x.settings"));
        deep.write(NEW);
        assertThat(deep.content()).isEqualTo(NEW);
        assertThat(deep.delete()).isTrue();
        assertThat(deep.path()).doesNotExist();
    }

    @Test
    void readersSeeOneWholeVersionWhileItIsWritten() throws IOException {
        file.write(Dictionary.EMPTY.with("a", 0).with("b", 0));
        var stop = new AtomicBoolean();
        var reader =
                CompletableFuture.supplyAsync(() -> {
                    int reads = 0;
                    while (!stop.get() || reads == 0) {
                        try {
                            var content = DictionaryFile.at(path).content();
                            assertThat(content.text("a")).isPresent().isEqualTo(content.text("b"));
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                        reads++;
                    }
                    return reads;
                });
        for (int i = 1; i <= 200; i++) {
            file.write(Dictionary.EMPTY.with("a", i).with("pad", "x".repeat(i * 20)).with("b", i));
        }
        stop.set(true);
        assertThat(reader.join()).isPositive();
    }
}
