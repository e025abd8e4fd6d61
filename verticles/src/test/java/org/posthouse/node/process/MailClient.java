package org.posthouse.node.process;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of SMTP, IMAP, POP3 and PWD as a test needs, over a plain socket and with no help from
 * the server's code.
 */
public final class MailClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final Pattern FETCHED =
            Pattern.compile("\\* \\d+ FETCH \\(.*UID (\\d+).*\\{(\\d+)\\}");

    private final Socket socket = new Socket();
    private final BufferedInputStream in;
    private final OutputStream out;
    private int tag;

    /** Connects and reads the greeting. */
    public MailClient(int port) throws IOException {
        try {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            out = socket.getOutputStream();
            line();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Reads a line without its CRLF. */
    public String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("connection closed after \"" + line + "\"");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Writes a line. */
    public void send(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /**
     * Writes a line and reads the answer of SMTP or PWD, all its lines; the last one is returned.
     */
    public String ask(String line) throws IOException {
        send(line);
        return reply();
    }

    private String reply() throws IOException {
        String line = line();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = line();
        }
        return line;
    }

    /** Sends a mail and returns the final answer. */
    public String mail(String from, List<String> recipients, byte[] message) throws IOException {
        need("250", ask("MAIL FROM:<" + from + ">"));
        for (String recipient : recipients) {
            need("250", ask("RCPT TO:<" + recipient + ">"));
        }
        need("354", ask("DATA"));
        out.write(stuffed(message));
        out.write(".\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return reply();
    }

    /** A command of IMAP; returns its untagged lines, and fails unless it is answered OK. */
    public List<String> imap(String command) throws IOException {
        String name = "t" + ++tag;
        send(name + " " + command);
        List<String> lines = new ArrayList<>();
        String line = line();
        while (!line.startsWith(name + " ")) {
            lines.add(line);
            line = line();
        }
        if (!line.startsWith(name + " OK")) {
            throw new IOException(command + " was answered " + line);
        }
        return lines;
    }

    /** All messages of the selected mailbox by UID, in the order of their numbers. */
    public Map<Integer, byte[]> imapBodies() throws IOException {
        String name = "t" + ++tag;
        send(name + " UID FETCH 1:* (UID BODY.PEEK[])");
        Map<Integer, byte[]> bodies = new LinkedHashMap<>();
        String line = line();
        while (!line.startsWith(name + " ")) {
            Matcher fetched = FETCHED.matcher(line);
            if (fetched.find()) {
                bodies.put(
                        Integer.valueOf(fetched.group(1)),
                        bytes(Integer.parseInt(fetched.group(2))));
                line();
            }
            line = line();
        }
        return bodies;
    }

    /** Logs in to POP3 and returns every message. */
    public List<byte[]> popBodies(String user, String password) throws IOException {
        need("+OK", askPop("USER " + user));
        need("+OK", askPop("PASS " + password));
        int count = new Scanner(askPop("STAT").substring("+OK ".length())).nextInt();
        List<byte[]> bodies = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            need("+OK", askPop("RETR " + number));
            bodies.add(dotted());
        }
        need("+OK", askPop("QUIT"));
        return bodies;
    }

    private String askPop(String command) throws IOException {
        send(command);
        return line();
    }

    private byte[] dotted() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            byte[] line = rawLine();
            if (line.length == 3 && line[0] == '.') {
                return message.toByteArray();
            }
            int from = line[0] == '.' ? 1 : 0;
            message.write(line, from, line.length - from);
        }
    }

    private byte[] rawLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b;
        do {
            b = in.read();
            if (b < 0) {
                throw new EOFException("in a message");
            }
            line.write(b);
        } while (b != '\n');
        return line.toByteArray();
    }

    private byte[] bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("in a literal");
        }
        return bytes;
    }

    static void need(String wanted, String answer) throws IOException {
        if (!answer.startsWith(wanted)) {
            throw new IOException("wanted " + wanted + ", got " + answer);
        }
    }

    private static byte[] stuffed(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + 64);
        boolean lineStart = true;
        for (byte b : message) {
            if (lineStart && b == '.') {
                out.write('.');
            }
            out.write(b);
            lineStart = b == '\n';
        }
        return out.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
