package org.posthouse.node.protocol.imap;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthouse.core.account.AccountCommand;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.account.NewMessage;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mime.MimeScanner;
import org.posthouse.node.account.AccountClient;
import org.posthouse.node.account.HostFixture;
import org.posthouse.node.auth.Authenticator;
import org.posthouse.node.auth.Credentials;
import org.posthouse.node.auth.LoginPolicy;
import org.posthouse.node.auth.PasswordAuthenticator;
import org.posthouse.node.auth.PasswordVerifier;
import org.posthouse.node.auth.Sasl;
import org.posthouse.node.auth.StoredCredentials;
import org.posthouse.node.net.ListenerSpec;
import org.posthouse.node.net.TcpFrontend;
import org.posthouse.node.tls.SelfSigned;
import org.posthouse.node.tls.ServerTls;

/** IMAP on real sockets, in front of a real account host: user {@code anna}, password secret. */
final class ImapFixture implements AutoCloseable {
    /** 2024-02-03 04:05:06 UTC. */
    static final long DATE_MILLIS = 1_706_933_106_000L;

    static final ImapOptions OPTIONS =
            new ImapOptions(64 * 1024, 8 * 1024, 4 << 20, 20, 180_000, 1_800_000, 120_000);

    private static final Map<String, String> SETTINGS = Credentials.from("secret").orElseThrow();

    final HostFixture host;
    final AccountName anna;
    final ImapService service;
    private final PasswordVerifier verifier;
    private final List<TcpFrontend> frontends;

    ImapFixture(Vertx vertx, Path directory) throws Exception {
        this(vertx, directory, OPTIONS, "127.0.0.1", new HostFixture(vertx));
        host.account("anna@example.com");
    }

    ImapFixture(Vertx vertx, Path directory, ImapOptions options, String address, HostFixture host)
            throws Exception {
        this.host = host;
        anna = HostFixture.name("anna@example.com");
        verifier = new PasswordVerifier(vertx, PasswordVerifier.Limits.DEFAULT);
        Authenticator authenticator = new PasswordAuthenticator(ImapFixture::lookup, verifier);
        LoginPolicy policy = new LoginPolicy(Duration.ofMillis(1), 3);
        Sasl sasl = new Sasl(authenticator, new byte[32], policy);
        service =
                new ImapService(
                        host.client,
                        authenticator,
                        sasl,
                        policy,
                        options,
                        new SimpleMeterRegistry());
        ServerTls tls =
                new ServerTls(SelfSigned.create("x.example", directory, Instant.now()).load());
        frontends = List.of(listen(vertx, address, false, tls), listen(vertx, address, true, tls));
    }

    /** Stops the listeners as a node does. */
    Future<Void> stop(Duration patience) {
        return Future.join(frontends.stream().map(frontend -> frontend.stop(patience)).toList())
                .mapEmpty();
    }

    private TcpFrontend listen(Vertx vertx, String address, boolean implicitTls, ServerTls tls)
            throws Exception {
        ListenerSpec spec =
                new ListenerSpec(
                        service,
                        address,
                        0,
                        implicitTls,
                        2,
                        100,
                        100,
                        ImapService.CONNECTION_LIMITS);
        return await(TcpFrontend.start(vertx, spec, tls));
    }

    private static Future<Optional<StoredCredentials>> lookup(String login) {
        return Future.succeededFuture(
                login.equals("anna")
                        ? Optional.of(StoredCredentials.read("anna@example.com", SETTINGS))
                        : Optional.empty());
    }

    AccountClient client() {
        return host.client;
    }

    /** The listener where TLS is begun by STARTTLS. */
    int port() {
        return frontends.getFirst().port();
    }

    /** The listener with TLS from the start. */
    int tlsPort() {
        return frontends.getLast().port();
    }

    /** Adds a message as another program would. */
    void deliver(String mailbox, String message) throws Exception {
        deliver(mailbox, message.getBytes(StandardCharsets.UTF_8));
    }

    void deliver(String mailbox, byte[] bytes) throws Exception {
        MimeScanner scanner = new MimeScanner();
        scanner.write(bytes, 0, bytes.length);
        MessageContent content =
                new MessageContent.Inline(List.of(bytes), scanner.finish().encode());
        AccountReply reply =
                host.perform(
                        anna,
                        new AccountCommand.AppendMessages(
                                new MailboxName(mailbox),
                                List.of(new NewMessage(MailFlags.NONE, DATE_MILLIS, content))));
        if (!(reply instanceof AccountReply.MessagesAppended)) {
            throw new AssertionError(reply.toString());
        }
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage()
                .toCompletableFuture()
                .get(20, java.util.concurrent.TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        try {
            await(stop(Duration.ofSeconds(5)));
        } catch (Exception e) {
            throw new AssertionError("did not stop", e);
        }
        verifier.close();
        host.close();
    }
}
