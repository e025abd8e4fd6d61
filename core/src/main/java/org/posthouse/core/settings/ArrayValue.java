package org.posthouse.core.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An array: {@code (a,b,c)}.
 *
 * @param elements the values in order; copied
 */
public record ArrayValue(List<SettingsValue> elements) implements SettingsValue {

    /** {@code ()}. */
    public static final ArrayValue EMPTY = new ArrayValue(List.of());

    /** Copies the list. */
    public ArrayValue {
        elements = List.copyOf(elements);
    }

    /** An array of these values. */
    public static ArrayValue of(SettingsValue... elements) {
        return new ArrayValue(List.of(elements));
    }

    /** An array of strings. */
    public static ArrayValue ofTexts(String... texts) {
        return ofTexts(Arrays.asList(texts));
    }

    /** An array of strings. */
    public static ArrayValue ofTexts(List<String> texts) {
        return new ArrayValue(texts.stream().<SettingsValue>map(Text::new).toList());
    }

    /** The strings of an array of strings; nothing where an element is something else. */
    public Optional<List<String>> texts() {
        var texts =
                elements.stream()
                        .filter(Text.class::isInstance)
                        .map(element -> ((Text) element).value())
                        .toList();
        return texts.size() == elements.size() ? Optional.of(texts) : Optional.empty();
    }
}
