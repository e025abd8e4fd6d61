package org.posthouse.node.protocol.smtp;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.mime.MimeScanner;
import org.posthouse.node.account.AccountClient.BodyStage;
import org.posthouse.node.queue.BodyCollector;
import org.posthouse.node.queue.BodyCollector.Collected;
import org.posthouse.node.queue.BodyCollector.Target;
import org.posthouse.store.queue.QueueBody;

/**
 * Takes a message's bytes as they come: watches its header, finds its structure, collects it. What
 * is wrong with it is found here; then the rest is counted and forgotten. On one event loop.
 */
final class MessageIntake {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] CR = {'\r'};

    /**
     * What is made of the message.
     *
     * @param localPrefix lines before the copies of accounts; empty when no account gets one
     * @param queuePrefix lines before the queue's copy
     * @param stageForQueue whether a large message is staged for the queue, too
     * @param completion adds what submission wants and the header lacks; empty for others
     */
    record Plan(
            Optional<byte[]> localPrefix,
            byte[] queuePrefix,
            boolean stageForQueue,
            Optional<Completion> completion) {}

    /** Names what is put into a header without Date or Message-ID. */
    record Completion(String id, String host, Instant now) {}

    private final Plan plan;
    private final SmtpLimits limits;
    private final DataScanner scanner;
    private final boolean binary;
    private final HeaderWatch header = new HeaderWatch();
    private final @Nullable MimeScanner structure;
    private final BodyCollector body;
    private boolean heldCr;
    private boolean completed;
    private long bytes;
    private @Nullable SmtpReply problem;

    /**
     * @param scanner checks what comes, and takes dots out of DATA
     * @param binary whether any byte is allowed (BINARYMIME), so that the scanner is not asked
     */
    MessageIntake(
            Plan plan,
            SmtpLimits limits,
            DataScanner scanner,
            boolean binary,
            Supplier<BodyStage> accountStage,
            Supplier<BodyStage> queueStage,
            BodyCollector.Flow flow) {
        this.plan = plan;
        this.limits = limits;
        this.scanner = scanner;
        this.binary = binary;
        List<Target> targets = new ArrayList<>(2);
        byte[] localPrefix = plan.localPrefix.orElse(null);
        if (localPrefix != null) {
            structure = new MimeScanner();
            structure.write(localPrefix, 0, localPrefix.length);
            targets.add(new Target(localPrefix, accountStage));
        } else {
            structure = null;
        }
        if (plan.stageForQueue) {
            targets.add(new Target(plan.queuePrefix, queueStage));
        }
        this.body = new BodyCollector(targets, flow);
        this.completed = plan.completion.isEmpty();
    }

    /**
     * Takes bytes of DATA.
     *
     * @param b the client's bytes, which now belong to this intake
     * @return how many of them belong to the message and its end
     */
    int data(byte[] b) {
        int taken = scanner.scan(b, 0, b.length);
        message(b, scanner.outputEnd());
        return taken;
    }

    /** Whether DATA has come to its end. */
    boolean isEnded() {
        return scanner.isEnded();
    }

    /** Takes bytes of BDAT, which now belong to this intake. */
    void chunk(byte[] b) {
        if (!binary) {
            scanner.scan(b, 0, b.length);
        }
        message(b, b.length);
    }

    /** Bytes so far, as the client has sent them. */
    long sizeBytes() {
        return bytes;
    }

    /** What is wrong with the message so far; null when nothing is. */
    @Nullable SmtpReply problem() {
        return problem;
    }

    /** Refuses the message for a reason from outside. */
    void refuse(SmtpReply reply) {
        if (problem == null) {
            problem = reply;
            body.discard();
        }
    }

    private void message(byte[] b, int length) {
        bytes += length;
        DataScanner.Flaw flaw = scanner.flaw();
        Throwable failure = body.failure();
        if (flaw != null) {
            refuse(
                    switch (flaw) {
                        case BAD_LINE_END -> SmtpReplies.BAD_LINE_END;
                        case NUL -> SmtpReplies.HAS_NUL;
                        case LINE_TOO_LONG -> SmtpReplies.MESSAGE_LINE_TOO_LONG;
                    });
        } else if (bytes > limits.messageBytesMax()) {
            refuse(SmtpReplies.TOO_LARGE);
        } else if (failure != null) {
            refuse(SmtpReplies.of(failure, limits));
        }
        if (problem != null || length == 0) {
            return;
        }
        if (header.isEnded()) {
            add(b, 0, length);
        } else {
            header(b, length);
        }
        if (header.receivedCount() > limits.receivedMax()) {
            refuse(SmtpReplies.LOOP);
        }
    }

    private void header(byte[] b, int length) {
        int emptyLine = header.scan(b, 0, length);
        if (completed) {
            add(b, 0, length);
            return;
        }
        if (emptyLine >= 0) {
            add(b, 0, emptyLine);
            complete();
            releaseCr();
            add(b, emptyLine, length - emptyLine);
            return;
        }
        releaseCr();
        // A CR that may begin the empty line waits, so that fields can be put before it.
        heldCr = header.endsInCrAtLineStart();
        add(b, 0, heldCr ? length - 1 : length);
    }

    private void releaseCr() {
        if (heldCr) {
            heldCr = false;
            add(CR, 0, 1);
        }
    }

    private void complete() {
        completed = true;
        plan.completion.ifPresent(completion -> {
            byte[] fields =
                    TraceLines.missingFields(
                            !header.hasDate(),
                            !header.hasMessageId(),
                            completion.id,
                            completion.host,
                            completion.now);
            add(fields, 0, fields.length);
        });
    }

    private void add(byte[] b, int offset, int count) {
        if (structure != null) {
            structure.write(b, offset, count);
        }
        body.add(b, offset, count);
    }

    /**
     * All bytes have come; to be asked only when nothing is wrong. Fails when the message can't be
     * stored.
     */
    Future<IncomingMessage> finish() {
        if (!completed) {
            releaseCr();
            if (!header.isAtLineStart()) {
                add(CRLF, 0, CRLF.length);
            }
            complete();
        }
        return body.finish().map(this::message);
    }

    /** Ends BDAT; a message that ends in the middle of a line end is spoilt. */
    void endChunks() {
        if (!binary) {
            scanner.end();
            message(CR, 0);
        }
    }

    private IncomingMessage message(List<Collected> collected) {
        Optional<MessageContent> local = Optional.empty();
        Optional<QueueBody> queued = Optional.empty();
        if (structure != null) {
            byte[] encoded = structure.finish().encode();
            local =
                    Optional.of(
                            switch (collected.getFirst()) {
                                case Collected.Inline inline -> {
                                    queued = Optional.of(queuedFrom(inline));
                                    yield new MessageContent.Inline(inline.slices(), encoded);
                                }
                                case Collected.Staged staged ->
                                        new MessageContent.Staged(
                                                staged.stage(), staged.sizeBytes(), encoded);
                            });
        }
        if (plan.stageForQueue) {
            queued =
                    Optional.of(
                            switch (collected.getLast()) {
                                case Collected.Inline inline ->
                                        new QueueBody.Inline(inline.slices());
                                case Collected.Staged staged ->
                                        new QueueBody.Staged(staged.stage(), staged.sizeBytes());
                            });
        }
        return new IncomingMessage(local, queued, bytes);
    }

    /** The queue's copy of a small message has other lines before the same bytes. */
    private QueueBody queuedFrom(Collected.Inline local) {
        List<byte[]> slices = new ArrayList<>(local.slices());
        slices.set(0, plan.queuePrefix);
        return new QueueBody.Inline(slices);
    }

    /** Nobody needs the message any longer. */
    void discard() {
        body.discard();
    }
}
