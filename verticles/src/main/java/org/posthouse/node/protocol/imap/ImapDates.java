package org.posthouse.node.protocol.imap;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Dates as IMAP writes them (RFC 3501, 9: date, date-time). */
final class ImapDates {
    private static final List<String> MONTHS =
            List.of(
                    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                    "Dec");
    private static final long DAY_SECONDS = 86_400;

    private ImapDates() {}

    /** Days since 1970 of {@code 1-Feb-1994}. */
    static OptionalLong day(String text) {
        String[] parts = text.split("-", -1);
        if (parts.length != 3 || !digits(parts[0], 1, 2) || !digits(parts[2], 4, 4)) {
            return OptionalLong.empty();
        }
        return day(parts[0], parts[1], parts[2]);
    }

    /**
     * Milliseconds since 1970 of {@code 17-Jul-1996 02:44:25 -0700}; the day may be {@code " 7"}.
     */
    static OptionalLong millis(String text) {
        if (text.length() != 26
                || text.charAt(2) != '-'
                || text.charAt(6) != '-'
                || text.charAt(11) != ' '
                || text.charAt(14) != ':'
                || text.charAt(17) != ':'
                || text.charAt(20) != ' ') {
            return OptionalLong.empty();
        }
        String dayOfMonth = text.charAt(0) == ' ' ? text.substring(1, 2) : text.substring(0, 2);
        String year = text.substring(7, 11);
        String time = text.substring(12, 14) + text.substring(15, 17) + text.substring(18, 20);
        String zone = text.substring(22);
        char sign = text.charAt(21);
        if (!digits(dayOfMonth, 1, 2)
                || !digits(year, 4, 4)
                || !digits(time, 6, 6)
                || !digits(zone, 4, 4)
                || (sign != '+' && sign != '-')) {
            return OptionalLong.empty();
        }
        OptionalLong day = day(dayOfMonth, text.substring(3, 6), year);
        int hour = Integer.parseInt(time, 0, 2, 10);
        int minute = Integer.parseInt(time, 2, 4, 10);
        int second = Integer.parseInt(time, 4, 6, 10);
        int zoneMinutes = Integer.parseInt(zone, 0, 2, 10) * 60 + Integer.parseInt(zone, 2, 4, 10);
        if (day.isEmpty() || hour > 23 || minute > 59 || second > 60) {
            return OptionalLong.empty();
        }
        long seconds =
                day.getAsLong() * DAY_SECONDS
                        + hour * 3600L
                        + minute * 60L
                        + second
                        - (sign == '-' ? -60L : 60L) * zoneMinutes;
        return OptionalLong.of(seconds * 1000);
    }

    /** Writes a date-time in quotes, in UTC: 28 bytes without a formatter's cost. */
    static void write(long millis, ReplyWriter out) {
        long seconds = Math.floorDiv(millis, 1000);
        long epochDay = Math.floorDiv(seconds, DAY_SECONDS);
        int secondOfDay = (int) Math.floorMod(seconds, DAY_SECONDS);
        LocalDate date = LocalDate.ofEpochDay(Math.clamp(epochDay, -719_528, 2_932_896));
        out.ascii("\"").twoDigits(date.getDayOfMonth()).ascii("-");
        out.ascii(MONTHS.get(date.getMonthValue() - 1)).ascii("-");
        out.twoDigits(date.getYear() / 100).twoDigits(date.getYear() % 100).ascii(" ");
        out.twoDigits(secondOfDay / 3600).ascii(":");
        out.twoDigits(secondOfDay / 60 % 60).ascii(":");
        out.twoDigits(secondOfDay % 60).ascii(" +0000\"");
    }

    private static OptionalLong day(String dayOfMonth, String month, String year) {
        int index = -1;
        for (int i = 0; i < MONTHS.size(); i++) {
            if (MONTHS.get(i).toLowerCase(Locale.ROOT).equals(month.toLowerCase(Locale.ROOT))) {
                index = i;
            }
        }
        if (index < 0) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(
                    LocalDate.of(Integer.parseInt(year), index + 1, Integer.parseInt(dayOfMonth))
                            .toEpochDay());
        } catch (DateTimeException _) {
            return OptionalLong.empty();
        }
    }

    private static boolean digits(String text, int charsMin, int charsMax) {
        if (text.length() < charsMin || text.length() > charsMax) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
