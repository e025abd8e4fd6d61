package org.posthouse.node.protocol.smtp;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.directory.Route;
import org.posthouse.node.account.HostFixture;
import org.posthouse.node.auth.Credentials;
import org.posthouse.node.auth.LoginPolicy;
import org.posthouse.node.auth.PasswordAuthenticator;
import org.posthouse.node.auth.PasswordVerifier;
import org.posthouse.node.auth.Sasl;
import org.posthouse.node.auth.StoredCredentials;
import org.posthouse.node.net.ListenerSpec;
import org.posthouse.node.net.TcpFrontend;
import org.posthouse.node.queue.StoredMailQueue;
import org.posthouse.node.tls.SelfSigned;
import org.posthouse.node.tls.ServerTls;
import org.posthouse.store.queue.DurableQueue;
import org.posthouse.store.queue.QueueEntry;
import org.posthouse.store.queue.QueueId;
import org.posthouse.store.queue.QueueOptions;

/**
 * All three dialects on real sockets, in front of a real account host and a real queue. Accounts:
 * anna (password secret), bob, carl and postmaster; forwarders: team (anna and bob), away (to
 * another host), circle (to itself).
 */
final class SmtpFixture implements AutoCloseable {
    static final SmtpLimits LIMITS =
            new SmtpLimits(4 << 20, 100_000, 110, 5, 20, 60_000, 60_000, false);
    private static final Map<String, String> SETTINGS = Credentials.from("secret").orElseThrow();

    final HostFixture host;
    final ChoosyClient accounts;
    final DurableQueue queue;
    final StoredMailQueue mailQueue;
    final SmtpService service;
    private final Map<SmtpDialect, TcpFrontend> frontends = new EnumMap<>(SmtpDialect.class);
    private final ExecutorService writing = Executors.newSingleThreadExecutor();
    private final PasswordVerifier verifier;

    SmtpFixture(Vertx vertx, Path directory) throws Exception {
        this(vertx, directory, LIMITS, "127.0.0.1");
    }

    SmtpFixture(Vertx vertx, Path directory, SmtpLimits limits, String address) throws Exception {
        host = new HostFixture(vertx);
        for (String name : List.of("anna", "bob", "carl", "postmaster")) {
            host.account(name + "@example.com");
        }
        accounts = new ChoosyClient(host.client);
        queue = DurableQueue.open(queueOptions(directory), writing);
        mailQueue = new StoredMailQueue(vertx, queue, InstantSource.system());
        verifier = new PasswordVerifier(vertx, PasswordVerifier.Limits.DEFAULT);
        LoginPolicy policy = new LoginPolicy(Duration.ofMillis(1), 3);
        Sasl sasl =
                new Sasl(
                        new PasswordAuthenticator(SmtpFixture::lookup, verifier),
                        new byte[32],
                        policy);
        service =
                new SmtpService(
                        new SmtpService.Settings(
                                "mail.example.com", domain("example.com"), limits, policy),
                        SmtpFixture::route,
                        accounts,
                        mailQueue,
                        sasl,
                        InstantSource.system());
        ServerTls tls =
                new ServerTls(SelfSigned.create("x.example", directory, Instant.now()).load());
        for (SmtpDialect dialect : SmtpDialect.values()) {
            ListenerSpec spec =
                    new ListenerSpec(
                            service.protocol(dialect),
                            address,
                            0,
                            false,
                            2,
                            100,
                            100,
                            service.connectionLimits());
            frontends.put(dialect, await(TcpFrontend.start(vertx, spec, tls)));
        }
    }

    static QueueOptions queueOptions(Path directory) {
        return QueueOptions.of(directory.resolve("Queue"));
    }

    TcpFrontend frontend(SmtpDialect dialect) {
        TcpFrontend frontend = frontends.get(dialect);
        if (frontend == null) {
            throw new IllegalStateException("no listener for " + dialect);
        }
        return frontend;
    }

    /** Begins to stop a listener, which {@link #close()} then leaves alone. */
    Future<Void> stop(SmtpDialect dialect) {
        TcpFrontend stopped = frontend(dialect);
        frontends.remove(dialect);
        return stopped.stop(Duration.ofSeconds(9));
    }

    int port(SmtpDialect dialect) {
        return frontend(dialect).port();
    }

    /** The texts of the messages that an account has. */
    List<String> messages(String user) {
        return host.storage.messages(HostFixture.name(user + "@example.com")).stream()
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** What waits in the queue. */
    List<QueueEntry> queued() throws Exception {
        List<QueueEntry> entries = new ArrayList<>();
        for (var summary : queue.list(QueueId.FIRST, 1000)) {
            entries.add(queue.show(summary.id()).orElseThrow());
        }
        return entries;
    }

    String queuedText(QueueEntry entry) throws Exception {
        return new String(
                queue.read(entry.summary().id(), 0, (int) entry.summary().sizeBytes()),
                StandardCharsets.ISO_8859_1);
    }

    static Future<Route> route(MailAddress address) {
        return Future.succeededFuture(routeOf(address));
    }

    private static Route routeOf(MailAddress address) {
        if (!address.host().equals(domain("example.com"))) {
            return new Route.ToElsewhere(address);
        }
        String user = address.split().user();
        return switch (user) {
            case "anna", "bob", "carl", "postmaster" -> account(user);
            case "team" ->
                    new Route.ToAddresses(
                            List.of(address("anna@example.com"), address("bob@example.com")));
            case "away" -> new Route.ToAddresses(List.of(address("far@elsewhere.example")));
            case "circle" -> new Route.ToAddresses(List.of(address("circle2@example.com")));
            case "circle2" -> new Route.ToAddresses(List.of(address("circle@example.com")));
            case "later" -> new Route.Unavailable("the directory sleeps");
            default ->
                    user.startsWith("user")
                            ? account(user)
                            : new Route.Unknown("no such account: " + user);
        };
    }

    private static Route account(String user) {
        return new Route.ToAccount(new AccountName(user, domain("example.com")));
    }

    static MailAddress address(String text) {
        return MailAddress.parse(text).accepted().orElseThrow();
    }

    static DomainName domain(String text) {
        return DomainName.parse(text).accepted().orElseThrow();
    }

    private static Future<Optional<StoredCredentials>> lookup(String login) {
        return Future.succeededFuture(
                login.equals("anna")
                        ? Optional.of(StoredCredentials.read("anna@example.com", SETTINGS))
                        : Optional.empty());
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        try {
            for (TcpFrontend frontend : frontends.values()) {
                await(frontend.stop(Duration.ofSeconds(5)));
            }
            queue.close();
        } catch (Exception e) {
            throw new AssertionError("did not stop", e);
        }
        verifier.close();
        writing.shutdown();
        host.close();
    }
}
