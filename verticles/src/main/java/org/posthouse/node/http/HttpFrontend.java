package org.posthouse.node.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP listener of a node.
 *
 * <pre>
 * /health    200 while the process serves
 * /ready     200 when every part is ready, else 503; JSON: {"ready":false,"parts":{"journal":"STARTING"}}
 * /metrics   numbers in Prometheus' text form
 * </pre>
 *
 * <p>Only these paths, compared as a whole, so that there is nothing to traverse; only GET and
 * HEAD; a request has no body worth reading.
 */
public final class HttpFrontend {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFrontend.class);

    /** Connections at a time. */
    static final int CONNECTIONS_MAX = 200;

    private static final int REQUEST_LINE_BYTES_MAX = 2048;
    private static final int HEADER_BYTES_MAX = 8192;
    private static final int IDLE_SECONDS_MAX = 30;
    private static final String JSON = "application/json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Vertx vertx;
    private final Readiness readiness;
    private final NodeMetrics metrics;
    private final HttpServer server;
    private final AtomicInteger connections = new AtomicInteger();

    private HttpFrontend(Vertx vertx, Readiness readiness, NodeMetrics metrics) {
        this.vertx = vertx;
        this.readiness = readiness;
        this.metrics = metrics;
        this.server =
                vertx.createHttpServer(
                        new HttpServerOptions()
                                .setMaxInitialLineLength(REQUEST_LINE_BYTES_MAX)
                                .setMaxHeaderSize(HEADER_BYTES_MAX)
                                .setIdleTimeout(IDLE_SECONDS_MAX)
                                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                                .setDecompressionSupported(false)
                                .setHttp2ClearTextEnabled(false));
    }

    /**
     * Listens. Fails when the address cannot be had.
     *
     * @param port 0 to 65535; 0 takes any free one, see {@link #port()}
     */
    public static Future<HttpFrontend> start(
            Vertx vertx, String address, int port, Readiness readiness, NodeMetrics metrics) {
        HttpFrontend frontend = new HttpFrontend(vertx, readiness, metrics);
        frontend.server
                .requestHandler(frontend::answer)
                .connectionHandler(connection -> {
                    if (frontend.connections.incrementAndGet() > CONNECTIONS_MAX) {
                        connection.close();
                    }
                    connection.closeHandler(_ -> frontend.connections.decrementAndGet());
                })
                .exceptionHandler(cause -> LOG.debug("http: {}", cause.toString()));
        return frontend.server.listen(port, address).map(_ -> frontend);
    }

    /** The port that it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Accepts nobody any more and closes what is idle. */
    public Future<Void> stop() {
        return server.shutdown(1, TimeUnit.SECONDS);
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        request.exceptionHandler(cause -> LOG.debug("http: {}", cause.toString()));
        response.exceptionHandler(cause -> {
            if (!(cause instanceof HttpClosedException)) {
                LOG.debug("http: {}", cause.toString());
            }
        });
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-store");
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        String path = String.valueOf(request.path());
        switch (path) {
            case "/health", "/ready", "/metrics" -> {
                if (reads) {
                    tell(path, response);
                } else {
                    refuse(request, response.putHeader("Allow", "GET, HEAD"), 405);
                }
            }
            default -> refuse(request, response, 404);
        }
    }

    private void tell(String path, HttpServerResponse response) {
        switch (path) {
            case "/health" -> end(response, JSON, new JsonObject().put("status", "UP").encode());
            case "/ready" -> ready(response);
            // Collecting some hundred time series takes a while: not on the event loop.
            default ->
                    vertx.executeBlocking(metrics::scrape, false)
                            .onSuccess(text -> end(response, PROMETHEUS, text))
                            .onFailure(failure -> {
                                LOG.error("http: the metrics can't be told", failure);
                                end(response.setStatusCode(500), JSON, "{}");
                            });
        }
    }

    private void ready(HttpServerResponse response) {
        Map<String, Readiness.State> parts = new TreeMap<>(readiness.parts());
        boolean ready =
                !parts.isEmpty() && parts.values().stream().allMatch(Readiness.State.READY::equals);
        JsonObject states = new JsonObject();
        parts.forEach((name, state) -> states.put(name, state.name()));
        end(
                response.setStatusCode(ready ? 200 : 503),
                JSON,
                new JsonObject().put("ready", ready).put("parts", states).encode());
    }

    /** A body that nobody reads would be taken for the next request: the connection ends. */
    private static void refuse(HttpServerRequest request, HttpServerResponse response, int code) {
        boolean hasBody =
                request.headers().contains("Transfer-Encoding")
                        || request.headers().contains("Content-Length");
        String body =
                new JsonObject()
                        .put("error", response.setStatusCode(code).getStatusMessage())
                        .encode();
        if (hasBody) {
            end(response.putHeader("Connection", "close"), JSON, body)
                    .onComplete(_ -> request.connection().close());
        } else {
            end(response, JSON, body);
        }
    }

    private static Future<Void> end(HttpServerResponse response, String type, String body) {
        if (response.ended() || response.closed()) {
            return Future.succeededFuture();
        }
        return response.putHeader("Content-Type", type)
                .end(body)
                .onFailure(gone -> LOG.debug("http: {}", gone.toString()));
    }
}
