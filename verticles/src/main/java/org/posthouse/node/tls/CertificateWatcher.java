package org.posthouse.node.tls;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the certificate files now and then and puts a new pair into use. A pair that does not
 * fit, or that is not valid now, is not used: the old one stays, and the log says once what is
 * wrong and what to do.
 */
public final class CertificateWatcher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CertificateWatcher.class);

    private final Vertx vertx;
    private final CertificateFiles files;
    private final ServerTls tls;
    private final Runnable changed;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final long timer;
    private volatile String judgedStamp;
    private volatile String seenStamp;

    private CertificateWatcher(
            Vertx vertx,
            CertificateFiles files,
            ServerTls tls,
            long intervalMillis,
            Runnable changed) {
        this.vertx = vertx;
        this.files = files;
        this.tls = tls;
        this.changed = changed;
        this.judgedStamp = files.stamp();
        this.seenStamp = judgedStamp;
        this.timer = vertx.setPeriodic(intervalMillis, _ -> look());
    }

    /**
     * Begins to watch. Reads the files' times once, so not for an event loop.
     *
     * @param vertx whose timers and worker threads are used
     * @param files what to watch
     * @param tls where a new pair goes
     * @param intervalMillis how often to look, such as 5,000
     * @param changed called after a new pair is in use, for servers that do their own TLS
     */
    public static CertificateWatcher watch(
            Vertx vertx,
            CertificateFiles files,
            ServerTls tls,
            long intervalMillis,
            Runnable changed) {
        return new CertificateWatcher(vertx, files, tls, intervalMillis, changed);
    }

    /** Stops watching. */
    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }

    private void look() {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        vertx.executeBlocking(this::reloadIfChanged, false)
                .onComplete(result -> {
                    looking.set(false);
                    if (result.failed()) {
                        log.error("certificate watcher failed", result.cause());
                    } else if (Boolean.TRUE.equals(result.result())) {
                        changed.run();
                    }
                });
    }

    private boolean reloadIfChanged() {
        String stamp = files.stamp();
        boolean settled = stamp.equals(seenStamp);
        seenStamp = stamp;
        // A pair is replaced file by file: only what has not changed since the last look is judged.
        if (!settled || stamp.equals(judgedStamp)) {
            return false;
        }
        judgedStamp = stamp;
        try {
            ServerCertificate fresh = files.load();
            if (!fresh.isValidAt(Instant.now())) {
                throw new BadCertificateException(
                        "The certificate in "
                                + files.certificate()
                                + " is not valid now ("
                                + fresh
                                + "): replace it by a current one.");
            }
            tls.use(fresh);
            log.info("TLS certificate in use from now on: {}", fresh);
            return true;
        } catch (BadCertificateException e) {
            log.error("TLS certificate not changed, the old one stays. {}", e.getMessage());
            return false;
        }
    }
}
