package org.posthouse.node.protocol.pop3;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that loses no byte; one character stands for each. */
final class RawClient implements AutoCloseable {
    private final Socket socket = new Socket();
    private final InputStream in;

    RawClient(int port) throws IOException {
        this(InetAddress.getLoopbackAddress(), port);
    }

    RawClient(InetAddress address, int port) throws IOException {
        socket.connect(new InetSocketAddress(address, port), 10_000);
        socket.setSoTimeout(20_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects and logs in. */
    static RawClient loggedIn(int port) throws IOException {
        RawClient client = new RawClient(port);
        client.line();
        client.send("USER anna\r\nPASS geheim ist es\r\n");
        client.line();
        String answer = client.line();
        if (!answer.startsWith("+OK ")) {
            throw new AssertionError("no login: " + answer);
        }
        return client;
    }

    void send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Sends a command and gives the status line of its answer. */
    String ask(String command) throws IOException {
        send(command + "\r\n");
        return line();
    }

    /** The next line without its CRLF; empty at the end of the connection. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            line.write(b);
            String soFar = line.toString(StandardCharsets.ISO_8859_1);
            if (b == '\n' && soFar.endsWith("\r\n")) {
                return soFar.substring(0, soFar.length() - 2);
            }
        }
        if (line.size() > 0) {
            throw new IOException("the end in the middle of a line: " + line);
        }
        return "";
    }

    /** The lines up to the dot, with CRLF and without the dots that were added. */
    String multiLine() throws IOException {
        StringBuilder all = new StringBuilder();
        while (true) {
            String line = line();
            if (line.equals(".")) {
                return all.toString();
            }
            if (line.isEmpty() && atEnd()) {
                throw new IOException("the end in the middle of an answer");
            }
            all.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
    }

    /** Whether the server has closed; waits for its next byte. */
    boolean atEnd() throws IOException {
        in.mark(1);
        int next = in.read();
        in.reset();
        return next < 0;
    }

    /** Whether something has come, without waiting. */
    boolean hasAnswer() throws IOException {
        return in.available() > 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
