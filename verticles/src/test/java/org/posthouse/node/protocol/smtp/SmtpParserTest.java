package org.posthouse.node.protocol.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.posthouse.node.net.Line;
import org.posthouse.node.net.LineEnd;
import org.posthouse.store.queue.QueueEnvelope.BodyType;
import org.posthouse.store.queue.QueueEnvelope.Ret;
import org.posthouse.store.queue.QueueRecipient.Notify;

final class SmtpParserTest {
    @Test
    void readsAllParametersOfMail() {
        assertThat(
                        parse(
                                "mail from:<a@b.example>  size=12 BODY=binarymime RET=full"
                                        + " ENVID=a+2Bb AUTH=c+3Dd SMTPUTF8"))
                .isEqualTo(
                        new SmtpCommand.Mail(
                                mail("MAIL FROM:<a@b.example>").reversePath(),
                                new MailParameters(
                                        12,
                                        BodyType.BINARY_MIME,
                                        true,
                                        Ret.FULL,
                                        Optional.of("a+b"),
                                        Optional.of("c=d"))));
    }

    @Test
    void readsAllParametersOfRcpt() {
        SmtpCommand.Rcpt rcpt =
                (SmtpCommand.Rcpt)
                        parse("RCPT TO:<a@b.example> NOTIFY=DELAY,FAILURE ORCPT=rfc822;x+2By@z");
        assertThat(rcpt.parameters())
                .isEqualTo(
                        new RcptParameters(
                                Set.of(Notify.DELAY, Notify.FAILURE), Optional.of("rfc822;x+y@z")));
    }

    @Test
    void keepsControlCharactersOutOfWhatIsShown() {
        assertThat(Xtext.decode("a+0D+0Ab")).isEmpty();
        assertThat(Xtext.decode("a+00")).isEmpty();
        assertThat(Xtext.decode("a+C3+BC")).contains("aü");
        assertThat(Xtext.decode("a+C3")).isEmpty();
        assertThat(Xtext.decode("a+4")).isEmpty();
        assertThat(Xtext.decode("a+4g")).isEmpty();
        assertThat(Xtext.decode("a=b")).isEmpty();
        assertThat(parse("EHLO a\tb")).isInstanceOf(SmtpCommand.Refused.class);
        assertThat(parse("EHLO a(b")).isInstanceOf(SmtpCommand.Refused.class);
        assertThat(parse("EHLO [IPv6:::1]")).isInstanceOf(SmtpCommand.Hello.class);
    }

    @Test
    void xtextReadsBackWhateverIsPrintable() {
        Random random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            StringBuilder plain = new StringBuilder();
            StringBuilder encoded = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                char c = (char) (' ' + random.nextInt(0x5F));
                plain.append(c);
                encoded.append(
                        c <= ' ' || c == '+' || c == '='
                                ? "+%02X".formatted((int) c)
                                : String.valueOf(c));
            }
            assertThat(Xtext.decode(encoded.toString())).contains(plain.toString());
        }
    }

    @Test
    void neverThrowsAndAlwaysSaysSomething() {
        Random random = new Random(4);
        List<String> seeds =
                List.of(
                        "MAIL FROM:<a@b.example> SIZE=1 BODY=7BIT ENVID=x",
                        "RCPT TO:<\"a b\"@[IPv6:::1]> NOTIFY=NEVER ORCPT=rfc822;a",
                        "RCPT TO:<@a,@b:c@d>",
                        "BDAT 17 LAST",
                        "AUTH PLAIN =",
                        "EHLO x.example");
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = seeds.get(random.nextInt(seeds.size())).getBytes(StandardCharsets.UTF_8);
            for (int n = random.nextInt(4); n > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertThat(SmtpParser.parse(Line.of(bytes, LineEnd.CRLF))).isNotNull();
        }
    }

    private static SmtpCommand.Mail mail(String line) {
        return (SmtpCommand.Mail) parse(line);
    }

    private static SmtpCommand parse(String line) {
        return SmtpParser.parse(Line.of(line.getBytes(StandardCharsets.UTF_8), LineEnd.CRLF));
    }
}
