package org.posthouse.node.protocol.imap;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.bytes.ByteWriter;
import org.posthouse.node.net.ByteSink;
import org.posthouse.node.net.Line;
import org.posthouse.node.net.LineConnection;

/**
 * Gathers a command from its lines and literals. Only literals that fit are kept; one that does not
 * is refused before it is sent or, where the client does not wait, skipped with the rest of its
 * command.
 */
final class CommandInput {
    private static final int LITERALS_MAX = 500;
    private static final TaggedReply TOO_LONG = TaggedReply.no("LIMIT", "Command too long");

    private final LineConnection connection;
    private final Consumer<Parsed> out;
    private int commandBytesMax;
    private ByteWriter text = new ByteWriter(64);
    private int literals;

    /** What is wrong with the command whose rest is being skipped. */
    private Parsed.@Nullable Wrong wrong;

    CommandInput(LineConnection connection, int commandBytesMax, Consumer<Parsed> out) {
        this.connection = connection;
        this.commandBytesMax = commandBytesMax;
        this.out = out;
    }

    void commandBytesMax(int bytes) {
        commandBytesMax = bytes;
    }

    /** Takes a line; the command is handed on when it is whole. */
    void line(Line line) {
        Optional<LiteralMark> literal = LiteralMark.atEnd(line.bytes(), line.length());
        gather(line);
        if (literal.isEmpty()) {
            hand(wrong == null ? parse() : wrong);
        } else {
            literal(literal.get());
        }
    }

    /** The rest of a line that was too long has been skipped. */
    void lineTooLong(Line beginning) {
        gather(beginning);
        hand(new Parsed.Wrong(tag(), TaggedReply.bad("Line too long")));
    }

    /**
     * Gives up a command whose literal was announced but not asked for; its answer comes when the
     * client can hear it.
     */
    void refuse(String tag, LiteralMark literal, TaggedReply reply) {
        wrong = new Parsed.Wrong(tag, reply);
        skipOrHand(literal);
    }

    private void gather(Line line) {
        if (wrong != null) {
            return;
        }
        if (text.length() + line.length() > commandBytesMax) {
            text.raw(line.bytes(), 0, Math.min(line.length(), Parsed.TAG_CHARS_MAX + 1));
            wrong = new Parsed.Wrong(tag(), TOO_LONG);
            return;
        }
        text.raw(line.bytes(), 0, line.length());
        if (line.hasNul()) {
            wrong = new Parsed.Wrong(tag(), TaggedReply.bad("NUL in a command"));
        }
    }

    private void literal(LiteralMark mark) {
        if (wrong != null) {
            skipOrHand(mark);
            return;
        }
        if (isAppend() && isAppendDecided(mark)) {
            return;
        }
        if (++literals > LITERALS_MAX || mark.sizeBytes() > commandBytesMax - text.length() - 2) {
            wrong = new Parsed.Wrong(tag(), TOO_LONG);
            skipOrHand(mark);
            return;
        }
        text.u8('\r').u8('\n');
        if (mark.synchronizing()) {
            connection.write("+ Ready for the literal\r\n");
        }
        connection.readBytes(mark.sizeBytes(), new Collector());
    }

    /**
     * Looks at an APPEND whose line has ended: its message is the command's to read, what is wrong
     * is told without asking for the message, and only its mailbox may be a literal to gather.
     */
    private boolean isAppendDecided(LiteralMark mark) {
        switch (parse()) {
            case Parsed.Ready append -> hand(append);
            case Parsed.Wrong known -> {
                wrong = known;
                skipOrHand(mark);
            }
            case Parsed.Unfinished _ -> {
                return false;
            }
        }
        return true;
    }

    /** A client that waits for leave is answered at once; another is sending already. */
    private void skipOrHand(LiteralMark mark) {
        if (mark.synchronizing()) {
            handWrong();
        } else if (mark.sizeBytes() == LiteralMark.SIZE_ABSURD) {
            connection.write("* BYE No literal is that long\r\n");
            connection.close();
        } else {
            text.clear();
            connection.readBytes(mark.sizeBytes(), new Skipper());
        }
    }

    private void handWrong() {
        Parsed.Wrong known = wrong;
        if (known == null) {
            throw new IllegalStateException("nothing is wrong");
        }
        hand(known);
    }

    private void hand(Parsed parsed) {
        text = text.length() > 1024 ? new ByteWriter(64) : text.clear();
        literals = 0;
        wrong = null;
        out.accept(parsed);
    }

    private Parsed parse() {
        return ImapParser.parse(text.toBuffer().array(), text.length());
    }

    private boolean isAppend() {
        return ImapParser.isAppend(text.toBuffer().array(), text.length());
    }

    private String tag() {
        return ImapParser.tagOf(text.toBuffer().array(), text.length());
    }

    private final class Collector implements ByteSink {
        @Override
        public void piece(Buffer piece) {
            text.raw(piece.getBytes(), 0, piece.length());
        }

        @Override
        public void end() {
            connection.ready();
        }
    }

    private final class Skipper implements ByteSink {
        @Override
        public void piece(Buffer piece) {
            // The bytes are of no interest; what was wrong is told after them.
        }

        @Override
        public void end() {
            connection.ready();
        }
    }
}
