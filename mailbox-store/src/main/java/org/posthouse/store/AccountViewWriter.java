package org.posthouse.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.NavigableMap;
import org.posthouse.core.account.MailboxStatus;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.settings.Dictionary;

/**
 * Writes what can be told of an account without opening it: {@code .settings} and {@code .info}.
 */
@FunctionalInterface
public interface AccountViewWriter {
    /** Writes nothing. */
    AccountViewWriter NONE = (_, _, _, _, _) -> {};

    /**
     * Writes the views; on a storage thread, at most once a second per account and never twice at
     * once for one.
     *
     * @param epoch the ownership that writes
     * @param sequence the transaction up to which they tell; it is durable
     */
    void settled(
            Path accountDirectory,
            long epoch,
            long sequence,
            Dictionary settings,
            NavigableMap<MailboxName, MailboxStatus> statuses)
            throws IOException;
}
