package org.posthouse.node.protocol.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.address.AddressResult;
import org.posthouse.core.address.ForwardPath;
import org.posthouse.core.address.ReversePath;
import org.posthouse.core.address.SmtpPath;
import org.posthouse.node.net.Line;
import org.posthouse.node.protocol.smtp.SmtpCommand.HelloVerb;

/** Reads command lines. Never throws on what a client says. */
final class SmtpParser {
    /** RFC 5321, 4.5.3.1.4 says 512; be a little liberal. */
    static final int COMMAND_BYTES_MAX = 1000;

    /** With SIZE, BODY, AUTH, RET, ENVID, SMTPUTF8; or NOTIFY and ORCPT. */
    static final int PATH_COMMAND_BYTES_MAX = 2000;

    /** RFC 4954, 4: base64 lines of logins. What a listener has to allow. */
    static final int AUTH_BYTES_MAX = 12_288;

    private static final int HELLO_CHARS_MAX = 255;
    private static final int COUNT_DIGITS_MAX = 18;

    private SmtpParser() {}

    /** What a line says; every line says something. */
    static SmtpCommand parse(Line line) {
        if (!line.isClean()) {
            return refused(SmtpReplies.BAD_LINE);
        }
        String text = strictUtf8(line.bytes());
        if (text == null) {
            return refused(SmtpReplies.NOT_UTF8);
        }
        int space = text.indexOf(' ');
        String verb = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        String rest = space < 0 ? "" : text.substring(space + 1).strip();
        if (line.length() > bytesMax(verb)) {
            return refused(SmtpReplies.LINE_TOO_LONG);
        }
        return switch (verb) {
            case "HELO" -> hello(HelloVerb.HELO, rest);
            case "EHLO" -> hello(HelloVerb.EHLO, rest);
            case "LHLO" -> hello(HelloVerb.LHLO, rest);
            case "MAIL" -> mail(rest);
            case "RCPT" -> rcpt(rest);
            case "DATA" -> alone(new SmtpCommand.Data(), rest);
            case "BDAT" -> bdat(rest);
            case "RSET" -> alone(new SmtpCommand.Rset(), rest);
            case "NOOP" -> new SmtpCommand.Noop();
            case "QUIT" -> alone(new SmtpCommand.Quit(), rest);
            case "HELP" -> new SmtpCommand.Help();
            case "VRFY" ->
                    rest.isEmpty()
                            ? refused(SmtpReplies.badParameter("VRFY whom?"))
                            : new SmtpCommand.Vrfy();
            case "STARTTLS" -> alone(new SmtpCommand.StartTls(), rest);
            case "AUTH" -> auth(rest);
            case "EXPN", "ETRN", "TURN", "ATRN", "SEND", "SOML", "SAML" ->
                    refused(SmtpReplies.NOT_OFFERED);
            default -> refused(SmtpReplies.UNKNOWN_COMMAND);
        };
    }

    private static int bytesMax(String verb) {
        return switch (verb) {
            case "MAIL", "RCPT" -> PATH_COMMAND_BYTES_MAX;
            case "AUTH" -> AUTH_BYTES_MAX;
            default -> COMMAND_BYTES_MAX;
        };
    }

    private static SmtpCommand alone(SmtpCommand command, String rest) {
        return rest.isEmpty() ? command : refused(SmtpReplies.NO_ARGUMENTS);
    }

    private static SmtpCommand hello(HelloVerb verb, String rest) {
        // Clients say all kinds of names; it goes into the Received line, so it must be harmless.
        boolean harmless =
                !rest.isEmpty()
                        && rest.length() <= HELLO_CHARS_MAX
                        && rest.chars().allMatch(SmtpParser::isHelloSymbol);
        return harmless
                ? new SmtpCommand.Hello(verb, rest)
                : refused(SmtpReplies.badParameter(verb + " wants a domain or [address]"));
    }

    private static boolean isHelloSymbol(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "._-[]:".indexOf(c) >= 0;
    }

    private static SmtpCommand mail(String rest) {
        int path = afterKeyword(rest, "FROM:");
        if (path < 0) {
            return refused(SmtpReplies.badParameter("MAIL FROM:<address>"));
        }
        return switch (SmtpPath.reverse(rest, path)) {
            case AddressResult.Refused<SmtpPath.Found<ReversePath>> bad ->
                    refused(SmtpReplies.badSender(bad.problem()));
            case AddressResult.Accepted<SmtpPath.Found<ReversePath>> good ->
                    switch (EsmtpParameters.mail(rest.substring(good.value().end()))) {
                        case EsmtpParameters.Result.Good<MailParameters> parameters ->
                                new SmtpCommand.Mail(good.value().path(), parameters.parameters());
                        case EsmtpParameters.Result.Refused<MailParameters> bad ->
                                refused(bad.reply());
                    };
        };
    }

    private static SmtpCommand rcpt(String rest) {
        int path = afterKeyword(rest, "TO:");
        if (path < 0) {
            return refused(SmtpReplies.badParameter("RCPT TO:<address>"));
        }
        return switch (SmtpPath.forward(rest, path)) {
            case AddressResult.Refused<SmtpPath.Found<ForwardPath>> bad ->
                    refused(SmtpReplies.badRecipient(bad.problem()));
            case AddressResult.Accepted<SmtpPath.Found<ForwardPath>> good ->
                    switch (EsmtpParameters.rcpt(rest.substring(good.value().end()))) {
                        case EsmtpParameters.Result.Good<RcptParameters> parameters ->
                                new SmtpCommand.Rcpt(good.value().path(), parameters.parameters());
                        case EsmtpParameters.Result.Refused<RcptParameters> bad ->
                                refused(bad.reply());
                    };
        };
    }

    /**
     * Where the path begins; many clients put a space before it. -1 when the keyword is missing.
     */
    private static int afterKeyword(String rest, String keyword) {
        if (!rest.regionMatches(true, 0, keyword, 0, keyword.length())) {
            return -1;
        }
        int at = keyword.length();
        while (at < rest.length() && rest.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static SmtpCommand bdat(String rest) {
        String[] words = rest.split(" +", -1);
        boolean last = words.length == 2 && words[1].equalsIgnoreCase("LAST");
        String digits = words[0];
        if (digits.isEmpty()
                || (words.length > 1 && !last)
                || digits.length() > COUNT_DIGITS_MAX
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return new SmtpCommand.OutOfStep(SmtpReplies.badParameter("BDAT count [LAST]"));
        }
        return new SmtpCommand.Bdat(Long.parseLong(digits), last);
    }

    private static SmtpCommand auth(String rest) {
        String[] words = rest.split(" +", -1);
        if (words[0].isEmpty() || words.length > 2) {
            return refused(SmtpReplies.badParameter("AUTH mechanism [response]"));
        }
        return new SmtpCommand.Auth(
                words[0].toUpperCase(Locale.ROOT),
                words.length == 2 ? Optional.of(words[1]) : Optional.empty());
    }

    private static @Nullable String strictUtf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }

    private static SmtpCommand refused(SmtpReply reply) {
        return new SmtpCommand.Refused(reply);
    }
}
