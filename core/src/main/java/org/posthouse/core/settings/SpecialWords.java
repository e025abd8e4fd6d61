package org.posthouse.core.settings;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthouse.core.address.IpLiteral;

/** What may follow a {@code #}. */
final class SpecialWords {

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,19}");
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9a-fA-F]{1,16}");
    private static final Pattern TIME =
            Pattern.compile(
                    "T(\\d{1,2})-(\\d{1,2})-(\\d{4})(?:_(\\d{1,2}):(\\d{1,2}):(\\d{1,2}))?");

    private SpecialWords() {}

    /** The value of the word after {@code #}, or nothing. */
    static Optional<SettingsValue> value(String word) {
        return switch (word) {
            case "NULL#" -> Optional.of(NullValue.NULL);
            case "TPAST" -> Optional.of(TimeStamp.PAST);
            case "TFUTURE" -> Optional.of(TimeStamp.FUTURE);
            default -> word.startsWith("T") ? time(word) : number(word);
        };
    }

    /** The address and its port, given as {@code :25}, or nothing. */
    static Optional<IpAddress> ipAddress(String address, String port) {
        if (port.length() == 1 || port.length() > ":65535".length()) {
            return Optional.empty();
        }
        int number = port.isEmpty() ? 0 : Integer.parseInt(port, 1, port.length(), 10);
        return number > 65_535
                ? Optional.empty()
                : IpLiteral.parse(address).map(ip -> new IpAddress(ip, number));
    }

    private static Optional<SettingsValue> number(String word) {
        try {
            if (HEXADECIMAL.matcher(word).matches()) {
                return Optional.of(
                        new NumberValue(Long.parseUnsignedLong(word, 2, word.length(), 16)));
            }
            return NUMBER.matcher(word).matches()
                    ? Optional.of(new NumberValue(Long.parseLong(word)))
                    : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<SettingsValue> time(String word) {
        Matcher time = TIME.matcher(word);
        if (!time.matches()) {
            return Optional.empty();
        }
        try {
            var moment =
                    LocalDateTime.of(
                            part(time, 3),
                            part(time, 2),
                            part(time, 1),
                            part(time, 4),
                            part(time, 5),
                            part(time, 6));
            return Optional.of(new TimeStamp(moment.toInstant(ZoneOffset.UTC)));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static int part(Matcher time, int group) {
        String digits = time.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
