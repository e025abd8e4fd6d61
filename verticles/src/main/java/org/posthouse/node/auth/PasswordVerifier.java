package org.posthouse.node.auth;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Judges passwords on a few threads of its own: Argon2 costs tens of milliseconds and 19 MiB each
 * time, so neither an event loop nor an unbounded crowd may do it. When its queue is full the
 * answer is {@link AuthResult.TryLater}.
 *
 * <p>A wrong password, an unknown account and an account without a password all cost one Argon2; a
 * right one costs none for a short time after it was verified.
 */
public final class PasswordVerifier implements AutoCloseable {

    /**
     * What it may use.
     *
     * @param threads how many passwords are judged at a time, 1 or more
     * @param queueMax how many wait, 1 or more
     * @param rememberedMax how many right logins are remembered, 0 for none
     * @param rememberedFor how long
     */
    public record Limits(int threads, int queueMax, int rememberedMax, Duration rememberedFor) {

        /** Two threads, 256 waiting, 10,000 remembered for a minute. */
        public static final Limits DEFAULT = new Limits(2, 256, 10_000, Duration.ofSeconds(60));
    }

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Vertx vertx;
    private final ThreadPoolExecutor threads;
    private final VerifiedLogins verified;
    private final PasswordHash nobody;
    private final LongAdder argon2Runs = new LongAdder();

    /** Hashes once, so not for an event loop. */
    public PasswordVerifier(Vertx vertx, Limits limits) {
        this(vertx, limits, System::nanoTime);
    }

    PasswordVerifier(Vertx vertx, Limits limits, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.threads =
                new ThreadPoolExecutor(
                        limits.threads(),
                        limits.threads(),
                        30,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(limits.queueMax()),
                        Thread.ofPlatform().daemon().name("posthouse-passwords-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        this.verified =
                new VerifiedLogins(limits.rememberedMax(), limits.rememberedFor(), nanoTime);
        this.nobody = PasswordHash.of("nobody", RANDOM);
    }

    /**
     * Judges a password. Completes on the caller's event loop.
     *
     * @param stored what the login's account has; empty when there is none
     * @param password as the user typed it
     */
    public Future<AuthResult> verify(Optional<StoredCredentials> stored, String password) {
        Optional<String> prepared = PreparedPassword.toCompare(password);
        if (stored.isPresent()
                && prepared.isPresent()
                && verified.knows(stored.get().account(), kept(stored.get()), prepared.get())) {
            return Future.succeededFuture(new AuthResult.Accepted(stored.get().account()));
        }
        return onThreads(() -> judge(stored, prepared))
                .recover(failure ->
                        failure instanceof RejectedExecutionException
                                ? Future.succeededFuture(
                                        new AuthResult.TryLater("too many logins wait"))
                                : Future.failedFuture(failure));
    }

    /**
     * Hashes a new password on the same threads; see {@link Credentials}. Fails with {@link
     * RejectedExecutionException} when too many wait.
     *
     * @param clear whether it is kept in clear, for APOP
     */
    public Future<Optional<Map<String, String>>> hash(String password, boolean clear) {
        return onThreads(
                () -> clear ? Credentials.clearFrom(password) : Credentials.from(password));
    }

    /** How often Argon2 was computed to judge a password. */
    public long argon2Runs() {
        return argon2Runs.sum();
    }

    int remembered() {
        return verified.size();
    }

    /** Judges nobody any more. Those who wait are not answered. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private AuthResult judge(Optional<StoredCredentials> stored, Optional<String> prepared) {
        argon2Runs.increment();
        PasswordHash hash = stored.flatMap(StoredCredentials::hash).orElse(nobody);
        boolean matches = hash.matches(prepared.orElse("no password is empty"));
        Optional<String> clear = stored.flatMap(StoredCredentials::clear);
        boolean right =
                clear.isPresent()
                        ? MessageDigest.isEqual(utf8(clear.get()), utf8(prepared.orElse("")))
                        : matches && stored.flatMap(StoredCredentials::hash).isPresent();
        if (!right || prepared.isEmpty() || stored.isEmpty()) {
            return new AuthResult.Rejected();
        }
        verified.remember(stored.get().account(), kept(stored.get()), prepared.get());
        return new AuthResult.Accepted(stored.get().account());
    }

    private static String kept(StoredCredentials stored) {
        return stored.hash().map(PasswordHash::phc).or(stored::clear).orElse("");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private <T> Future<T> onThreads(Callable<T> work) {
        Context caller = vertx.getOrCreateContext();
        Promise<T> promise = Promise.promise();
        try {
            threads.execute(() -> {
                try {
                    T result = work.call();
                    caller.runOnContext(_ -> promise.complete(result));
                } catch (Exception | OutOfMemoryError e) {
                    caller.runOnContext(_ -> promise.fail(e));
                }
            });
        } catch (RejectedExecutionException e) {
            promise.fail(e);
        }
        return promise.future();
    }
}
