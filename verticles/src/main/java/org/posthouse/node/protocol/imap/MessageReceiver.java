package org.posthouse.node.protocol.imap;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.bytes.ByteWriter;
import org.posthouse.core.mime.MimeScanner;
import org.posthouse.node.account.AccountClient;
import org.posthouse.node.account.AccountClient.BodyStage;
import org.posthouse.node.net.ByteSink;
import org.posthouse.node.net.LineConnection;

/**
 * Takes the bytes of one message: a small one is kept, a large one goes to stable storage as it
 * comes, and the client waits while storage does. Its structure is found on the way.
 */
final class MessageReceiver implements ByteSink {
    private static final int FIRST_BYTES = 16 * 1024;

    private final LineConnection connection;
    private final long sizeBytes;
    private final Runnable whenComplete;
    private final MimeScanner scanner = new MimeScanner();
    private final ByteWriter inline;
    private final @Nullable BodyStage stage;
    private @Nullable Throwable failure;
    private Future<Void> written = Future.succeededFuture();
    private boolean discarded;

    /**
     * A receiver of one literal.
     *
     * @param whenComplete is run when all bytes have come
     */
    MessageReceiver(
            LineConnection connection,
            AccountClient accounts,
            long sizeBytes,
            Runnable whenComplete) {
        this.connection = connection;
        this.sizeBytes = sizeBytes;
        this.whenComplete = whenComplete;
        boolean small = sizeBytes <= MessageContent.INLINE_BYTES_MAX;
        this.stage = small ? null : accounts.stage();
        this.inline = new ByteWriter(small ? (int) Math.min(sizeBytes, FIRST_BYTES) : 0);
    }

    @Override
    public void piece(Buffer piece) {
        byte[] bytes = piece.getBytes();
        if (stage == null) {
            scanner.write(bytes, 0, bytes.length);
            inline.raw(bytes, 0, bytes.length);
        } else if (failure == null) {
            scanner.write(bytes, 0, bytes.length);
            connection.pause();
            written = stage.write(piece);
            connection.then(
                    written,
                    _ -> connection.resume(),
                    cause -> {
                        // The rest is swallowed, so that the protocol stays in step.
                        failure = cause;
                        connection.resume();
                    });
        }
    }

    @Override
    public void end() {
        whenComplete.run();
    }

    /** The message, when all of it has come; fails when it could not be stored. */
    Future<MessageContent> content() {
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        byte[] structure = scanner.finish().encode();
        if (stage == null) {
            return Future.succeededFuture(
                    new MessageContent.Inline(List.of(inline.toBytes()), structure));
        }
        return stage.finish().map(name -> new MessageContent.Staged(name, sizeBytes, structure));
    }

    /** The message is needed no longer. */
    void discard() {
        if (stage != null && !discarded) {
            discarded = true;
            // The client may have gone in the middle of a write.
            BodyStage given = stage;
            written.onComplete(_ -> given.discard());
        }
    }
}
