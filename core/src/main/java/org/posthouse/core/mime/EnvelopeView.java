package org.posthouse.core.mime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a rendered ENVELOPE, each read when it is asked for. Each character of a string is
 * one byte of the header, encoded words are as they came: {@link SearchText#decodeHeader} turns
 * them into text.
 */
public final class EnvelopeView {

    /** The fields in the order of RFC 3501, 7.4.2. */
    public enum Field {
        /** Date, unfolded. */
        DATE,
        /** Subject, unfolded. */
        SUBJECT,
        /** From. */
        FROM,
        /** Sender, or From. */
        SENDER,
        /** Reply-To, or From. */
        REPLY_TO,
        /** To. */
        TO,
        /** Cc. */
        CC,
        /** Bcc. */
        BCC,
        /** In-Reply-To, unfolded. */
        IN_REPLY_TO,
        /** Message-ID, unfolded. */
        MESSAGE_ID;

        private int place() {
            return switch (this) {
                case DATE -> 0;
                case SUBJECT -> 1;
                case FROM -> 2;
                case SENDER -> 3;
                case REPLY_TO -> 4;
                case TO -> 5;
                case CC -> 6;
                case BCC -> 7;
                case IN_REPLY_TO -> 8;
                case MESSAGE_ID -> 9;
            };
        }
    }

    private final ByteBuffer text;

    private EnvelopeView(ByteBuffer text) {
        this.text = text;
    }

    /**
     * Looks at a rendered ENVELOPE.
     *
     * @param text from the opening to the closing parenthesis
     * @return the view; whether the text is well formed shows when a field is read
     */
    public static EnvelopeView of(ByteBuffer text) {
        return new EnvelopeView(text.slice());
    }

    /**
     * Date, Subject, In-Reply-To or Message-ID.
     *
     * @param field one of those four
     * @return null for NIL
     * @throws MalformedStructure when the text is broken, or the field holds addresses
     */
    public @Nullable String string(Field field) {
        return new Reader(text.duplicate()).at(field).nstring();
    }

    /**
     * From, Sender, Reply-To, To, Cc or Bcc.
     *
     * @param field one of those six
     * @return none for NIL
     * @throws MalformedStructure when the text is broken, or the field holds no addresses
     */
    public List<Address> addresses(Field field) {
        return new Reader(text.duplicate()).at(field).addresses();
    }

    /** Reads the grammar of RFC 3501, 9 as far as ENVELOPE uses it. */
    private static final class Reader {
        private final ByteBuffer in;

        Reader(ByteBuffer in) {
            this.in = in;
        }

        Reader at(Field field) {
            expect('(');
            for (int i = 0; i < field.place(); i++) {
                if (peek() == '(') {
                    addresses();
                } else {
                    nstring();
                }
                expect(' ');
            }
            return this;
        }

        List<Address> addresses() {
            if (peek() == 'N') {
                nil();
                return List.of();
            }
            List<Address> addresses = new ArrayList<>();
            expect('(');
            while (peek() == '(') {
                addresses.add(address());
            }
            expect(')');
            return List.copyOf(addresses);
        }

        private Address address() {
            expect('(');
            String name = nstring();
            expect(' ');
            String route = nstring();
            expect(' ');
            String localPart = nstring();
            expect(' ');
            String domain = nstring();
            expect(')');
            if (domain != null) {
                return new Address.Mailbox(name, route, localPart, domain);
            }
            return localPart == null ? new Address.GroupEnd() : new Address.GroupStart(localPart);
        }

        @Nullable String nstring() {
            return switch (peek()) {
                case '"' -> quoted();
                case '{' -> literal();
                default -> nil();
            };
        }

        private @Nullable String nil() {
            expect('N');
            expect('I');
            expect('L');
            return null;
        }

        private String quoted() {
            expect('"');
            StringBuilder inside = new StringBuilder();
            int c = next();
            while (c != '"') {
                inside.append((char) (c == '\\' ? next() : c));
                c = next();
            }
            return inside.toString();
        }

        private String literal() {
            expect('{');
            long length = 0;
            int c = next();
            while (c >= '0' && c <= '9' && length <= Integer.MAX_VALUE) {
                length = length * 10 + (c - '0');
                c = next();
            }
            expect('\r');
            expect('\n');
            if (c != '}' || length > in.remaining()) {
                throw new MalformedStructure(
                        "literal of " + length + " bytes with " + in.remaining() + " left");
            }
            byte[] bytes = new byte[(int) length];
            in.get(bytes);
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        private int peek() {
            if (!in.hasRemaining()) {
                throw new MalformedStructure("envelope ends early");
            }
            return in.get(in.position()) & 0xFF;
        }

        private int next() {
            int c = peek();
            in.position(in.position() + 1);
            return c;
        }

        private void expect(char expected) {
            int c = next();
            if (c != expected) {
                throw new MalformedStructure(
                        "envelope has " + c + " for " + expected + " at " + in.position());
            }
        }
    }
}
