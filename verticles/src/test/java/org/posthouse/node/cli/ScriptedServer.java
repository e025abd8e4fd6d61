package org.posthouse.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/**
 * A PWD server on a real socket that answers each line as the test says, and remembers what it
 * heard.
 */
final class ScriptedServer implements AutoCloseable {
    /** An answer that makes the server hang up without a word. */
    static final String HANG_UP = "";

    private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final String greeting;
    private final UnaryOperator<String> answers;

    ScriptedServer(String greeting, UnaryOperator<String> answers) throws IOException {
        this.greeting = greeting;
        this.answers = answers;
        Thread.ofVirtual().start(this::acceptAll);
    }

    /**
     * A server where postmaster may log in with "secret"; everything after that is for the test.
     */
    static ScriptedServer withLogin(UnaryOperator<String> answers) throws IOException {
        return new ScriptedServer(
                "200 mail.example.org PWD Server ready <1.2@mail.example.org>",
                line ->
                        switch (line) {
                            case "USER postmaster" -> "300 please send the PASS";
                            case "PASS secret" -> "200 login OK, proceed";
                            case "INLINE" -> "200 OK";
                            case "QUIT" -> "200 PWD connection closed";
                            default ->
                                    line.startsWith("PASS ")
                                            ? "500 unknown user or wrong password"
                                            : answers.apply(line);
                        });
    }

    int port() {
        return listener.getLocalPort();
    }

    List<String> heard() {
        return List.copyOf(heard);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> talk(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            say(socket, greeting);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
                String answer = answers.apply(line);
                if (answer.equals(HANG_UP)) {
                    return;
                }
                say(socket, answer);
            }
        } catch (IOException gone) {
            heard.add("(connection lost)");
        }
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(UTF_8));
    }
}
