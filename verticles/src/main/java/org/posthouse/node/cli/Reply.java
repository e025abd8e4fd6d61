package org.posthouse.node.cli;

import java.io.IOException;

/**
 * One answer of a PWD server: {@code 200 OK}, {@code 201 <data>}, {@code 501 <what was wrong>}.
 *
 * @param code three digits, 100 to 999
 * @param text the rest of the line, without the blank in front
 */
record Reply(int code, String text) {
    static final int OK = 200;
    static final int DATA = 201;
    static final int SEND_PASSWORD = 300;

    /** Reads one line, without its end. */
    static Reply parse(String line) throws IOException {
        boolean coded =
                line.length() >= 3
                        && line.charAt(0) >= '1'
                        && line.charAt(0) <= '9'
                        && isDigit(line.charAt(1))
                        && isDigit(line.charAt(2))
                        && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-');
        if (!coded) {
            throw new IOException("this is no PWD server: it said '" + shortened(line) + "'");
        }
        return new Reply(
                Integer.parseInt(line, 0, 3, 10), line.length() < 4 ? "" : line.substring(4));
    }

    boolean isSuccess() {
        return code == OK || code == DATA;
    }

    /** The line as the server sent it. */
    String line() {
        return text.isEmpty() ? Integer.toString(code) : code + " " + text;
    }

    private static String shortened(String line) {
        return DataText.printable(line.length() <= 80 ? line : line.substring(0, 80) + "…");
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
