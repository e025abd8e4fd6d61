package org.posthouse.node.protocol.pop3;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthouse.core.account.AccountCommand.DeliverMessage;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.mime.MimeLimits;
import org.posthouse.core.mime.MimeScanner;
import org.posthouse.node.VertxUnderTest;
import org.posthouse.node.account.HostFixture;
import org.posthouse.node.account.HostOptions;
import org.posthouse.node.auth.Authenticator;
import org.posthouse.node.auth.Credentials;
import org.posthouse.node.auth.LoginPolicy;
import org.posthouse.node.auth.PasswordAuthenticator;
import org.posthouse.node.auth.PasswordVerifier;
import org.posthouse.node.auth.Sasl;
import org.posthouse.node.auth.StoredCredentials;
import org.posthouse.node.net.ConnectionLimits;
import org.posthouse.node.net.ListenerSpec;
import org.posthouse.node.net.Protocol;
import org.posthouse.node.net.TcpFrontend;
import org.posthouse.node.tls.SelfSigned;
import org.posthouse.node.tls.ServerTls;

/**
 * POP3 over real sockets, real logins and a real account host. Three accounts: {@code anna} with a
 * hashed password, {@code mrose} with one in clear (RFC 1939's example), and {@code ghost}, whose
 * login is right and whose account is not there.
 */
final class Pop3Fixture implements AutoCloseable {
    /** The example of RFC 1939, 7. */
    static final String TIMESTAMP = "<1896.697170952@dbc.mtview.ca.us>";

    final HostFixture host;
    final AccountName anna;
    final AccountName mrose;
    final int port;
    final int tlsPort;
    final Pop3Service service;
    private final List<TcpFrontend> listening;
    private final VertxUnderTest node;
    private final PasswordVerifier verifier;

    Pop3Fixture(VertxUnderTest node, Path directory) throws Exception {
        this(node, directory, HostOptions.DEFAULT, Pop3Options.of("x.example"));
    }

    Pop3Fixture(VertxUnderTest node, Path directory, HostOptions hostOptions, Pop3Options options)
            throws Exception {
        this.node = node;
        host = new HostFixture(node.vertx(), hostOptions, InstantSource.system());
        anna = host.account("anna@x.example");
        mrose = host.account("mrose@x.example");
        Map<String, StoredCredentials> stored = new HashMap<>();
        stored.put(
                "anna",
                StoredCredentials.read(
                        "anna@x.example", Credentials.from("geheim ist es").orElseThrow()));
        stored.put(
                "mrose",
                StoredCredentials.read(
                        "mrose@x.example", Credentials.clearFrom("tanstaaf").orElseThrow()));
        stored.put(
                "ghost",
                StoredCredentials.read(
                        "ghost@x.example", Credentials.clearFrom("boo").orElseThrow()));
        verifier = new PasswordVerifier(node.vertx(), PasswordVerifier.Limits.DEFAULT);
        Authenticator authenticator =
                new PasswordAuthenticator(
                        login ->
                                login.equals("broken")
                                        ? Future.failedFuture("the directory is away")
                                        : Future.succeededFuture(
                                                Optional.ofNullable(stored.get(login))),
                        verifier);
        LoginPolicy policy = new LoginPolicy(Duration.ofMillis(20), 3);
        service =
                new Pop3Service(
                        host.client,
                        authenticator,
                        new Sasl(authenticator, new byte[32], policy),
                        policy,
                        options,
                        new SimpleMeterRegistry(),
                        () -> TIMESTAMP);
        ServerTls tls =
                new ServerTls(SelfSigned.create("x.example", directory, Instant.now()).load());
        listening =
                List.of(
                        node.await(TcpFrontend.start(node.vertx(), spec(service, false), tls)),
                        node.await(TcpFrontend.start(node.vertx(), spec(service, true), tls)));
        port = listening.get(0).port();
        tlsPort = listening.get(1).port();
    }

    /** Stops the listeners as a node does. */
    Future<Void> stop(Duration patience) {
        return Future.join(listening.stream().map(frontend -> frontend.stop(patience)).toList())
                .mapEmpty();
    }

    private static ListenerSpec spec(Protocol protocol, boolean implicitTls) {
        ConnectionLimits limits =
                ConnectionLimits.DEFAULT.withLineBytesMax(Pop3Options.LINE_BYTES_MAX);
        return new ListenerSpec(protocol, "0.0.0.0", 0, implicitTls, 2, 100, 100, limits);
    }

    /** Has a message delivered; one character per byte. */
    void deliver(AccountName account, String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        MimeScanner scanner = new MimeScanner(MimeLimits.DEFAULT);
        scanner.write(bytes, 0, bytes.length);
        AccountReply reply =
                host.perform(
                        account,
                        new DeliverMessage(
                                "",
                                account.toString(),
                                new MessageContent.Inline(
                                        List.of(bytes), scanner.finish().encode())));
        if (!(reply instanceof AccountReply.MessagesAppended)) {
            throw new AssertionError(reply.toString());
        }
    }

    @Override
    public void close() {
        node.await(stop(Duration.ofSeconds(2)));
        verifier.close();
        host.close();
    }
}
