package org.posthouse.node.account;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.MessageRow;
import org.posthouse.core.mime.ByteSource;
import org.posthouse.core.mime.MessagePart;
import org.posthouse.core.mime.MessageStructure;
import org.posthouse.node.account.AccountStorage.OpenAccount;
import org.posthouse.node.account.AccountStorage.StoredMessage;

/**
 * The bytes of one message for a search, opened when the first key wants them. Blocks: for storage
 * threads.
 */
final class MessageText implements ByteSource, AutoCloseable {
    private static final int PIECE_BYTES_MAX = 64 * 1024;

    private final OpenAccount storage;
    private final MessageRow row;
    private @Nullable StoredMessage stored;
    private @Nullable MessageStructure structure;

    MessageText(OpenAccount storage, MessageRow row) {
        this.storage = storage;
        this.row = row;
    }

    MessageStructure structure() throws IOException {
        MessageStructure known = structure;
        if (known == null) {
            known = MessageStructure.decode(stored().structure());
            structure = known;
        }
        return known;
    }

    /** The message's header. */
    byte[] header() throws IOException {
        MessagePart top = structure().parts().getFirst();
        return stored().read(top.headerOffset(), Math.toIntExact(top.headerLength()));
    }

    @Override
    public InputStream open(long offset, long length) throws IOException {
        return new PieceStream(stored(), offset, length);
    }

    @Override
    public void close() {
        if (stored != null) {
            stored.close();
        }
    }

    private StoredMessage stored() throws IOException {
        StoredMessage open = stored;
        if (open == null) {
            open = storage.message(row.bodyId());
            stored = open;
        }
        return open;
    }

    /** A range of the message, read piece by piece. */
    private static final class PieceStream extends InputStream {
        private final StoredMessage message;
        private long next;
        private long left;
        private byte[] piece = new byte[0];
        private int at;

        PieceStream(StoredMessage message, long offset, long length) {
            this.message = message;
            this.next = offset;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            return fill() ? piece[at++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int taken = Math.min(count, piece.length - at);
            System.arraycopy(piece, at, into, offset, taken);
            at += taken;
            return taken;
        }

        private boolean fill() throws IOException {
            if (at == piece.length && left > 0) {
                piece = message.read(next, (int) Math.min(left, PIECE_BYTES_MAX));
                next += piece.length;
                left -= piece.length;
                at = 0;
            }
            return at < piece.length;
        }
    }
}
