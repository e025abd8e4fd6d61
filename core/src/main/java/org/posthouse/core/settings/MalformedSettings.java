package org.posthouse.core.settings;

/**
 * Text that is no dictionary text. Checked, because such text comes from outside and each reader
 * has its own answer to it; without a stack trace, because it is an answer and not a bug. The
 * message never quotes the text itself: it may hold a password.
 */
public final class MalformedSettings extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String expected;

    /**
     * What was wrong, and where.
     *
     * @param line 1 for the first
     * @param column in characters, 1 for the first
     * @param expected what should have stood there
     */
    public MalformedSettings(int line, int column, String expected) {
        super(null, null, false, false);
        this.line = line;
        this.column = column;
        this.expected = expected;
    }

    /** The line, 1 for the first. */
    public int line() {
        return line;
    }

    /** The column in characters, 1 for the first. */
    public int column() {
        return column;
    }

    /** What was expected there, as a phrase without a position. */
    public String expected() {
        return expected;
    }

    /** Position and expectation: {@code line 3, column 5: expected ';' after the value}. */
    @Override
    public String getMessage() {
        return "line " + line + ", column " + column + ": " + expected;
    }
}
