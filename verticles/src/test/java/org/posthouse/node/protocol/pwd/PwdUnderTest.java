package org.posthouse.node.protocol.pwd;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.posthouse.node.StandaloneUnderTest;
import org.posthouse.node.VertxUnderTest;
import org.posthouse.node.auth.LoginPolicy;
import org.posthouse.node.net.ListenerSpec;
import org.posthouse.node.net.TcpFrontend;
import org.posthouse.node.queue.MailQueue;
import org.posthouse.node.queue.StoredMailQueue;
import org.posthouse.node.tls.ServerTls;
import org.posthouse.store.queue.DurableQueue;
import org.posthouse.store.queue.QueueOptions;

/** A PWD listener in front of a real directory and a real store. */
public final class PwdUnderTest implements AutoCloseable {

    private final VertxUnderTest node;
    private final StandaloneUnderTest standalone;
    private final TcpFrontend frontend;
    private final AtomicInteger shutdowns = new AtomicInteger();

    public PwdUnderTest(VertxUnderTest node, Path base) throws IOException {
        this(node, base, "127.0.0.1", null);
    }

    PwdUnderTest(VertxUnderTest node, Path base, String address, @Nullable ServerTls tls)
            throws IOException {
        this.node = node;
        this.standalone = new StandaloneUnderTest(node, base);
        LoginPolicy policy = new LoginPolicy(Duration.ofMillis(1), 3);
        PwdServices services =
                new PwdServices(
                        standalone.directory(),
                        standalone.accounts(),
                        queue(node, base),
                        standalone.authenticator(),
                        standalone.verifier(),
                        standalone.sasl(policy),
                        policy,
                        "host.example",
                        "1.0",
                        shutdowns::incrementAndGet);
        this.frontend =
                node.await(
                        TcpFrontend.start(
                                node.vertx(),
                                new ListenerSpec(
                                        new PwdProtocol(services),
                                        address,
                                        0,
                                        false,
                                        1,
                                        100,
                                        100,
                                        PwdProtocol.LIMITS),
                                tls));
    }

    private static MailQueue queue(VertxUnderTest node, Path base) throws IOException {
        DurableQueue queue =
                DurableQueue.open(QueueOptions.of(base.resolve("Queue")), Runnable::run);
        return new StoredMailQueue(node.vertx(), queue, InstantSource.system());
    }

    public int port() {
        return frontend.port();
    }

    StandaloneUnderTest standalone() {
        return standalone;
    }

    /** How often the node was asked to stop. */
    int shutdowns() {
        return shutdowns.get();
    }

    @Override
    public void close() throws IOException {
        node.await(frontend.stop(Duration.ofSeconds(2)));
        standalone.close();
    }
}
