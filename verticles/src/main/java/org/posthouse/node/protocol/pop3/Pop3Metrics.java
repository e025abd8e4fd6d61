package org.posthouse.node.protocol.pop3;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What is counted of all POP3 sessions. */
final class Pop3Metrics {
    private final Counter logins;
    private final Counter failedLogins;
    private final Counter retrieved;
    private final Counter deleted;

    Pop3Metrics(MeterRegistry registry) {
        logins = counter(registry, "posthouse.pop3.logins", "logins that succeeded");
        failedLogins = counter(registry, "posthouse.pop3.logins.failed", "logins that failed");
        retrieved = counter(registry, "posthouse.pop3.retrieved", "messages sent whole by RETR");
        deleted = counter(registry, "posthouse.pop3.deleted", "messages removed by QUIT");
    }

    void loggedIn() {
        logins.increment();
    }

    void loginFailed() {
        failedLogins.increment();
    }

    void retrieved() {
        retrieved.increment();
    }

    void deleted(long messages) {
        deleted.increment((double) messages);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
