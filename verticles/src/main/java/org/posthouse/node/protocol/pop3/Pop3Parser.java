package org.posthouse.node.protocol.pop3;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.posthouse.node.net.Line;

/** Reads one command line (RFC 1939, 3). Never throws, whatever the client has sent. */
final class Pop3Parser {
    /** The largest count of lines that TOP tells apart from "all". */
    private static final int DIGITS_MAX = 9;

    private Pop3Parser() {}

    static Parsed parse(Line line) {
        if (line.hasNul() || line.hasBareCr()) {
            return new Parsed.Wrong("A command holds no NUL and no bare CR");
        }
        String text = line.utf8();
        int space = text.indexOf(' ');
        String verb = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        String rest = space < 0 ? "" : text.substring(space + 1);
        // A password may begin and end with spaces, so only PASS sees the rest as it is.
        String arguments = rest.strip();
        return switch (verb) {
            case "CAPA" -> alone(arguments, new Pop3Command.Capabilities());
            case "QUIT" -> alone(arguments, new Pop3Command.Quit());
            case "USER" -> word(arguments, "USER name", Pop3Command.User::new);
            case "PASS" ->
                    rest.isEmpty()
                            ? new Parsed.Wrong("PASS password")
                            : new Parsed.Ready(new Pop3Command.Pass(rest));
            case "APOP" -> apop(arguments);
            case "AUTH" -> auth(arguments);
            case "STLS" -> alone(arguments, new Pop3Command.StartTls());
            case "UTF8" -> alone(arguments, new Pop3Command.EnableUtf8());
            case "STAT" -> alone(arguments, new Pop3Command.Stat());
            case "LIST" -> optionalNumber(arguments, "LIST [msg]", Pop3Command.ListSizes::new);
            case "UIDL" -> optionalNumber(arguments, "UIDL [msg]", Pop3Command.ListUids::new);
            case "RETR" -> number(arguments, "RETR msg", Pop3Command.Retrieve::new);
            case "DELE" -> number(arguments, "DELE msg", Pop3Command.Delete::new);
            case "TOP" -> top(arguments);
            case "RSET" -> alone(arguments, new Pop3Command.Reset());
            case "NOOP" -> alone(arguments, new Pop3Command.Noop());
            case "" -> new Parsed.Wrong("A command is missing");
            default -> new Parsed.Wrong("Unknown command");
        };
    }

    private static Parsed alone(String arguments, Pop3Command command) {
        return arguments.isEmpty()
                ? new Parsed.Ready(command)
                : new Parsed.Wrong("This command takes no argument");
    }

    private static Parsed word(
            String arguments, String usage, Function<String, Pop3Command> command) {
        return arguments.isEmpty()
                ? new Parsed.Wrong(usage)
                : new Parsed.Ready(command.apply(arguments));
    }

    private static Parsed number(String arguments, String usage, IntFunction<Pop3Command> command) {
        OptionalInt number = digits(arguments);
        return number.isPresent()
                ? new Parsed.Ready(command.apply(number.getAsInt()))
                : new Parsed.Wrong(usage);
    }

    private static Parsed optionalNumber(
            String arguments, String usage, Function<OptionalInt, Pop3Command> command) {
        if (arguments.isEmpty()) {
            return new Parsed.Ready(command.apply(OptionalInt.empty()));
        }
        OptionalInt number = digits(arguments);
        return number.isPresent()
                ? new Parsed.Ready(command.apply(number))
                : new Parsed.Wrong(usage);
    }

    private static Parsed apop(String arguments) {
        int space = arguments.lastIndexOf(' ');
        if (space < 0) {
            return new Parsed.Wrong("APOP name digest");
        }
        return new Parsed.Ready(
                new Pop3Command.ApopLogin(
                        arguments.substring(0, space).strip(), arguments.substring(space + 1)));
    }

    private static Parsed auth(String arguments) {
        if (arguments.isEmpty()) {
            return new Parsed.Ready(new Pop3Command.ListMechanisms());
        }
        int space = arguments.indexOf(' ');
        return new Parsed.Ready(
                space < 0
                        ? new Pop3Command.Authenticate(arguments, Optional.empty())
                        : new Pop3Command.Authenticate(
                                arguments.substring(0, space),
                                Optional.of(arguments.substring(space + 1).strip())));
    }

    private static Parsed top(String arguments) {
        int space = arguments.indexOf(' ');
        OptionalInt number = digits(space < 0 ? arguments : arguments.substring(0, space));
        OptionalInt lines = digits(space < 0 ? "" : arguments.substring(space + 1).strip());
        return number.isPresent() && lines.isPresent()
                ? new Parsed.Ready(new Pop3Command.Top(number.getAsInt(), lines.getAsInt()))
                : new Parsed.Wrong("TOP msg n");
    }

    /** A number of decimal digits; one that is larger than any message's stays so. */
    private static OptionalInt digits(String text) {
        if (text.isEmpty() || text.chars().anyMatch(c -> c < '0' || c > '9')) {
            return OptionalInt.empty();
        }
        String significant = text.replaceFirst("^0+(?=.)", "");
        return OptionalInt.of(
                significant.length() > DIGITS_MAX
                        ? Integer.MAX_VALUE
                        : Integer.parseInt(significant));
    }
}
