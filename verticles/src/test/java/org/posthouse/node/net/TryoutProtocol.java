package org.posthouse.node.net;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.posthouse.node.tls.ChannelBindings;

/** A protocol that can do everything that a real one may ask of a connection. */
final class TryoutProtocol implements Protocol {

    final Queue<String> events = new ConcurrentLinkedQueue<>();
    final Queue<LineConnection> connections = new ConcurrentLinkedQueue<>();
    final AtomicInteger linesTaken = new AtomicInteger();
    final AtomicLong rawBytes = new AtomicLong();

    @Override
    public String name() {
        return "tryout";
    }

    @Override
    public ProtocolSession open(LineConnection connection) {
        connections.add(connection);
        return new Session(connection);
    }

    @Override
    public Buffer refusal(Refusal reason) {
        return Buffer.buffer("NO " + reason + "\r\n");
    }

    @Override
    public Buffer internalError() {
        return Buffer.buffer("ERROR internal\r\n");
    }

    private final class Session implements ProtocolSession {

        private final LineConnection connection;

        Session(LineConnection connection) {
            this.connection = connection;
        }

        @Override
        public void opened() {
            reply("HELLO" + (connection.isTls() ? " tls" : ""));
        }

        @Override
        public void line(Line line) {
            linesTaken.incrementAndGet();
            String text = line.latin1();
            String verb = text.contains(" ") ? text.substring(0, text.indexOf(' ')) : text;
            String rest = text.substring(Math.min(text.length(), verb.length() + 1));
            switch (verb) {
                case "ECHO" -> reply(rest);
                case "ON" -> reply(Thread.currentThread().getName());
                case "FLAGS" ->
                        reply(
                                line.end()
                                        + (line.hasNul() ? " nul" : "")
                                        + (line.hasBareCr() ? " cr" : ""));
                case "LATER" ->
                        connection.then(
                                Future.future(p ->
                                        connection.after(
                                                java.time.Duration.ofMillis(20), p::complete)),
                                _ -> reply(rest));
                case "NEVER" -> {}
                case "LATEBOOM" ->
                        connection.then(
                                Future.succeededFuture(),
                                _ -> {
                                    throw new IllegalStateException("late boom");
                                });
                case "FAILS" -> connection.then(Future.failedFuture("no answer"), _ -> {});
                case "BYTES" -> readCounted(Long.parseLong(rest));
                case "RAW" -> readToDot();
                case "BIG" -> writeBig(Long.parseLong(rest));
                case "FLOOD" -> {
                    while (!connection.isEnding()) {
                        connection.write(Buffer.buffer(new byte[20_000]));
                    }
                }
                case "IDLE" -> {
                    connection.idleMillisMax(Long.parseLong(rest));
                    reply("ok");
                }
                case "BOOM" -> throw new IllegalStateException("boom");
                case "STLS" -> connection.startTls(Buffer.buffer("go\r\n"));
                case "BINDING" ->
                        reply(
                                connection
                                        .channelBindings()
                                        .data(ChannelBindings.Type.named(rest).orElseThrow())
                                        .map(HexFormat.of()::formatHex)
                                        .orElse("none"));
                case "TLS" -> reply(connection.tlsSession().orElseThrow().getProtocol());
                case "QUIT" -> {
                    connection.write("bye\r\n");
                    connection.close();
                }
                default -> reply("what? " + text);
            }
        }

        private void readCounted(long count) {
            connection.readBytes(
                    count,
                    new ByteSink() {
                        private long got;
                        private long sum;

                        @Override
                        public void piece(Buffer piece) {
                            got += piece.length();
                            for (int i = 0; i < piece.length(); i++) {
                                sum += piece.getByte(i) & 0xFF;
                            }
                        }

                        @Override
                        public void end() {
                            reply("got " + got + " sum " + sum);
                        }
                    });
        }

        /** Takes lines as raw bytes up to a line with a dot alone, slowly. */
        private void readToDot() {
            StringBuilder text = new StringBuilder();
            connection.enterRaw((chunk, from) -> {
                for (int i = from; i < chunk.length(); i++) {
                    text.append((char) (chunk.getByte(i) & 0xFF));
                    rawBytes.incrementAndGet();
                    if (text.toString().endsWith("\r\n.\r\n")) {
                        connection.leaveRaw();
                        reply("raw " + (text.length() - 3));
                        return i + 1 - from;
                    }
                    if (i - from == 9) {
                        connection.after(java.time.Duration.ofMillis(1), connection::resume);
                        return 10;
                    }
                }
                return chunk.length() - from;
            });
        }

        private void writeBig(long count) {
            if (count == 0) {
                connection.ready();
                return;
            }
            connection.then(
                    connection.drained(),
                    _ -> {
                        int now = (int) Math.min(count, 10_000);
                        connection.write(Buffer.buffer("x".repeat(now)));
                        connection.execute(() -> writeBig(count - now));
                    });
        }

        @Override
        public void lineTooLong(Line beginning) {
            reply("too long " + beginning.latin1().substring(0, 4));
        }

        @Override
        public void secured() {
            events.add("secured");
            connection.ready();
        }

        @Override
        public void idle() {
            connection.write("idle\r\n");
        }

        @Override
        public void shutdown() {
            connection.write("stopping\r\n");
            connection.close();
        }

        @Override
        public void closed(CloseReason reason) {
            events.add("closed " + reason);
        }

        private void reply(String text) {
            connection.write(Buffer.buffer((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1)));
            connection.ready();
        }
    }
}
