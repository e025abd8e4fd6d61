package org.posthouse.node.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.posthouse.node.tls.ChannelBindings;
import org.posthouse.node.tls.ServerTls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client. Lives on one event loop; every method but {@link #id()} is to be called there, which
 * is where all calls to the session and all futures that were made there arrive. From elsewhere go
 * through {@link #execute(Runnable)}.
 *
 * <p>{@link ProtocolSession} says in which order things come.
 */
public final class LineConnection {

    private static final Logger log = LoggerFactory.getLogger(LineConnection.class);

    /** What a connection shares with the others of its listener. */
    record Surroundings(
            Protocol protocol,
            ConnectionLimits limits,
            FrontendCounters counters,
            @Nullable ServerTls tls) {}

    private final String id;
    private final NetSocketInternal socket;
    private final Channel channel;
    private final EventLoop eventLoop;
    private final Context context;
    private final Surroundings around;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private final Inbound inbound;
    private final Outbound outbound;
    private final Farewell farewell;

    private @Nullable ProtocolSession session;
    private @Nullable CloseReason closeReason;
    private @Nullable SSLSession tlsSession;
    private ChannelBindings channelBindings = ChannelBindings.NONE;
    private boolean startingTls;
    private boolean gone;
    private @Nullable Runnable whenEmpty;
    private Runnable whenClosed = () -> {};
    private long idleMillisMax;
    private long lastInputNanos = System.nanoTime();

    LineConnection(String id, NetSocketInternal socket, Context context, Surroundings around) {
        this.id = id;
        this.socket = socket;
        this.channel = socket.channelHandlerContext().channel();
        this.eventLoop = channel.eventLoop();
        this.context = context;
        this.around = around;
        this.remote = (InetSocketAddress) channel.remoteAddress();
        this.local = (InetSocketAddress) channel.localAddress();
        this.idleMillisMax = around.limits().idleMillisMax();
        this.inbound = new Inbound(around.limits().lineBytesMax(), new InboundReceiver());
        this.outbound =
                new Outbound(
                        id,
                        around.limits().writeQueueBytesMax(),
                        socket::write,
                        new OutboundListener());
        this.farewell = new Farewell(channel, around.limits().lingerMillisMax());
    }

    // Who

    /** Short name of this connection in logs. Safe from any thread. */
    public String id() {
        return id;
    }

    /** Address and port of the client. */
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    /** Address and port that the client connected to. */
    public InetSocketAddress localAddress() {
        return local;
    }

    /** Whether the client is on this machine. */
    public boolean isLoopback() {
        return remote.getAddress().isLoopbackAddress();
    }

    /** Whether what is said is encrypted. */
    public boolean isTls() {
        return tlsSession != null;
    }

    /** Whether {@link #startTls} can succeed: the listener has a certificate and TLS is not on. */
    public boolean canStartTls() {
        return around.tls() != null && tlsSession == null && !startingTls;
    }

    /** Protocol and cipher suite of the encryption, such as for a Received line. */
    public Optional<SSLSession> tlsSession() {
        return Optional.ofNullable(tlsSession);
    }

    /** What a login can be bound to; empty without TLS. */
    public ChannelBindings channelBindings() {
        return channelBindings;
    }

    // Reading

    /** The session is done with what it was given and wants the next line. */
    public void ready() {
        requireEventLoop();
        lastInputNanos = System.nanoTime();
        inbound.ready();
    }

    /** Gives nothing more, neither lines nor bytes, until {@link #resume()}. */
    public void pause() {
        requireEventLoop();
        inbound.pause();
    }

    /** Ends {@link #pause()}. */
    public void resume() {
        requireEventLoop();
        lastInputNanos = System.nanoTime();
        inbound.resume();
    }

    /**
     * Gives the next bytes to a sink instead of reading them as lines. Called while a line is being
     * handled, before {@link #ready()}.
     *
     * @param count how many, 0 or more
     * @param sink gets them piece by piece
     */
    public void readBytes(long count, ByteSink sink) {
        requireEventLoop();
        if (count < 0) {
            throw new IllegalArgumentException("count is negative: " + count);
        }
        inbound.readBytes(count, sink);
    }

    /**
     * Gives all bytes to a consumer until {@link #leaveRaw()}. Called while a line is being
     * handled, before {@link #ready()}.
     */
    public void enterRaw(RawMode consumer) {
        requireEventLoop();
        inbound.enterRaw(consumer);
    }

    /** Ends raw mode; lines come again after the next {@link #ready()}. */
    public void leaveRaw() {
        requireEventLoop();
        inbound.leaveRaw();
    }

    /** Whether the client has sent something that the session was not given yet. */
    public boolean hasPendingInput() {
        return inbound.hasInput();
    }

    /** Sets how long the client may say nothing when it is its turn, 1 or more. */
    public void idleMillisMax(long millis) {
        requireEventLoop();
        if (millis < 1) {
            throw new IllegalArgumentException("idleMillisMax is not positive: " + millis);
        }
        idleMillisMax = millis;
    }

    // Writing

    /**
     * Queues bytes for the client; small writes of one turn leave together. A session that writes
     * much asks {@link #drained()} between the pieces: what overflows the queue sixteen times ends
     * the connection.
     *
     * @param bytes not to be changed afterwards
     */
    public void write(Buffer bytes) {
        requireEventLoop();
        if (isEnding()) {
            return;
        }
        around.counters().bytesOut.add(bytes.length());
        if (outbound.isOverflowing()) {
            log.error("{}: session writes without waiting, closed", id);
            abort(CloseReason.WRITE_OVERFLOW);
            return;
        }
        outbound.write(bytes);
    }

    /** Queues text as UTF-8. Line ends are the caller's. */
    public void write(String text) {
        write(Buffer.buffer(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether so much waits for the client that the session should wait, too. */
    public boolean isWriteQueueFull() {
        return outbound.isFull();
    }

    /**
     * Completes when the client has taken enough that more may be written; at once when it has.
     * Fails with {@link ConnectionClosedException} when the connection ends first.
     */
    public Future<Void> drained() {
        requireEventLoop();
        return gone ? Future.failedFuture(new ConnectionClosedException(id)) : outbound.drained();
    }

    // TLS

    /**
     * Begins TLS. Says the go-ahead in the clear, drops everything that the client has sent up to
     * here, which may have been injected (RFC 3207, 6; RFC 9051, 6.2.1), and calls {@link
     * ProtocolSession#secured()} after the handshake. A handshake that fails ends the connection.
     *
     * @param goAhead the protocol's "go ahead" with its line end
     * @throws IllegalStateException unless {@link #canStartTls()}
     */
    public void startTls(Buffer goAhead) {
        requireEventLoop();
        if (!canStartTls()) {
            throw new IllegalStateException("TLS cannot be started: " + this);
        }
        if (isEnding()) {
            return;
        }
        startingTls = true;
        inbound.discard();
        outbound.write(goAhead);
        outbound.flush();
        afterEmpty(() -> {
            // From here on the bytes of the client go through the TLS engine.
            inbound.restart();
            handshake(requireSession()::secured);
        });
    }

    // Time and threads

    /** Runs something on this connection's event loop, unless the connection has gone by then. */
    public void execute(Runnable task) {
        context.runOnContext(_ -> guarded(task));
    }

    /** Runs something after some time, unless the connection has gone by then. */
    public void after(Duration delay, Runnable task) {
        context.owner()
                .timer(Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS)
                .onComplete(_ -> execute(task));
    }

    /**
     * Goes on when a future completes: on this connection's event loop, unless the connection has
     * gone by then. An exception in either continuation ends the connection as one out of the
     * session would.
     */
    public <T> void then(
            Future<T> future, Consumer<? super T> success, Consumer<? super Throwable> failure) {
        future.onComplete(result -> {
            Runnable task =
                    () -> {
                        if (result.succeeded()) {
                            success.accept(result.result());
                        } else {
                            failure.accept(result.cause());
                        }
                    };
            if (eventLoop.inEventLoop()) {
                guarded(task);
            } else {
                execute(task);
            }
        });
    }

    /** As {@link #then(Future, Consumer, Consumer)}, with {@link #fail} for a failure. */
    public <T> void then(Future<T> future, Consumer<? super T> success) {
        then(future, success, this::fail);
    }

    // The end

    /** Ends the connection when all that was written has gone. Nothing more comes in. */
    public void close() {
        requireEventLoop();
        close(CloseReason.SESSION_CLOSED);
    }

    /** Logs a bug, says the protocol's "internal error", and ends the connection. */
    public void fail(Throwable cause) {
        requireEventLoop();
        if (isEnding()) {
            log.debug("{}: failed after its end", id, cause);
            return;
        }
        around.counters().failures.increment();
        log.error("{}: internal error, connection closed", id, cause);
        if (!startingTls) {
            write(around.protocol().internalError());
        }
        close(CloseReason.INTERNAL_ERROR);
    }

    /** Whether {@link #close()} was called or the client has gone: nothing is written any more. */
    public boolean isEnding() {
        return gone || closeReason != null;
    }

    @Override
    public String toString() {
        return "LineConnection["
                + id
                + ", tls="
                + isTls()
                + ", startingTls="
                + startingTls
                + ", ending="
                + closeReason
                + "]";
    }

    // For the listener

    /**
     * Begins: with the handshake where TLS is implicit, and then with the session.
     *
     * @param ended called once when the connection is gone
     */
    void begin(boolean implicitTls, Runnable ended) {
        whenClosed = ended;
        socket.handler(this::received);
        socket.exceptionHandler(cause -> log.debug("{}: {}", id, cause.toString()));
        socket.closeHandler(_ -> closed());
        // Without it a server that shuts down would close the socket before the session's goodbye.
        socket.shutdownHandler(_ -> {});
        if (implicitTls) {
            startingTls = true;
            handshake(this::openSession);
        } else {
            guarded(this::openSession);
        }
    }

    /** Looks at the time limits. */
    void tick(long nowNanos) {
        if (gone) {
            return;
        }
        if (outbound.stalledNanos(nowNanos) > millis(around.limits().writeStallMillisMax())) {
            log.info("{}: client does not read, closed", id);
            abort(CloseReason.WRITE_STALLED);
        } else if (farewell.isOverdue(nowNanos)) {
            farewell.end();
        } else if (!isEnding()
                && !startingTls
                && inbound.isClientsTurn()
                && nowNanos - lastInputNanos > millis(idleMillisMax)) {
            guarded(requireSession()::idle);
            close(CloseReason.IDLE);
        }
    }

    /** Tells the session that the node stops. */
    void shutdown() {
        ProtocolSession told = session;
        if (told == null || startingTls) {
            abort(CloseReason.SHUTDOWN);
        } else {
            guarded(told::shutdown);
        }
    }

    /** Ends the connection at once, whatever waits. */
    void abort(CloseReason reason) {
        if (closeReason == null || reason == CloseReason.WRITE_STALLED) {
            closeReason = reason;
        }
        farewell.abort();
    }

    // Inside

    private void openSession() {
        ProtocolSession opened = around.protocol().open(this);
        session = opened;
        opened.opened();
    }

    private void received(Buffer chunk) {
        around.counters().bytesIn.add(chunk.length());
        lastInputNanos = System.nanoTime();
        guarded(() -> inbound.feed(chunk));
    }

    private void handshake(Runnable then) {
        ServerTls tls = around.tls();
        if (tls == null) {
            throw new IllegalStateException("listener has no certificate: " + this);
        }
        ServerTls.Engine engine = tls.newEngine();
        TlsHandshake.begin(channel, engine.engine(), around.limits().handshakeMillisMax())
                .addListener(result -> {
                    if (!result.isSuccess()) {
                        log.debug("{}: no TLS: {}", id, String.valueOf(result.cause()));
                        abort(CloseReason.TLS_FAILED);
                        return;
                    }
                    SSLSession established = engine.engine().getSession();
                    around.counters().tlsHandshakes.increment();
                    tlsSession = established;
                    startingTls = false;
                    lastInputNanos = System.nanoTime();
                    channelBindings = ChannelBindings.of(established, engine.certificate());
                    // What TLS brings with its last handshake record waits in the inbound.
                    context.runOnContext(_ -> {
                        if (!isEnding()) {
                            guarded(then);
                        }
                    });
                });
    }

    private void close(CloseReason reason) {
        if (isEnding()) {
            return;
        }
        closeReason = reason;
        inbound.discard();
        outbound.flush();
        afterEmpty(farewell::begin);
    }

    private void afterEmpty(Runnable task) {
        if (outbound.isEmpty()) {
            task.run();
        } else {
            whenEmpty = task;
        }
    }

    private void closed() {
        if (gone) {
            return;
        }
        gone = true;
        around.counters().closed.increment();
        outbound.close();
        inbound.discard();
        whenClosed.run();
        ProtocolSession told = session;
        if (told != null) {
            CloseReason reason = closeReason == null ? CloseReason.CLIENT_GONE : closeReason;
            try {
                told.closed(reason);
            } catch (RuntimeException e) {
                log.error("{}: session failed at its end", id, e);
            }
        }
    }

    private void guarded(Runnable task) {
        if (gone) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            fail(e);
        }
    }

    private ProtocolSession requireSession() {
        ProtocolSession opened = session;
        if (opened == null) {
            throw new IllegalStateException("no session yet: " + this);
        }
        return opened;
    }

    private void requireEventLoop() {
        if (!eventLoop.inEventLoop()) {
            throw new IllegalStateException(
                    "called from " + Thread.currentThread().getName() + ": " + this);
        }
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }

    private final class InboundReceiver implements Inbound.Receiver {
        @Override
        public void line(Line line) {
            requireSession().line(line);
        }

        @Override
        public void lineTooLong(Line beginning) {
            requireSession().lineTooLong(beginning);
        }

        @Override
        public boolean mayTakeLine() {
            return !outbound.isFull() && !isEnding();
        }

        @Override
        public void reading(boolean on) {
            if (channel.config().isAutoRead() != on) {
                channel.config().setAutoRead(on);
            }
        }

        @Override
        public void pumpLater() {
            context.runOnContext(_ -> guarded(inbound::pumpScheduled));
        }
    }

    private final class OutboundListener implements Outbound.Listener {
        @Override
        public void flushLater() {
            eventLoop.execute(outbound::flush);
        }

        @Override
        public void drained() {
            inbound.kick();
        }

        @Override
        public void empty() {
            Runnable task = whenEmpty;
            if (task != null) {
                whenEmpty = null;
                guarded(task);
            }
        }

        @Override
        public void broken(Throwable cause) {
            log.debug("{}: cannot write: {}", id, cause.toString());
            abort(CloseReason.CLIENT_GONE);
        }
    }
}
