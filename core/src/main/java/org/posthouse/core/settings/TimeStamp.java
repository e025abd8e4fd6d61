package org.posthouse.core.settings;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * A moment in GMT, of whole seconds: {@code #T07-11-2011_16:53:05} (day, month, year), {@code
 * #T07-11-2011} for midnight, or one of the two ends of time, {@code #TPAST} and {@code #TFUTURE}.
 *
 * @param at the moment; cut to whole seconds, and to {@link #PAST} or {@link #FUTURE} outside the
 *     years 0001 to 9999, which is all that the text form can hold
 */
public record TimeStamp(Instant at) implements SettingsValue {

    /** {@code #TPAST}: before everything. */
    public static final TimeStamp PAST = new TimeStamp(Instant.MIN);

    /** {@code #TFUTURE}: after everything. */
    public static final TimeStamp FUTURE = new TimeStamp(Instant.MAX);

    /** Cuts the moment to what the text form can hold. */
    public TimeStamp {
        if (at.isBefore(Instant.parse("0001-01-01T00:00:00Z"))) {
            at = Instant.MIN;
        } else if (at.isAfter(Instant.parse("9999-12-31T23:59:59Z"))) {
            at = Instant.MAX;
        } else {
            at = at.truncatedTo(ChronoUnit.SECONDS);
        }
    }

    /** The text form with its leading {@code #T}. */
    String text() {
        if (at.equals(Instant.MIN)) {
            return "#TPAST";
        }
        if (at.equals(Instant.MAX)) {
            return "#TFUTURE";
        }
        var gmt = at.atOffset(ZoneOffset.UTC);
        var out = new StringBuilder("#T");
        padded(out, gmt.getDayOfMonth(), 2).append('-');
        padded(out, gmt.getMonthValue(), 2).append('-');
        padded(out, gmt.getYear(), 4).append('_');
        padded(out, gmt.getHour(), 2).append(':');
        padded(out, gmt.getMinute(), 2).append(':');
        return padded(out, gmt.getSecond(), 2).toString();
    }

    private static StringBuilder padded(StringBuilder out, int number, int digits) {
        String text = Integer.toString(number);
        return out.repeat('0', digits - text.length()).append(text);
    }
}
