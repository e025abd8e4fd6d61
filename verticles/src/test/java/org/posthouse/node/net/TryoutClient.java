package org.posthouse.node.net;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** A blocking client on a plain socket, with TLS when wanted. */
public final class TryoutClient implements AutoCloseable {

    private Socket socket;
    private InputStream in;

    /** Connects to a port of this machine. */
    public TryoutClient(int port) throws IOException {
        this(port, 0);
    }

    /** Connects to a port of a host. */
    public TryoutClient(InetAddress host, int port) throws IOException {
        this(host, port, 0);
    }

    TryoutClient(int port, int receiveBufferBytes) throws IOException {
        this(InetAddress.getLoopbackAddress(), port, receiveBufferBytes);
    }

    private TryoutClient(InetAddress host, int port, int receiveBufferBytes) throws IOException {
        socket = new Socket();
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.connect(new InetSocketAddress(host, port), 10_000);
        socket.setSoTimeout(20_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends text as it is. */
    public TryoutClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Reads a line without its end; null at the end. */
    public @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            }
            line.write(b);
        }
        return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Fills an array; gives how many bytes came before the end. */
    public int read(byte[] bytes) throws IOException {
        return in.readNBytes(bytes, 0, bytes.length);
    }

    /** Speaks TLS from here on; gives the certificate that the server shows. */
    public X509Certificate tls(String... protocols) throws IOException {
        SSLSocket tls =
                (SSLSocket)
                        trustingAll()
                                .getSocketFactory()
                                .createSocket(socket, "localhost", socket.getPort(), true);
        if (protocols.length > 0) {
            tls.setEnabledProtocols(protocols);
        }
        tls.startHandshake();
        socket = tls;
        in = new BufferedInputStream(tls.getInputStream());
        return (X509Certificate) tls.getSession().getPeerCertificates()[0];
    }

    /** The session of the TLS that is spoken. */
    public ExtendedSSLSession tlsSession() {
        return (ExtendedSSLSession) ((SSLSocket) socket).getSession();
    }

    /** The socket beneath, for its options. */
    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static SSLContext trustingAll() {
        TrustManager all =
                new X509TrustManager() {
                    @Override
                    public void checkClientTrusted(X509Certificate[] chain, String type) {}

                    @Override
                    public void checkServerTrusted(X509Certificate[] chain, String type) {}

                    @Override
                    public X509Certificate[] getAcceptedIssuers() {
                        return new X509Certificate[0];
                    }
                };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {all}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
