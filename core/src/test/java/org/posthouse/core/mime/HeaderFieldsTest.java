package org.posthouse.core.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderFieldsTest {
    private static final String HEADER =
            "From: a@x\r\nTo: b@x,\r\n c@x\r\nX-Odd\r\nfrom : second\r\nSubject: s\r\n\r\n";

    @Test
    void returnsTheNamedFieldsAsTheyAreAndInTheirOrder() {
        assertThat(filter(HEADER, List.of("FROM", "to"), false))
                .isEqualTo("From: a@x\r\nTo: b@x,\r\n c@x\r\nfrom : second\r\n\r\n");
    }

    @Test
    void returnsAllOthers() {
        assertThat(filter(HEADER, List.of("from", "To"), true))
                .isEqualTo("X-Odd\r\nSubject: s\r\n\r\n");
    }

    @Test
    void endsWithABlankLineInAnyCase() {
        assertThat(filter(HEADER, List.of("nope"), false)).isEqualTo("\r\n");
        assertThat(filter("", List.of(), true)).isEqualTo("\r\n");
        assertThat(filter("Subject: cut", List.of("subject"), false))
                .isEqualTo("Subject: cut\r\n\r\n");
    }

    @Test
    void stopsAtTheBlankLine() {
        assertThat(filter("A: 1\r\n\r\nA: 2\r\n", List.of("A"), false)).isEqualTo("A: 1\r\n\r\n");
        assertThat(filter("A: 1\n\nA: 2\n", List.of("A"), false)).isEqualTo("A: 1\n\r\n");
    }

    @Test
    void keepsABareCarriageReturnAndEightBitBytes() {
        assertThat(filter("A: \u00e4\rx\r\nB: 2\r\n\r\n", List.of("a"), false))
                .isEqualTo("A: \u00e4\rx\r\n\r\n");
    }

    private static String filter(String header, List<String> names, boolean not) {
        return new String(
                HeaderFields.filter(Mails.bytes(header), names, not), StandardCharsets.ISO_8859_1);
    }
}
