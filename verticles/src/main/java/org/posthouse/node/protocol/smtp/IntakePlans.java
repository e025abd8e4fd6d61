package org.posthouse.node.protocol.smtp;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.posthouse.node.net.LineConnection;
import org.posthouse.node.protocol.smtp.SmtpCommand.Hello;
import org.posthouse.node.protocol.smtp.SmtpCommand.HelloVerb;
import org.posthouse.node.queue.BodyCollector;

/** Decides what is made of a message when its bytes begin to come. */
final class IntakePlans {
    private IntakePlans() {}

    static MessageIntake intake(
            SmtpService service,
            SmtpDialect dialect,
            LineConnection connection,
            Hello hello,
            MailTransaction mail,
            Optional<String> user,
            DataScanner scanner) {
        Instant now = service.now();
        String host = service.settings().hostName();
        TraceLines.Arrival arrival =
                new TraceLines.Arrival(
                        hello.name(),
                        connection.remoteAddress().getAddress(),
                        host,
                        protocol(hello, connection.isTls(), user.isPresent(), mail.isSmtpUtf8()),
                        connection.tlsSession().map(session -> session.getCipherSuite()));
        Optional<String> recipient =
                mail.recipients().size() == 1
                        ? Optional.of("<" + mail.recipients().getFirst().address().wire() + ">")
                        : Optional.empty();
        byte[] received = TraceLines.received(arrival, mail.id(), recipient, now);
        int accounts = mail.accounts().size();
        MessageIntake.Plan plan =
                new MessageIntake.Plan(
                        accounts == 0
                                ? Optional.empty()
                                : Optional.of(
                                        joined(
                                                TraceLines.returnPath(mail.reversePath()),
                                                received)),
                        received,
                        // Where one account can take the message while another can't now, the
                        // queue needs a copy; what is small is still at hand then.
                        mail.hasRemotes() || (accounts > 1 && dialect != SmtpDialect.LMTP),
                        dialect == SmtpDialect.SUBMISSION
                                ? Optional.of(new MessageIntake.Completion(mail.id(), host, now))
                                : Optional.empty());
        return new MessageIntake(
                plan,
                service.limits(),
                scanner,
                mail.isBinary(),
                service.accounts()::stage,
                service.queue()::stage,
                new BodyCollector.Flow() {
                    @Override
                    public void pause() {
                        connection.pause();
                    }

                    @Override
                    public void resume() {
                        if (!connection.isEnding()) {
                            connection.resume();
                        }
                    }
                });
    }

    /** The registered names of RFC 3848 and RFC 6531, 4.3. */
    static String protocol(Hello hello, boolean tls, boolean user, boolean utf8) {
        String base =
                switch (hello.verb()) {
                    case HELO -> utf8 ? "UTF8SMTP" : "SMTP";
                    case EHLO -> utf8 ? "UTF8SMTP" : "ESMTP";
                    case LHLO -> utf8 ? "UTF8LMTP" : "LMTP";
                };
        return hello.verb() == HelloVerb.HELO ? base : base + (tls ? "S" : "") + (user ? "A" : "");
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
