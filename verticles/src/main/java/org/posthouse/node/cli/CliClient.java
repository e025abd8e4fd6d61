package org.posthouse.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A logged-in connection to a server's PWD port, in CommuniGate's dialect: USER and PASS, then
 * {@code INLINE}, so that every answer is one line.
 *
 * <p>APOP is not used: it needs the clear password on the server, which keeps only Argon2id hashes.
 * A server drops a silent connection after about five minutes; this client then connects and logs
 * in again before the next command. It never sends a command twice. Not for use by several threads.
 */
public final class CliClient implements AutoCloseable {
    /** How long the server may take to accept a connection. */
    static final int CONNECT_MILLIS_MAX = 10_000;

    /** How long the server may think about one command. */
    static final int REPLY_MILLIS_MAX = 300_000;

    /** A longer answer ends the connection. */
    static final int REPLY_BYTES_MAX = 64 << 20;

    /** After this much silence the server may have hung up, or be about to. */
    static final long IDLE_MILLIS_MAX = 240_000;

    private final String host;
    private final int port;
    private final Login login;
    private final LongSupplier nanoTime;
    private @Nullable Connection connection;
    private long lastUseNanos;

    private CliClient(String host, int port, Login login, LongSupplier nanoTime) {
        this.host = host;
        this.port = port;
        this.login = login;
        this.nanoTime = nanoTime;
    }

    /**
     * Connects and logs in.
     *
     * @throws RefusedException when the server said no
     * @throws IOException when nobody answers, or nobody who speaks PWD
     */
    static CliClient connect(String host, int port, Login login, LongSupplier nanoTime)
            throws IOException {
        CliClient client = new CliClient(host, port, login, nanoTime);
        client.connected();
        return client;
    }

    /**
     * Sends one command and waits for its answer, good or bad.
     *
     * @param command one line
     * @throws IllegalArgumentException when the command is more than one line
     * @throws IOException when the connection broke: the command may or may not have been done
     */
    Reply execute(String command) throws IOException {
        if (command.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException("a command is one line of text");
        }
        Connection open = connected();
        try {
            Reply reply = open.exchange(command);
            lastUseNanos = nanoTime.getAsLong();
            return reply;
        } catch (IOException e) {
            drop();
            throw e;
        }
    }

    /** Says QUIT if the connection still stands, and closes it. */
    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.quit();
        }
    }

    private Connection connected() throws IOException {
        Connection open = connection;
        long idleNanos = nanoTime.getAsLong() - lastUseNanos;
        if (open != null && idleNanos < TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS_MAX)) {
            return open;
        }
        drop();
        Connection fresh = new Connection(host, port);
        try {
            fresh.logIn(login);
        } catch (IOException | RuntimeException e) {
            fresh.abandon();
            throw e;
        }
        connection = fresh;
        lastUseNanos = nanoTime.getAsLong();
        return fresh;
    }

    private void drop() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.abandon();
        }
    }

    /** The socket and its lines. */
    private static final class Connection {
        private final Socket socket;
        private final InputStream in;

        Connection(String host, int port) throws IOException {
            socket = new Socket();
            try {
                InetSocketAddress address = new InetSocketAddress(host, port);
                if (address.isUnresolved()) {
                    throw new IOException("there is no host named " + host);
                }
                socket.connect(address, CONNECT_MILLIS_MAX);
                socket.setSoTimeout(REPLY_MILLIS_MAX);
                socket.setTcpNoDelay(true);
                in = new BufferedInputStream(socket.getInputStream());
            } catch (IOException e) {
                abandon();
                throw e;
            }
        }

        void logIn(Login login) throws IOException {
            require(read(), Reply.OK);
            require(exchange("USER " + login.user()), Reply.SEND_PASSWORD);
            require(exchange("PASS " + login.password()), Reply.OK);
            require(exchange("INLINE"), Reply.OK);
        }

        Reply exchange(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(UTF_8));
            return read();
        }

        void quit() {
            try {
                exchange("QUIT");
            } catch (IOException goneAlready) {
                // Nothing is lost: all answers that we wait for have come.
            } finally {
                abandon();
            }
        }

        void abandon() {
            try {
                socket.close();
            } catch (IOException goneAlready) {
                // The socket is of no use to us either way.
            }
        }

        private static void require(Reply reply, int code) throws IOException {
            if (reply.code() != code) {
                throw new RefusedException(reply);
            }
        }

        private Reply read() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream(128);
            try {
                for (int b = in.read(); b != '\n'; b = in.read()) {
                    if (b < 0) {
                        throw new EOFException("the server closed the connection");
                    }
                    if (line.size() == REPLY_BYTES_MAX) {
                        throw new IOException("the answer exceeds " + REPLY_BYTES_MAX + " bytes");
                    }
                    line.write(b);
                }
            } catch (SocketTimeoutException e) {
                throw new IOException("no answer within " + REPLY_MILLIS_MAX / 1000 + " s", e);
            }
            String text = line.toString(UTF_8);
            return Reply.parse(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        }
    }
}
