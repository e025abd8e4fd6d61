package org.posthouse.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpFrontendTest {

    private final Map<String, Readiness.State> parts = new TreeMap<>();
    private final NodeMetrics metrics = new NodeMetrics();
    private Vertx vertx;
    private HttpFrontend frontend;

    @BeforeEach
    void start() throws Exception {
        vertx = metrics.builder(new VertxOptions().setEventLoopPoolSize(2)).build();
        frontend =
                HttpFrontend.start(vertx, "127.0.0.1", 0, () -> Map.copyOf(parts), metrics)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        frontend.stop().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        metrics.close();
    }

    @Test
    void isHealthyWhileItServes() throws IOException {
        assertThat(get("/health")).startsWith("HTTP/1.1 200 OK").endsWith("{\"status\":\"UP\"}");
    }

    @Test
    void isReadyOnlyWhenEveryPartIs() throws IOException {
        assertThat(get("/ready")).startsWith("HTTP/1.1 503");
        parts.put("journal", Readiness.State.READY);
        assertThat(get("/ready"))
                .startsWith("HTTP/1.1 200")
                .endsWith("{\"ready\":true,\"parts\":{\"journal\":\"READY\"}}");
        parts.put("imap", Readiness.State.DRAINING);
        assertThat(get("/ready"))
                .startsWith("HTTP/1.1 503")
                .endsWith(
                        "{\"ready\":false,\"parts\":{\"imap\":\"DRAINING\",\"journal\":\"READY\"}}");
    }

    @Test
    void tellsWhatWasRegisteredAndWhatVertxCounts() throws IOException {
        AtomicLong waiting = new AtomicLong(7);
        metrics.gauge("posthouse.journal.waiting", "Waiting.", waiting::get, "node", "n1");
        metrics.counter("posthouse.journal.commits", "Commits.", () -> 42L);
        // What only the registry would hold must not be lost.
        System.gc();
        assertThat(get("/health")).startsWith("HTTP/1.1 200");
        assertThat(get("/metrics"))
                .startsWith("HTTP/1.1 200")
                .contains("Content-Type: text/plain; version=0.0.4")
                .contains("posthouse_journal_waiting{node=\"n1\"} 7.0")
                .contains("posthouse_journal_commits_total 42.0")
                .contains("jvm_memory_used_bytes")
                .contains("vertx_http_server");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/metrics/",
                "/metrics/../../etc/passwd",
                "/../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/health%00",
                "/HEALTH",
                "//ready",
                "/favicon.ico"
            })
    void knowsNoOtherPath(String path) throws IOException {
        assertThat(get(path)).startsWith("HTTP/1.1 404");
    }

    @Test
    void onlyReads() throws IOException {
        assertThat(exchange("POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"))
                .startsWith("HTTP/1.1 405")
                .contains("Allow: GET, HEAD")
                .containsIgnoringCase("connection: close");
        assertThat(exchange("DELETE /ready HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405");
        assertThat(exchange("HEAD /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\n");
    }

    @Test
    void refusesWhatIsTooLongOrNoHttp() throws IOException {
        assertThat(exchange("GET /" + "a".repeat(4000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.0 414");
        assertThat(
                        exchange(
                                "GET /health HTTP/1.1\r\nHost: a\r\nX: "
                                        + "a".repeat(20_000)
                                        + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(exchange("\0\1\2 nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(get("/health")).startsWith("HTTP/1.1 200");
    }

    @Test
    void answersThePathOfAnAbsoluteUri() throws IOException {
        assertThat(get("http://a/health?x=1")).startsWith("HTTP/1.1 200");
    }

    private String get(String path) throws IOException {
        return exchange("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), frontend.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
