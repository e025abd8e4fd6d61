package org.posthouse.faststore;

import java.util.LinkedHashMap;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.SettingsValue;
import org.posthouse.core.settings.Text;

/**
 * What {@code .settings} or {@code .info} tells of an account, and as of when.
 *
 * <pre>
 * {
 *  FormatVersion = 1;
 *  Epoch = 8589934593;      the ownership that wrote it
 *  Sequence = 1207;         the last of the account's events that it tells of
 *  RealName = Albert;       the content
 * }
 * </pre>
 *
 * <p>A file without these keys, brought from elsewhere, has epoch and sequence 0.
 *
 * @param epoch the account's epoch, 0 or more
 * @param sequence the account's sequence, 0 or more
 * @param content everything else; the three keys above are not part of it
 */
public record AccountView(long epoch, long sequence, Dictionary content) {

    /** The key of the epoch. */
    public static final String EPOCH = "Epoch";

    /** The key of the sequence. */
    public static final String SEQUENCE = "Sequence";

    /** Takes the three reserved keys out of the content. */
    public AccountView {
        if (epoch < 0 || sequence < 0) {
            throw new IllegalArgumentException(
                    "epoch and sequence are 0 or more: " + epoch + ", " + sequence);
        }
        content = content.without(DictionaryFile.FORMAT_VERSION).without(EPOCH).without(SEQUENCE);
    }

    /** True when the account has events after those that this tells of. */
    public boolean isStale(long accountSequence) {
        return sequence < accountSequence;
    }

    /**
     * True when this tells of more than {@code other}; the sequence decides, the epoch between
     * equal ones.
     */
    public boolean isNewerThan(AccountView other) {
        return sequence != other.sequence ? sequence > other.sequence : epoch > other.epoch;
    }

    static AccountView of(Dictionary file) {
        long epoch = Math.max(0, file.number(EPOCH).orElse(0));
        long sequence = Math.max(0, file.number(SEQUENCE).orElse(0));
        return new AccountView(epoch, sequence, file);
    }

    Dictionary file() {
        var pairs = new LinkedHashMap<String, SettingsValue>();
        pairs.put(EPOCH, new Text(Long.toString(epoch)));
        pairs.put(SEQUENCE, new Text(Long.toString(sequence)));
        pairs.putAll(content.entries());
        return new Dictionary(pairs);
    }
}
