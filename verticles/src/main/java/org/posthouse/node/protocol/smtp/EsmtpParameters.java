package org.posthouse.node.protocol.smtp;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthouse.store.queue.QueueEnvelope.BodyType;
import org.posthouse.store.queue.QueueEnvelope.Ret;
import org.posthouse.store.queue.QueueRecipient.Notify;

/** Reads what follows the path of MAIL and RCPT (RFC 5321, 4.1.2: Mail-parameters). */
final class EsmtpParameters {
    private static final int ENVID_CHARS_MAX = 100;
    private static final int ORCPT_CHARS_MAX = 500;
    private static final int SIZE_DIGITS_MAX = 20;

    /** Carries a reply out of the depth of the parser; never leaves this class. */
    private static final class Bad extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient SmtpReply reply;

        Bad(SmtpReply reply) {
            super(null, null, false, false);
            this.reply = reply;
        }
    }

    /** What came of it. */
    sealed interface Result<P> {
        record Good<P>(P parameters) implements Result<P> {}

        record Refused<P>(SmtpReply reply) implements Result<P> {}
    }

    private EsmtpParameters() {}

    /** The parameters of MAIL. */
    static Result<MailParameters> mail(String text) {
        try {
            Map<String, String> all = split(text);
            MailParameters parameters =
                    new MailParameters(
                            size(all.remove("SIZE")),
                            bodyType(all.remove("BODY")),
                            smtpUtf8(all.remove("SMTPUTF8")),
                            ret(all.remove("RET")),
                            xtext("ENVID", all.remove("ENVID"), ENVID_CHARS_MAX),
                            xtext("AUTH", all.remove("AUTH"), ORCPT_CHARS_MAX));
            requireNoneLeft(all);
            return new Result.Good<>(parameters);
        } catch (Bad bad) {
            return new Result.Refused<>(bad.reply);
        }
    }

    /** The parameters of RCPT. */
    static Result<RcptParameters> rcpt(String text) {
        try {
            Map<String, String> all = split(text);
            RcptParameters parameters =
                    new RcptParameters(
                            notifyOn(all.remove("NOTIFY")), originalRecipient(all.remove("ORCPT")));
            requireNoneLeft(all);
            return new Result.Good<>(parameters);
        } catch (Bad bad) {
            return new Result.Refused<>(bad.reply);
        }
    }

    private static Map<String, String> split(String text) throws Bad {
        Map<String, String> all = new LinkedHashMap<>(); // an empty value: there is none
        if (text.isBlank()) {
            return all;
        }
        if (text.charAt(0) != ' ') {
            throw bad("A space must follow the path");
        }
        for (String word : text.strip().split(" +", -1)) {
            int equals = word.indexOf('=');
            String key = (equals < 0 ? word : word.substring(0, equals)).toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : word.substring(equals + 1);
            if (!isKeyword(key) || (equals >= 0 && !isValue(value))) {
                throw bad("Parameters look like KEY or KEY=value");
            }
            if (all.put(key, value) != null) {
                throw bad(key + " is given twice");
            }
        }
        return all;
    }

    private static boolean isKeyword(String key) {
        return !key.isEmpty()
                && key.charAt(0) != '-'
                && key.chars()
                        .allMatch(
                                c -> (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-');
    }

    /** RFC 5321's esmtp-value, and beyond ASCII (RFC 6531, 3.3). */
    private static boolean isValue(String value) {
        return !value.isEmpty()
                && value.chars().allMatch(c -> (c > ' ' && c < 0x7F && c != '=') || c >= 0xA0);
    }

    private static void requireNoneLeft(Map<String, String> all) throws Bad {
        if (!all.isEmpty()) {
            throw new Bad(
                    SmtpReply.of(
                            555, "5.5.4", "Unknown parameter " + all.keySet().iterator().next()));
        }
    }

    // Absent parameters are null here: they come out of Map.remove.

    private static long size(@Nullable String given) throws Bad {
        if (given == null) {
            return 0;
        }
        String digits = given;
        if (digits.isEmpty()
                || digits.length() > SIZE_DIGITS_MAX
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw bad("SIZE is a number of bytes");
        }
        // RFC 1870 allows 20 digits; no such message exists.
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    private static BodyType bodyType(@Nullable String given) throws Bad {
        if (given == null) {
            return BodyType.SEVEN_BIT;
        }
        return switch (given.toUpperCase(Locale.ROOT)) {
            case "7BIT" -> BodyType.SEVEN_BIT;
            case "8BITMIME" -> BodyType.EIGHT_BIT_MIME;
            case "BINARYMIME" -> BodyType.BINARY_MIME;
            default -> throw bad("BODY is 7BIT, 8BITMIME or BINARYMIME");
        };
    }

    private static boolean smtpUtf8(@Nullable String given) throws Bad {
        if (given != null && !given.isEmpty()) {
            throw bad("SMTPUTF8 has no value");
        }
        return given != null;
    }

    private static Ret ret(@Nullable String given) throws Bad {
        if (given == null) {
            return Ret.UNSPECIFIED;
        }
        return switch (given.toUpperCase(Locale.ROOT)) {
            case "FULL" -> Ret.FULL;
            case "HDRS" -> Ret.HEADERS;
            default -> throw bad("RET is FULL or HDRS");
        };
    }

    private static Optional<String> xtext(String key, @Nullable String given, int charsMax)
            throws Bad {
        if (given == null) {
            return Optional.empty();
        }
        String text = given;
        Optional<String> decoded =
                text.isEmpty() || text.length() > charsMax ? Optional.empty() : Xtext.decode(text);
        if (decoded.isEmpty()) {
            throw bad(key + " is xtext of at most " + charsMax + " characters");
        }
        return decoded;
    }

    private static Set<Notify> notifyOn(@Nullable String given) throws Bad {
        Set<Notify> all = EnumSet.noneOf(Notify.class);
        if (given == null) {
            return all;
        }
        for (String word : given.toUpperCase(Locale.ROOT).split(",", -1)) {
            Notify one =
                    switch (word) {
                        case "NEVER" -> Notify.NEVER;
                        case "SUCCESS" -> Notify.SUCCESS;
                        case "FAILURE" -> Notify.FAILURE;
                        case "DELAY" -> Notify.DELAY;
                        default ->
                                throw bad("NOTIFY is NEVER, or a list of SUCCESS, FAILURE, DELAY");
                    };
            all.add(one);
        }
        if (all.contains(Notify.NEVER) && all.size() > 1) {
            throw bad("NOTIFY=NEVER stands alone");
        }
        return all;
    }

    private static Optional<String> originalRecipient(@Nullable String given) throws Bad {
        if (given == null) {
            return Optional.empty();
        }
        String text = given;
        int semicolon = text.indexOf(';');
        if (semicolon < 1
                || text.length() > ORCPT_CHARS_MAX
                || !isKeyword(text.substring(0, semicolon).toUpperCase(Locale.ROOT))) {
            throw bad("ORCPT is a type, a semicolon and an address");
        }
        String type = text.substring(0, semicolon);
        String address = text.substring(semicolon + 1);
        // RFC 6533, 3: addresses of this type may stand there as UTF-8 instead of xtext.
        Optional<String> decoded =
                type.equalsIgnoreCase("utf-8") && address.chars().anyMatch(c -> c >= 0x80)
                        ? Optional.of(address)
                        : Xtext.decode(address);
        if (decoded.filter(plain -> !plain.isEmpty()).isEmpty()) {
            throw bad("the address of ORCPT is not xtext");
        }
        return decoded.map(plain -> type + ";" + plain);
    }

    private static Bad bad(String text) {
        return new Bad(SmtpReplies.badParameter(text));
    }
}
