package org.posthouse.store.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The bytes of an excerpt. Numbers are little-endian, as Chronicle's own framing is.
 *
 * <pre>
 *   0  4  magic "PHJR"                             |
 *   4  2  version of this format, now 1            |  the same in every version, so that
 *   6  2  flags: 1 body follows, 2 body referred   |  a reader can check a record that
 *   8  4  length: all bytes of the excerpt         |  it does not understand
 *  12  4  checked: bytes that the CRC covers       |
 *  16  8  incarnation                              |
 *  24  8  sequence, 1, 2, 3 … over all segments    |
 *  32  4  CRC of the record before, 0 for the first|
 *  36  4  CRC32C of bytes 0–35 and 40–checked      |
 *  40 16  account id (high, low)
 *  56  8  account epoch
 *  64  8  account sequence
 *  72 16  command id (high, low)
 *  88  4  record type
 *  92  4  record version
 *  96  4  bytes of the account name
 * 100  4  bytes of the payload
 * 104  4  bytes of the body
 * 108  4  CRC32C of the body
 * 112  8  offset of the body in this segment's file, 0 without a body
 * 120     account name (UTF-8), payload           ← checked ends here
 *         body, when flag 1 is set                ← length ends here
 * </pre>
 *
 * The CRC covers the body's CRC and so, in two steps, the body: who appends computes the body's on
 * its own thread, and a body that several records share is summed up once.
 *
 * <p>A reader that meets a newer version whose CRC is right must stop with an error and leave the
 * journal as it is: the record is good, only the program is too old. Versions may add to the end of
 * the fixed part only together with a new number.
 *
 * <p>Each segment begins with an excerpt that says whose it is:
 *
 * <pre>
 *   0  4  magic "PHJS"
 *   4  2  version, now 1
 *   6  2  zero
 *   8  8  incarnation
 *  16  8  number of the segment
 *  24  4  CRC32C of bytes 0–23
 * </pre>
 */
final class ExcerptFormat {
    static final int VERSION = 1;
    static final int RECORD_MAGIC = 0x524A4850;
    static final int SEGMENT_MAGIC = 0x534A4850;
    static final int SEGMENT_HEADER_BYTES = 28;

    static final int PREFIX_BYTES = 40;
    static final int HEADER_BYTES = 120;
    static final int BODY_FOLLOWS = 1;
    static final int BODY_REFERRED = 2;

    static final int MAGIC_AT = 0;
    static final int VERSION_AT = 4;
    static final int FLAGS_AT = 6;
    static final int LENGTH_AT = 8;
    static final int CHECKED_AT = 12;
    static final int INCARNATION_AT = 16;
    static final int SEQUENCE_AT = 24;
    static final int PREVIOUS_CRC_AT = 32;
    static final int CRC_AT = 36;
    static final int ACCOUNT_ID_AT = 40;
    static final int ACCOUNT_EPOCH_AT = 56;
    static final int ACCOUNT_SEQUENCE_AT = 64;
    static final int COMMAND_ID_AT = 72;
    static final int RECORD_TYPE_AT = 88;
    static final int RECORD_VERSION_AT = 92;
    static final int NAME_LENGTH_AT = 96;
    static final int PAYLOAD_LENGTH_AT = 100;
    static final int BODY_LENGTH_AT = 104;
    static final int BODY_CRC_AT = 108;
    static final int BODY_OFFSET_AT = 112;

    private static final int NAME_BYTES_MAX = 0xFFFF;
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private ExcerptFormat() {}

    /**
     * The excerpt up to its body, without what only the committer knows (flags, length, sequence,
     * body offset, CRCs of the chain).
     *
     * @throws IllegalArgumentException when the account's name is too long
     */
    static byte[] head(JournalRecord record, long incarnation) {
        byte[] name = record.nameBytes();
        if (name.length > NAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "an account name of " + name.length + " bytes, the limit is " + NAME_BYTES_MAX);
        }
        byte[] payload = record.payload();
        JournalBody body = record.body();
        int checked = Math.addExact(Math.addExact(HEADER_BYTES, name.length), payload.length);
        byte[] head = new byte[checked];
        INT.set(head, MAGIC_AT, RECORD_MAGIC);
        SHORT.set(head, VERSION_AT, (short) VERSION);
        INT.set(head, CHECKED_AT, checked);
        LONG.set(head, INCARNATION_AT, incarnation);
        LONG.set(head, ACCOUNT_ID_AT, record.accountIdHigh());
        LONG.set(head, ACCOUNT_ID_AT + 8, record.accountIdLow());
        LONG.set(head, ACCOUNT_EPOCH_AT, record.accountEpoch());
        LONG.set(head, ACCOUNT_SEQUENCE_AT, record.accountSequence());
        LONG.set(head, COMMAND_ID_AT, record.commandIdHigh());
        LONG.set(head, COMMAND_ID_AT + 8, record.commandIdLow());
        INT.set(head, RECORD_TYPE_AT, record.recordType());
        INT.set(head, RECORD_VERSION_AT, record.recordVersion());
        INT.set(head, NAME_LENGTH_AT, name.length);
        INT.set(head, PAYLOAD_LENGTH_AT, payload.length);
        if (body != null) {
            INT.set(head, BODY_LENGTH_AT, body.length());
            INT.set(head, BODY_CRC_AT, body.crc());
        }
        System.arraycopy(name, 0, head, HEADER_BYTES, name.length);
        System.arraycopy(payload, 0, head, HEADER_BYTES + name.length, payload.length);
        return head;
    }

    /** Completes a head for its place in the chain and returns its CRC. */
    static int chain(
            byte[] head, int flags, int length, long sequence, int previousCrc, long bodyOffset) {
        SHORT.set(head, FLAGS_AT, (short) flags);
        INT.set(head, LENGTH_AT, length);
        LONG.set(head, SEQUENCE_AT, sequence);
        INT.set(head, PREVIOUS_CRC_AT, previousCrc);
        LONG.set(head, BODY_OFFSET_AT, bodyOffset);
        var checksum = new CRC32C();
        checksum.update(head, 0, CRC_AT);
        checksum.update(head, PREFIX_BYTES, head.length - PREFIX_BYTES);
        int crc = (int) checksum.getValue();
        INT.set(head, CRC_AT, crc);
        return crc;
    }

    /** The excerpt with which a segment begins. */
    static byte[] segmentHeader(long incarnation, long segment) {
        byte[] header = new byte[SEGMENT_HEADER_BYTES];
        INT.set(header, MAGIC_AT, SEGMENT_MAGIC);
        SHORT.set(header, VERSION_AT, (short) VERSION);
        LONG.set(header, 8, incarnation);
        LONG.set(header, 16, segment);
        var checksum = new CRC32C();
        checksum.update(header, 0, 24);
        INT.set(header, 24, (int) checksum.getValue());
        return header;
    }
}
