package org.posthouse.core.mime;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Date field (RFC 5322, 3.3 and 4.3).
 *
 * @param epochMillis the instant, a whole second
 * @param offsetMinutes the sender's zone east of UTC, within 24 hours either way; 0 where the zone
 *     is missing or unknown
 */
public record Rfc5322Date(long epochMillis, int offsetMinutes) {
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");
    private static final Map<String, Integer> ZONE_HOURS =
            Map.of(
                    "edt", -4, "est", -5, "cdt", -5, "cst", -6, "mdt", -6, "mst", -7, "pdt", -7,
                    "pst", -8);

    /** A date with its comment; what is longer is no date. */
    private static final int CHARS_MAX = 1000;

    /**
     * Reads a date tolerantly: the day of the week, seconds and zone may be missing, the month may
     * stand before the day, years may have two or three digits, comments may be anywhere, obsolete
     * zones count; the military letters count as UTC (RFC 5322, 4.3).
     *
     * @param text the value of the field
     * @return the date, or null when there is none in it
     */
    public static @Nullable Rfc5322Date parse(String text) {
        List<String> words = words(text.length() > CHARS_MAX ? text.substring(0, CHARS_MAX) : text);
        int at = 0;
        while (at < words.size() && !isNumber(words.get(at)) && month(words.get(at)) < 0) {
            at++;
        }
        if (at + 3 >= words.size()) {
            return null;
        }
        boolean monthFirst = month(words.get(at)) >= 0;
        int day = number(words.get(monthFirst ? at + 1 : at));
        int month = month(words.get(monthFirst ? at : at + 1));
        at += 2;
        // "Mar 2 12:00:00 2026", as ctime prints it.
        boolean yearLast = words.get(at).indexOf(':') > 0;
        int year = year(words.get(yearLast ? words.size() - 1 : at));
        int time = secondsOfDay(words.get(yearLast ? at : at + 1));
        String zone = yearLast || at + 2 >= words.size() ? "" : words.get(at + 2);
        if (month < 0 || day < 0 || year < 0 || time < 0) {
            return null;
        }
        int offset = offsetMinutes(zone);
        try {
            LocalDateTime local = LocalDateTime.of(year, month, day, 0, 0).plusSeconds(time);
            return new Rfc5322Date(
                    (local.toEpochSecond(ZoneOffset.UTC) - offset * 60L) * 1000, offset);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /**
     * Words between blanks, commas, comments and the dashes of "2-Mar-26"; a colon binds what is
     * around it.
     */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (depth > 0) {
                continue;
            } else if (c > ' ' && c != ',' && !(c == '-' && words.size() < 3 && !word.isEmpty())) {
                if ((c == '+' || c == '-') && word.indexOf(":") > 0) {
                    endWord(word, words);
                }
                word.append(Character.toLowerCase(c));
                continue;
            }
            boolean colonAhead = c == ' ' && nextIsColon(text, i);
            boolean colonBehind = !word.isEmpty() && word.charAt(word.length() - 1) == ':';
            if (!colonAhead && !colonBehind) {
                endWord(word, words);
            }
        }
        endWord(word, words);
        return words;
    }

    private static boolean nextIsColon(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        return i < text.length() && text.charAt(i) == ':';
    }

    private static void endWord(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /** 1 to 12, or -1. */
    private static int month(String word) {
        int index = word.length() < 3 ? -1 : MONTHS.indexOf(word.substring(0, 3));
        return index < 0 ? -1 : index + 1;
    }

    private static int year(String word) {
        int year = number(word);
        // RFC 5322, 4.3.
        if (year >= 0 && word.length() == 2) {
            return year < 50 ? 2000 + year : 1900 + year;
        }
        return year >= 0 && word.length() == 3 ? 1900 + year : year;
    }

    private static int secondsOfDay(String word) {
        String[] parts = word.split("[:.]", -1);
        int hour = number(parts[0]);
        int minute = parts.length > 1 ? number(parts[1]) : -1;
        int second = parts.length > 2 ? number(parts[2]) : 0;
        boolean valid =
                hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60;
        // A leap second counts as the one before it.
        return valid ? hour * 3600 + minute * 60 + Math.min(second, 59) : -1;
    }

    private static int offsetMinutes(String zone) {
        if (zone.length() == 5 && (zone.charAt(0) == '+' || zone.charAt(0) == '-')) {
            int digits = number(zone.substring(1));
            int minutes = digits < 0 ? 0 : digits / 100 * 60 + digits % 100;
            return minutes >= 24 * 60 ? 0 : zone.charAt(0) == '-' ? -minutes : minutes;
        }
        return ZONE_HOURS.getOrDefault(zone.toLowerCase(Locale.ROOT), 0) * 60;
    }

    private static boolean isNumber(String word) {
        return number(word) >= 0;
    }

    private static int number(String word) {
        if (word.isEmpty() || word.length() > 4) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }
}
