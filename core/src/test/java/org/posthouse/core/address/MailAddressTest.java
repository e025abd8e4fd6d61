package org.posthouse.core.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailAddressTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "Albert@Company.COM|Albert|Albert@company.com",
                "a+b@x.y|a+b|a+b@x.y",
                "\"a b\"@x.y|a b|\"a b\"@x.y",
                "\"ab\"@x.y|ab|ab@x.y",
                "\"a\\\"\\\\\"@x.y|a\"\\|\"a\\\"\\\\\"@x.y",
                "\"a@b>\"@x.y|a@b>|\"a@b>\"@x.y",
                "\"\"@x.y|~~|\"\"@x.y",
                "\"..\"@x.y|..|\"..\"@x.y",
                "a@[192.0.2.1]|a|a@[192.0.2.1]",
                "a@[IPv6:2001:db8::1]|a|a@[IPv6:2001:db8:0:0:0:0:0:1]",
                "a@[ipv6:::1]|a|a@[IPv6:0:0:0:0:0:0:0:1]",
                "пётр@пример.рф|пётр|пётр@xn--e1afmkfd.xn--p1ai",
            })
    void readsMailboxes(String text, String local, String wire) {
        var address = MailAddress.parse(text).accepted().orElseThrow();
        assertThat(address.localPart()).isEqualTo(local);
        assertThat(address.wire()).isEqualTo(wire);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "~~|EMPTY",
                "albert|NO_DOMAIN",
                "@x.y|EMPTY",
                "a@|NO_DOMAIN",
                "a b@x.y|BAD_CHARACTER",
                ".a@x.y|MISPLACED_DOT",
                "a.@x.y|MISPLACED_DOT",
                "a..b@x.y|MISPLACED_DOT",
                "a@b@x.y|BAD_CHARACTER",
                "\"a@x.y|UNFINISHED_QUOTE",
                "\"a\\|UNFINISHED_QUOTE",
                "\"a\"|NO_DOMAIN",
                "\"a\"b@x.y|BAD_CHARACTER",
                "a@1.2.3.4|BARE_IP_ADDRESS",
                "a@[1.2.3]|BAD_ADDRESS_LITERAL",
                "a@[1.2.3.4|BAD_ADDRESS_LITERAL",
                "a@[01.2.3.4]|BAD_ADDRESS_LITERAL",
                "a@[::1]|BAD_ADDRESS_LITERAL",
                "a@[IPv6:1.2.3.4]|BAD_ADDRESS_LITERAL",
                "a@[IPv6:fe80::1%eth0]|BAD_ADDRESS_LITERAL",
                "a@[x:y]|BAD_ADDRESS_LITERAL",
                "a@x..y|MISPLACED_DOT",
                "a@x.y.|MISPLACED_DOT",
            })
    void refusesWithAReason(String text, AddressProblem problem) {
        assertThat(MailAddress.parse(text).refusal()).contains(problem);
        assertThat(problem.text()).isNotBlank();
    }

    @Test
    void takesEveryAtomCharacter() {
        String local = "!#$%&'*+-/=?^_`{|}~";
        assertThat(MailAddress.parse(local + "@x.y").accepted().map(MailAddress::wire))
                .contains(local + "@x.y");
    }

    @Test
    void refusesControlCharactersEverywhere() {
        for (String bad :
                new String[] {
                    "a\0@x.y",
                    "\"a\r\n\"@x.y",
                    "\"a\\\0\"@x.y",
                    "a\u007F@x.y",
                    "a\u0085@x.y",
                    "\uD800@x.y"
                }) {
            assertThat(MailAddress.parse(bad).refusal())
                    .as(bad)
                    .contains(AddressProblem.BAD_CHARACTER);
        }
        var host = new DomainName("x.y");
        assertThatThrownBy(() -> new MailAddress("a\n", host))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MailAddress("a\uDC00", host))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void boundsThePathAndNotTheLocalPart() {
        String list =
                "sentto-2242572-60410-1039002801-albert=a.long.domain.example.com-and-more-of-it";
        assertThat(list.length()).isGreaterThan(64);
        assertThat(MailAddress.parse(list + "@x.y").accepted()).isPresent();
        assertThat(MailAddress.parse("a".repeat(250) + "@x.y").accepted()).isPresent();
        assertThat(MailAddress.parse("a".repeat(251) + "@x.y").refusal())
                .contains(AddressProblem.TOO_LONG);
        assertThat(MailAddress.parse("ä".repeat(126) + "@x.y").refusal())
                .contains(AddressProblem.TOO_LONG);
    }

    @Test
    void knowsWhenSmtpUtf8IsNeeded() {
        assertThat(MailAddress.parse("пётр@x.y").accepted().orElseThrow().needsUtf8()).isTrue();
        assertThat(MailAddress.parse("a@пример.рф").accepted().orElseThrow().needsUtf8()).isFalse();
    }

    @Test
    void splitsTheDetail() {
        assertThat(LocalPart.split("user+lists+x", '+'))
                .isEqualTo(new LocalPart("user", Optional.of("lists+x")));
        assertThat(LocalPart.split("user+", '+')).isEqualTo(new LocalPart("user", Optional.of("")));
        assertThat(LocalPart.split("+x", '+')).isEqualTo(new LocalPart("+x", Optional.empty()));
        assertThat(LocalPart.split("", '+')).isEqualTo(new LocalPart("", Optional.empty()));
    }

    @Test
    void namesTheAccountOfAnAddress() {
        assertThat(
                        MailAddress.parse("Albert@x.y")
                                .flatMap(AccountName::of)
                                .accepted()
                                .map(AccountName::toString))
                .contains("albert@x.y");
        assertThat(MailAddress.parse("\"../a\"@x.y").flatMap(AccountName::of).refusal())
                .isPresent();
        assertThat(MailAddress.parse("a@[1.2.3.4]").flatMap(AccountName::of).refusal())
                .contains(AddressProblem.NO_DOMAIN);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "<>|<>|2",
                "<a@x.y>|<a@x.y>|7",
                "<a@x.y> SIZE=100|<a@x.y>|7",
                "<@a,@b.c:user@dom>|<user@dom>|18",
                "<\"a>b\"@x.y> X|<\"a>b\"@x.y>|11",
                "<\"a\\\">\"@x.y> X|<\"a\\\">\"@x.y>|12"
            })
    void readsReversePaths(String line, String wire, int end) {
        var found = SmtpPath.reverse(line, 0).accepted().orElseThrow();
        assertThat(found.path().wire()).isEqualTo(wire);
        assertThat(found.end()).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "~~|NO_ANGLE_BRACKETS",
                "a@x.y|NO_ANGLE_BRACKETS",
                "<a@x.y|NO_ANGLE_BRACKETS",
                "<\"a@x.y>|NO_ANGLE_BRACKETS",
                "<<a@x.y>>|BAD_CHARACTER",
                "<@a>|BAD_SOURCE_ROUTE",
                "<@a:>|BAD_SOURCE_ROUTE",
                "<@a,b:u@d>|BAD_SOURCE_ROUTE",
                "<@a,:u@d>|BAD_SOURCE_ROUTE",
                "< >|NO_DOMAIN",
                "<postmaster>|NO_DOMAIN"
            })
    void refusesReversePathsWithAReason(String line, AddressProblem problem) {
        assertThat(SmtpPath.reverse(line, 0).refusal()).contains(problem);
    }

    @Test
    void readsForwardPaths() {
        String line = "RCPT TO:<a@x.y> NOTIFY=NEVER";
        var found = SmtpPath.forward(line, 8).accepted().orElseThrow();
        assertThat(found.path().wire()).isEqualTo("<a@x.y>");
        assertThat(line.substring(found.end())).isEqualTo(" NOTIFY=NEVER");
        assertThat(SmtpPath.forward("<PostMaster>", 0).accepted().orElseThrow().path())
                .isEqualTo(new ForwardPath.Postmaster());
        assertThat(SmtpPath.forward("<>", 0).refusal()).contains(AddressProblem.NO_RECIPIENT);
        assertThat(SmtpPath.forward("<a>", 99).refusal())
                .contains(AddressProblem.NO_ANGLE_BRACKETS);
    }

    @Test
    void boundsPathsWithTheirRoute() {
        String route = ("@" + "a".repeat(60) + ",").repeat(4) + "@b:";
        assertThat(SmtpPath.forward("<" + route + "u@d>", 0).accepted()).isPresent();
        assertThat(SmtpPath.forward("<" + route + "u".repeat(20) + "@d>", 0).refusal())
                .contains(AddressProblem.TOO_LONG);
    }
}
