package org.posthouse.node;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.posthouse.node.account.AccountClient;
import org.posthouse.node.auth.Authenticator;
import org.posthouse.node.auth.LoginPolicy;
import org.posthouse.node.auth.PasswordVerifier;
import org.posthouse.node.auth.Sasl;
import org.posthouse.node.directory.DirectoryClient;
import org.posthouse.node.http.NodeMetrics;
import org.posthouse.node.net.ConnectionLimits;
import org.posthouse.node.protocol.imap.ImapOptions;
import org.posthouse.node.protocol.imap.ImapService;
import org.posthouse.node.protocol.pop3.Pop3Options;
import org.posthouse.node.protocol.pop3.Pop3Service;
import org.posthouse.node.protocol.pwd.PwdProtocol;
import org.posthouse.node.protocol.pwd.PwdServices;
import org.posthouse.node.protocol.smtp.SmtpDialect;
import org.posthouse.node.protocol.smtp.SmtpLimits;
import org.posthouse.node.protocol.smtp.SmtpService;
import org.posthouse.node.queue.MailQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The protocols of a node and the table of what it listens for. */
record Services(
        NodeIdentity identity,
        AccountClient accounts,
        DirectoryClient directory,
        Authenticator authenticator,
        PasswordVerifier verifier,
        Sasl sasl,
        MailQueue queue,
        NodeMetrics metrics,
        Supplier<Future<Void>> stop) {

    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    List<Listener> listeners() {
        List<Listener> table = new ArrayList<>();
        SmtpService smtp =
                new SmtpService(
                        new SmtpService.Settings(
                                identity.hostName(),
                                identity.mainDomain(),
                                SmtpLimits.DEFAULT,
                                LoginPolicy.DEFAULT),
                        directory,
                        accounts,
                        queue,
                        sasl,
                        InstantSource.system());
        ConnectionLimits limits = smtp.connectionLimits();
        table.add(new Listener("smtp", 2525, false, smtp.protocol(SmtpDialect.SMTP), limits));
        table.add(
                new Listener(
                        "submission", 2587, false, smtp.protocol(SmtpDialect.SUBMISSION), limits));
        table.add(
                new Listener(
                        "submissions", 2465, true, smtp.protocol(SmtpDialect.SUBMISSION), limits));
        table.add(new Listener("lmtp", 2424, false, smtp.protocol(SmtpDialect.LMTP), limits));
        ImapService imap =
                new ImapService(
                        accounts,
                        authenticator,
                        sasl,
                        LoginPolicy.DEFAULT,
                        ImapOptions.DEFAULT,
                        metrics.registry());
        ConnectionLimits imapLimits = ImapService.CONNECTION_LIMITS;
        table.add(new Listener("imap", 2143, false, imap, imapLimits));
        table.add(new Listener("imaps", 2993, true, imap, imapLimits));
        Pop3Service pop3 =
                new Pop3Service(
                        accounts,
                        authenticator,
                        sasl,
                        LoginPolicy.DEFAULT,
                        Pop3Options.of(identity.hostName()),
                        metrics.registry());
        ConnectionLimits popLimits =
                ConnectionLimits.DEFAULT.withLineBytesMax(Pop3Options.LINE_BYTES_MAX);
        table.add(new Listener("pop3", 2110, false, pop3, popLimits));
        table.add(new Listener("pop3s", 2995, true, pop3, popLimits));
        PwdProtocol pwd =
                new PwdProtocol(
                        new PwdServices(
                                directory,
                                accounts,
                                queue,
                                authenticator,
                                verifier,
                                sasl,
                                LoginPolicy.DEFAULT,
                                identity.hostName(),
                                Version.current(),
                                this::shutdown));
        table.add(new Listener("pwd", 8106, false, pwd, PwdProtocol.LIMITS));
        return table;
    }

    private void shutdown() {
        stop.get().onFailure(failure -> LOG.error("SHUTDOWN: stopping failed", failure));
    }
}
