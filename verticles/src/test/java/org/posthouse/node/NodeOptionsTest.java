package org.posthouse.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NodeOptionsTest {
    private static final Path BASE = Path.of("var");

    @Test
    void findsSettingsWhateverTheirCase() {
        Map<String, String> settings = NodeOptions.settingsOf(List.of("Main.Domain=a.org", "X.y="));
        NodeOptions options = new NodeOptions(BASE, "::1", 0, settings);
        assertThat(options.setting("main.DOMAIN")).contains("a.org");
        assertThat(options.setting("x.Y")).contains("");
        assertThat(options.setting("x.z")).isEmpty();
    }

    @Test
    void keepsFurtherEqualsSignsInTheValue() {
        assertThat(NodeOptions.settingsOf(List.of("A.b=c=d="))).containsEntry("A.b", "c=d=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Main.Domain", "=x", "Main=x", ".a=x", "A.=x", "A b.c=x", "A..b=x"})
    void refusesWhatIsNoSetting(String argument) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeOptions.settingsOf(List.of(argument)))
                .withMessageContaining("--set needs Module.Key=value");
    }

    @Test
    void refusesToChooseBetweenTwoValues() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeOptions.settingsOf(List.of("A.b=1", "a.B=2")))
                .withMessageContaining("given twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "0.0.0.0", "::", "fe80::1", "mail.example.org", "localhost"})
    void takesAddressesAndHostNames(String listen) {
        assertThat(new NodeOptions(BASE, listen, 0, Map.of()).listen()).isEqualTo(listen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1.2.3", "256.0.0.1", "a b", "-a.org", "a..b", "[::1]", "a_b"})
    void refusesWhatCannotBeListenedOn(String listen) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NodeOptions(BASE, listen, 0, Map.of()))
                .withMessageContaining("--listen");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, NodeOptions.PORT_OFFSET_MAX + 1, Integer.MAX_VALUE})
    void refusesOffsetsThatLeaveTheRangeOfPorts(int offset) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NodeOptions(BASE, "::1", offset, Map.of()))
                .withMessageContaining("--portOffset");
    }

    @Test
    void refusesAFileAsBase(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NodeOptions(file, "::1", 0, Map.of()))
                .withMessageContaining("not a directory");
    }

    @Test
    void neverPrintsAPassword() {
        Map<String, String> settings =
                Map.of("Main.PostmasterPassword", "hush", "Main.Domain", "a");
        assertThat(new NodeOptions(BASE, "::1", 0, settings).toString())
                .doesNotContain("hush")
                .contains("Main.Domain=a");
    }
}
