package org.posthouse.core.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    private static final DomainName COMPANY = new DomainName("company.com");

    @ParameterizedTest
    @CsvSource({
        "Albert@Company.COM,albert@company.com",
        "a@b,a@b",
        "j.s-m_1@x.y,j.s-m_1@x.y",
        "albert%company.com,albert@company.com",
        "albert,albert@company.com"
    })
    void readsAccountNames(String text, String name) {
        assertThat(AccountName.parse(text, COMPANY).accepted().map(AccountName::toString))
                .contains(name);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "~~,EMPTY",
                "@x.y,EMPTY",
                ".a@x.y,MISPLACED_DOT",
                "a.@x.y,MISPLACED_DOT",
                "a..b@x.y,MISPLACED_DOT",
                "a b@x.y,BAD_CHARACTER",
                "../etc@x.y,MISPLACED_DOT",
                "a/b@x.y,BAD_CHARACTER",
                "ä@x.y,BAD_CHARACTER",
                "a@b@x.y,BAD_CHARACTER",
                "a@,EMPTY",
                "a@x..y,MISPLACED_DOT",
                "a@1.2.3.4,BARE_IP_ADDRESS"
            })
    void refusesBadAccountNamesWithAReason(String text, AddressProblem problem) {
        assertThat(AccountName.parse(text, COMPANY).refusal()).contains(problem);
    }

    @Test
    void boundsAccountNames() {
        assertThat(AccountName.parseUser("a".repeat(128)).accepted()).isPresent();
        assertThat(AccountName.parseUser("a".repeat(129)).refusal())
                .contains(AddressProblem.TOO_LONG);
        assertThat(AccountName.parse("albert").refusal()).contains(AddressProblem.NO_DOMAIN);
    }

    @Test
    void aNameMadeByHandIsCheckedToo() {
        assertThatThrownBy(() -> new AccountName("../x", COMPANY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AccountName("Albert", COMPANY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DomainName("Company.com"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Company.COM,company.com",
        "localhost,localhost",
        "München.example,xn--mnchen-3ya.example",
        "例え.テスト,xn--r8jz45g.xn--zckzah",
        "xn--mnchen-3ya.example,xn--mnchen-3ya.example",
        "a_b.example,a_b.example"
    })
    void bringsDomainsToALabels(String text, String name) {
        assertThat(DomainName.parse(text).accepted().map(DomainName::name)).contains(name);
    }

    @Test
    void showsDomainsInTheirScript() {
        assertThat(new DomainName("xn--mnchen-3ya.example").unicode()).isEqualTo("münchen.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                ".a",
                "a.",
                "a..b",
                "-a.b",
                "a-.b",
                "a b",
                "a/b",
                "a\0b",
                "1.2.3.4",
                "999.1.1.1",
                "a@b",
                "[1.2.3.4]",
                "\uD800",
                "ü\0",
                "a\u3002\u3002b",
                "..",
                "ü..ü",
                "a:b",
                "é\u202E/x"
            })
    void refusesBadDomains(String text) {
        assertThat(DomainName.parse(text).refusal()).isPresent();
    }

    @Test
    void boundsDomains() {
        String label = "a".repeat(63);
        assertThat(DomainName.parse(label + ".b").accepted()).isPresent();
        assertThat(DomainName.parse("a" + label + ".b").refusal())
                .contains(AddressProblem.BAD_DOMAIN);
        String longest = label + "." + label + "." + label + "." + "a".repeat(61);
        assertThat(longest).hasSize(DomainName.CHARS_MAX);
        assertThat(DomainName.parse(longest).accepted()).isPresent();
        assertThat(DomainName.parse(longest + "a").refusal()).contains(AddressProblem.TOO_LONG);
        assertThat(DomainName.parse("ü".repeat(60) + "." + "ü".repeat(60)).refusal()).isPresent();
    }

    @Test
    void noTextMakesItThrow() {
        var random = new Random(7);
        String alphabet = "aZ0.-_@%+<>:,[]\"\\ \0ü漢\uD800\uDC00\u3002\u200D\u00ADß";
        for (int round = 0; round < 30_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String input = text.toString();
            assertThat(DomainName.parse(input)).isNotNull();
            assertThat(AccountName.parse(input, COMPANY)).isNotNull();
            assertThat(MailAddress.parse(input)).isNotNull();
            assertThat(SmtpPath.reverse("<" + input + ">", 0)).isNotNull();
            assertThat(SmtpPath.forward(input, 0)).isNotNull();
            MailAddress.parse(input)
                    .accepted()
                    .ifPresent(address ->
                            assertThat(MailAddress.parse(address.wire()).accepted())
                                    .as(input)
                                    .contains(address));
        }
    }
}
