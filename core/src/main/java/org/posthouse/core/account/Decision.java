package org.posthouse.core.account;

import java.util.List;
import java.util.Map;

/** What {@link Account#decide} makes of a command. */
public sealed interface Decision {
    /**
     * The command is carried out by these events, and answered so once they are durable.
     *
     * @param events may be empty when nothing has to change
     * @param bodies the bytes of new messages by body id
     */
    record Accepted(List<AccountEvent> events, Map<Long, MessageContent> bodies, AccountReply reply)
            implements Decision {
        public Accepted {
            events = List.copyOf(events);
            bodies = Map.copyOf(bodies);
        }
    }

    /** The command is not carried out. */
    record Declined(AccountReply.Refused refusal) implements Decision {}

    static Decision accepted(List<AccountEvent> events, AccountReply reply) {
        return new Accepted(events, Map.of(), reply);
    }

    static Decision refused(Refusal reason, String detail) {
        return new Declined(new AccountReply.Refused(reason, detail));
    }
}
