package org.posthouse.core.settings;

/**
 * A number: {@code #123}, {@code #-5}, on reading also {@code #0x1F}. Most settings write numbers
 * as text atoms instead ({@code MaxRosterItems = 20;}); {@link Dictionary#number} reads both.
 *
 * @param value any 64-bit number
 */
public record NumberValue(long value) implements SettingsValue {}
