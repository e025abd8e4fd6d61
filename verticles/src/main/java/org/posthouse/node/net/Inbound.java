package org.posthouse.node.net;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The way in: chunks of the socket become lines, counted pieces or raw bytes, as fast as the
 * session takes them. Holds what one read of the socket gave and a line that is not yet whole;
 * while something waits here nothing more is read.
 *
 * <p>Deliveries happen in one loop, {@link #pump}, so that pipelined input needs no recursion, and
 * after {@link #TURN_DELIVERIES_MAX} of them other connections of the event loop get their turn.
 */
final class Inbound {

    /** Who gets what comes in. */
    interface Receiver {
        /** A whole line. */
        void line(Line line);

        /** The beginning of a line that is too long. */
        void lineTooLong(Line beginning);

        /** Whether the session may be given a line now, apart from being ready. */
        boolean mayTakeLine();

        /** Turns reading from the socket on or off. */
        void reading(boolean on);

        /** Continues {@link Inbound#pump} in a later turn of the event loop. */
        void pumpLater();
    }

    private sealed interface Mode {}

    private record Lines() implements Mode {}

    private record Raw(RawMode consumer) implements Mode {}

    private static final class Counted implements Mode {
        private final ByteSink sink;
        private long left;

        Counted(long left, ByteSink sink) {
            this.left = left;
            this.sink = sink;
        }
    }

    private static final int TURN_DELIVERIES_MAX = 128;
    private static final Lines LINES = new Lines();

    private final Receiver receiver;
    private final LineScanner scanner;
    private final Deque<Buffer> chunks = new ArrayDeque<>(2);
    private int position;
    private Mode mode = LINES;
    private boolean busy = true;
    private boolean paused;
    private boolean pumping;
    private boolean pumpScheduled;
    private boolean discarding;

    Inbound(int lineBytesMax, Receiver receiver) {
        this.scanner = new LineScanner(lineBytesMax);
        this.receiver = receiver;
    }

    /** Takes a chunk from the socket. */
    void feed(Buffer chunk) {
        if (discarding) {
            return;
        }
        chunks.add(chunk);
        pump();
    }

    /** Whether input waits for the session. */
    boolean hasInput() {
        return !chunks.isEmpty();
    }

    /** Whether the next word is the client's. */
    boolean isClientsTurn() {
        return !paused && chunks.isEmpty() && (!(mode instanceof Lines) || !busy);
    }

    void ready() {
        busy = false;
        kick();
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        kick();
    }

    void readBytes(long count, ByteSink sink) {
        requireLines();
        mode = new Counted(count, sink);
        kick();
    }

    void enterRaw(RawMode consumer) {
        requireLines();
        mode = new Raw(consumer);
        kick();
    }

    void leaveRaw() {
        if (!(mode instanceof Raw)) {
            throw new IllegalStateException("not in raw mode: " + mode);
        }
        mode = LINES;
        busy = true;
        kick();
    }

    /** Drops what waits and what comes until {@link #restart}. */
    void discard() {
        discarding = true;
        chunks.clear();
        position = 0;
        scanner.reset();
        receiver.reading(true);
    }

    /** Begins anew, in lines, waiting for {@link #ready}. */
    void restart() {
        discarding = false;
        mode = LINES;
        busy = true;
        paused = false;
    }

    /** Lets the loop look again, never from within a session's call. */
    void kick() {
        if (!pumping && !pumpScheduled) {
            pumpScheduled = true;
            receiver.pumpLater();
        }
    }

    /** What {@link Receiver#pumpLater} runs. */
    void pumpScheduled() {
        pumpScheduled = false;
        pump();
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            int deliveries = 0;
            while (canStep()) {
                if (++deliveries > TURN_DELIVERIES_MAX) {
                    pumping = false;
                    kick();
                    break;
                }
                step();
            }
        } finally {
            pumping = false;
        }
        if (!discarding) {
            // One chunk is read ahead while the session is busy, so that its end is noticed.
            receiver.reading(chunks.isEmpty());
        }
    }

    private boolean canStep() {
        if (discarding || paused) {
            return false;
        }
        return switch (mode) {
            case Lines() -> !busy && !chunks.isEmpty() && receiver.mayTakeLine();
            case Counted counted -> counted.left == 0 || !chunks.isEmpty();
            case Raw _ -> !chunks.isEmpty();
        };
    }

    private void step() {
        switch (mode) {
            case Lines() -> stepLine();
            case Counted counted -> stepCounted(counted);
            case Raw raw -> stepRaw(raw);
        }
    }

    private void stepLine() {
        ByteBuf bytes = ((BufferInternal) chunks.getFirst()).getByteBuf();
        int base = bytes.readerIndex();
        LineScanner.Found found = scanner.scan(bytes, base + position);
        advanceTo(scanner.position() - base);
        switch (found) {
            case NOTHING -> {}
            case LINE -> {
                busy = true;
                receiver.line(scanner.line());
            }
            case TOO_LONG -> {
                busy = true;
                receiver.lineTooLong(scanner.line());
            }
        }
    }

    private void stepCounted(Counted counted) {
        if (counted.left == 0) {
            mode = LINES;
            busy = true;
            counted.sink.end();
            return;
        }
        Buffer chunk = chunks.getFirst();
        int taken = (int) Math.min(counted.left, chunk.length() - position);
        Buffer piece = chunk.slice(position, position + taken);
        counted.left -= taken;
        advanceTo(position + taken);
        counted.sink.piece(piece);
    }

    private void stepRaw(Raw raw) {
        Buffer chunk = chunks.getFirst();
        int offered = chunk.length() - position;
        int taken = raw.consumer().consume(chunk, position);
        if (taken < 0 || taken > offered) {
            throw new IllegalStateException(
                    "raw mode took more than was offered: taken=" + taken + " of " + offered);
        }
        if (discarding) {
            return;
        }
        if (taken < offered && mode instanceof Raw) {
            paused = true;
        }
        advanceTo(position + taken);
    }

    private void advanceTo(int next) {
        @Nullable Buffer chunk = chunks.peekFirst();
        if (chunk != null && next >= chunk.length()) {
            chunks.removeFirst();
            position = 0;
        } else {
            position = next;
        }
    }

    private void requireLines() {
        if (!(mode instanceof Lines)) {
            throw new IllegalStateException("bytes are being read already: " + mode);
        }
    }
}
