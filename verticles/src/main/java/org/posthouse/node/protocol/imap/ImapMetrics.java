package org.posthouse.node.protocol.imap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** What is counted of all IMAP sessions. */
final class ImapMetrics {
    private final Map<TaggedReply.Status, Counter> commands =
            new EnumMap<>(TaggedReply.Status.class);
    private final Counter logins;
    private final Counter failedLogins;
    private final Counter fetched;
    private final Counter appended;

    ImapMetrics(MeterRegistry registry) {
        for (TaggedReply.Status status : TaggedReply.Status.values()) {
            commands.put(
                    status,
                    Counter.builder("posthouse.imap.commands")
                            .description("commands by their tagged answer")
                            .tag("answer", status.name())
                            .register(registry));
        }
        logins = counter(registry, "posthouse.imap.logins", "logins that succeeded");
        failedLogins = counter(registry, "posthouse.imap.logins.failed", "logins that failed");
        fetched = counter(registry, "posthouse.imap.fetched", "messages told by FETCH");
        appended = counter(registry, "posthouse.imap.appended", "messages added by APPEND");
    }

    void commandEnded(TaggedReply.Status status) {
        Counter counter = commands.get(status);
        if (counter != null) {
            counter.increment();
        }
    }

    void loggedIn() {
        logins.increment();
    }

    void loginFailed() {
        failedLogins.increment();
    }

    void fetched(int messages) {
        fetched.increment(messages);
    }

    void appended() {
        appended.increment();
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
