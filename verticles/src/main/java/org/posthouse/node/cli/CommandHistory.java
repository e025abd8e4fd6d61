package org.posthouse.node.cli;

import java.time.Instant;
import java.util.Locale;
import org.jline.reader.impl.history.DefaultHistory;

/** What was typed, except the lines that hold a password. */
final class CommandHistory extends DefaultHistory {
    @Override
    public void add(Instant time, String line) {
        if (!isSecret(line)) {
            super.add(time, line);
        }
    }

    static boolean isSecret(String line) {
        return line.toLowerCase(Locale.ROOT).contains("password");
    }
}
