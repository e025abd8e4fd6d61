package org.posthouse.core.settings;

/** {@code #NULL#}: a value that says that there is none. */
public record NullValue() implements SettingsValue {

    /** The one that there is. */
    public static final NullValue NULL = new NullValue();
}
