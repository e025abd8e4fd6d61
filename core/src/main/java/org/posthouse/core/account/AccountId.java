package org.posthouse.core.account;

/**
 * What an account is called in files for its whole life, whatever it is renamed to: a random number
 * given at creation.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record AccountId(long high, long low) {
    /** The id as 32 hexadecimal digits. */
    @Override
    public String toString() {
        return "%016x%016x".formatted(high, low);
    }

    /**
     * Reads what {@link #toString} wrote; throws {@link IllegalArgumentException} on anything else.
     */
    public static AccountId parse(String text) {
        if (text.length() != 32) {
            throw new IllegalArgumentException("account id is not 32 hexadecimal digits: " + text);
        }
        return new AccountId(
                Long.parseUnsignedLong(text, 0, 16, 16), Long.parseUnsignedLong(text, 16, 32, 16));
    }
}
