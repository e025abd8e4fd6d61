package org.posthouse.core.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The units of settings: sizes, periods, booleans. Nothing here throws: what is not understood is
 * answered with nothing.
 */
public final class SettingsUnits {

    /**
     * The size "unlimited": larger than every other, so that {@code size > limit} needs no special
     * case.
     */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private SettingsUnits() {}

    /** A whole decimal number of 64 bits with or without a minus sign. */
    public static OptionalLong number(String text) {
        String trimmed = text.strip();
        int digits = trimmed.startsWith("-") ? 1 : 0;
        if (trimmed.length() == digits || !isDigits(trimmed, digits)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(trimmed));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /** {@code YES} and {@code NO}, in any case. */
    public static Optional<Boolean> yes(String text) {
        return switch (text.strip().toUpperCase(Locale.ROOT)) {
            case "YES" -> Optional.of(true);
            case "NO" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** A boolean as it is written. */
    public static String yesOrNo(boolean value) {
        return value ? "YES" : "NO";
    }

    /**
     * Bytes of {@code 1000}, {@code 10K}, {@code 100M}, {@code 3G}, {@code 1T} (multiples of 1024);
     * {@link #UNLIMITED} for {@code unlimited} and {@code -1}. A size that passes 64 bits is none.
     */
    public static OptionalLong sizeBytes(String text) {
        String size = text.strip().toLowerCase(Locale.ROOT);
        if (size.equals("unlimited") || size.equals("-1")) {
            return OptionalLong.of(UNLIMITED);
        }
        return switch (lastOf(size)) {
            case 'k' -> scaled(withoutUnit(size), 1L << 10);
            case 'm' -> scaled(withoutUnit(size), 1L << 20);
            case 'g' -> scaled(withoutUnit(size), 1L << 30);
            case 't' -> scaled(withoutUnit(size), 1L << 40);
            default -> scaled(size, 1);
        };
    }

    /** A size as it is written: with the largest unit that loses nothing. */
    public static String size(long bytes) {
        if (bytes == UNLIMITED) {
            return "unlimited";
        }
        String units = "KMGT";
        for (int i = units.length(); i > 0 && bytes > 0; i--) {
            if (bytes % (1L << (10 * i)) == 0) {
                return (bytes >> (10 * i)) + units.substring(i - 1, i);
            }
        }
        return Long.toString(bytes);
    }

    /**
     * A period of {@code 15} or {@code 15s} (seconds), {@code 1m}, {@code 10h}, {@code 7d} or
     * {@code 2w}. Not negative.
     */
    public static Optional<Duration> period(String text) {
        String period = text.strip().toLowerCase(Locale.ROOT);
        var seconds =
                switch (lastOf(period)) {
                    case 's' -> scaled(withoutUnit(period), 1);
                    case 'm' -> scaled(withoutUnit(period), 60);
                    case 'h' -> scaled(withoutUnit(period), 3_600);
                    case 'd' -> scaled(withoutUnit(period), 86_400);
                    case 'w' -> scaled(withoutUnit(period), 604_800);
                    default -> scaled(period, 1);
                };
        return seconds.isPresent()
                ? Optional.of(Duration.ofSeconds(seconds.getAsLong()))
                : Optional.empty();
    }

    /**
     * A period as it is written: with the largest unit that loses nothing. Parts of a second are
     * cut.
     */
    public static String period(Duration period) {
        long seconds = period.toSeconds();
        if (seconds == 0 || seconds % 60 != 0) {
            return Long.toString(seconds);
        }
        if (seconds % 3_600 != 0) {
            return seconds / 60 + "m";
        }
        return seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds / 3_600 + "h";
    }

    private static String withoutUnit(String text) {
        return text.substring(0, text.length() - 1);
    }

    private static OptionalLong scaled(String digits, long unit) {
        if (digits.isEmpty() || !isDigits(digits, 0)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Math.multiplyExact(Long.parseLong(digits), unit));
        } catch (ArithmeticException | NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    private static boolean isDigits(String text, int from) {
        return text.chars().skip(from).allMatch(symbol -> symbol >= '0' && symbol <= '9');
    }

    private static char lastOf(String text) {
        return text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
    }
}
