package org.posthouse.core.settings;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * A dictionary: {@code {key=value;}}. Keys keep the order in which they came, and are compared as
 * given: CommuniGate's keys are case-sensitive (Guide, Data Formats: "the key names are
 * case-sensitive"). Two dictionaries are equal when they hold the same pairs in any order.
 *
 * <p>The getters answer nothing both for a key that is absent and for a value of another kind: a
 * caller falls back to its default in both cases. {@link #get} tells them apart.
 *
 * @param entries the pairs; copied
 */
public record Dictionary(Map<String, SettingsValue> entries) implements SettingsValue {

    /** {@code {}}. */
    public static final Dictionary EMPTY = new Dictionary(Map.of());

    /** The string that means "remove, so that the inherited value shows" in an update. */
    public static final String DEFAULT = "default";

    /** Copies the pairs in their order. */
    public Dictionary {
        var copy = LinkedHashMap.<String, SettingsValue>newLinkedHashMap(entries.size());
        entries.forEach((key, value) -> copy.put(new Text(key).value(), value));
        entries = Collections.unmodifiableMap(copy);
    }

    /** A dictionary of one pair. */
    public static Dictionary of(String key, SettingsValue value) {
        return new Dictionary(Map.of(key, value));
    }

    /** The value, whatever its kind. */
    public Optional<SettingsValue> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** The string at {@code key}; a number is given as its decimal digits. */
    public Optional<String> text(String key) {
        return switch (entries.get(key)) {
            case Text text -> Optional.of(text.value());
            case NumberValue number -> Optional.of(Long.toString(number.value()));
            case null -> Optional.empty();
            case DataBlock _, TimeStamp _, IpAddress _, NullValue _, ArrayValue _, Dictionary _ ->
                    Optional.empty();
        };
    }

    /** The whole number at {@code key}, written {@code 20}, {@code "-1"} or {@code #20}. */
    public OptionalLong number(String key) {
        var text = text(key);
        return text.isPresent() ? SettingsUnits.number(text.get()) : OptionalLong.empty();
    }

    /** {@code YES} or {@code NO}, in any case. */
    public Optional<Boolean> yes(String key) {
        return text(key).flatMap(SettingsUnits::yes);
    }

    /**
     * A size in bytes: {@code 100M}; {@link SettingsUnits#UNLIMITED} for {@code unlimited} and
     * {@code -1}.
     */
    public OptionalLong sizeBytes(String key) {
        var text = text(key);
        return text.isPresent() ? SettingsUnits.sizeBytes(text.get()) : OptionalLong.empty();
    }

    /** A period: {@code 15} (seconds), {@code 1m}, {@code 10h}, {@code 7d}. */
    public Optional<Duration> period(String key) {
        return text(key).flatMap(SettingsUnits::period);
    }

    /** The array at {@code key}. */
    public Optional<ArrayValue> array(String key) {
        return entries.get(key) instanceof ArrayValue array ? Optional.of(array) : Optional.empty();
    }

    /** The dictionary at {@code key}. */
    public Optional<Dictionary> dictionary(String key) {
        return entries.get(key) instanceof Dictionary dictionary
                ? Optional.of(dictionary)
                : Optional.empty();
    }

    /** The strings of the array at {@code key}; nothing where it has elements of another kind. */
    public Optional<List<String>> texts(String key) {
        return array(key).flatMap(ArrayValue::texts);
    }

    /** This dictionary with {@code key} set: at its old place, or at the end. */
    public Dictionary with(String key, SettingsValue value) {
        return changed(pairs -> {
            pairs.put(key, value);
            return pairs;
        });
    }

    /** This dictionary with {@code key} set to a string. */
    public Dictionary with(String key, String value) {
        return with(key, new Text(value));
    }

    /**
     * This dictionary with {@code key} set to a number that is written as a plain atom ({@code
     * 20}), or quoted when negative.
     */
    public Dictionary with(String key, long value) {
        return with(key, new Text(Long.toString(value)));
    }

    /** This dictionary without {@code key}. */
    public Dictionary without(String key) {
        if (!entries.containsKey(key)) {
            return this;
        }
        return changed(pairs -> {
            pairs.remove(key);
            return pairs;
        });
    }

    /**
     * What {@code UpdateAccountSettings} does: each pair of {@code update} replaces the one here,
     * and the string {@code default} removes it, so that the inherited value shows again. Nested
     * dictionaries are replaced whole.
     */
    public Dictionary merge(Dictionary update) {
        return changed(pairs -> {
            update.entries.forEach((key, value) -> {
                if (value instanceof Text text && text.value().equals(DEFAULT)) {
                    pairs.remove(key);
                } else {
                    pairs.put(key, value);
                }
            });
            return pairs;
        });
    }

    /** True when there is no pair. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /**
     * The wire form with the values of secret keys masked: for logs and test reports, never for a
     * file.
     */
    @Override
    public String toString() {
        return SettingsPrinter.masked(this);
    }

    private Dictionary changed(UnaryOperator<Map<String, SettingsValue>> change) {
        return new Dictionary(change.apply(new LinkedHashMap<>(entries)));
    }
}
