package org.posthouse.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.Account;
import org.posthouse.core.account.AccountImage;
import org.posthouse.core.bytes.ByteReader;
import org.posthouse.core.bytes.ByteWriter;
import org.posthouse.core.bytes.MalformedBytes;

/**
 * A snapshot file: {@link FileHead}, then blocks. Numbers are big-endian.
 *
 * <pre>
 *  0  4  kind: 1 head of the image, 2 section of a mailbox, 3 files, 4 bodies, 5 end
 *  4  4  version of the block's format
 *  8  4  length
 * 12  4  CRC32C of bytes 0–11 and of what follows
 * 16     bytes
 * </pre>
 *
 * One head and a section for each mailbox ({@link AccountImage}); then the files that the snapshot
 * tells of, each with how much of it (list of: string name, varint length, varint last sequence, 4
 * last CRC); then the {@link BodyTable}; then an end without bytes. Kinds that a reader does not
 * know are passed over. A snapshot that is damaged anywhere is not used: everything in it is
 * derived.
 */
final class Snapshot {
    private static final int HEADER_BYTES = 16;
    private static final int HEAD = 1;
    private static final int SECTION = 2;
    private static final int FILES = 3;
    private static final int BODIES = 4;
    private static final int END = 5;
    private static final int FILES_VERSION = 1;
    private static final int BODIES_VERSION = 1;

    private Snapshot() {}

    /**
     * What was read.
     *
     * @param lengthBytes of the file
     */
    record Stored(
            Account account, Map<FileName, Covered> files, BodyTable bodies, long lengthBytes) {}

    /** Writes a snapshot and makes it durable under its name; answers its length in bytes. */
    static long write(
            AccountDirectory directory,
            FileName name,
            Account account,
            List<Covered> files,
            BodyTable bodies,
            Disk disk)
            throws IOException {
        Path target = name.in(directory.path());
        Path unfinished = target.resolveSibling(AccountDirectory.UNFINISHED + name);
        FileHead head =
                new FileHead(
                        FileHead.SNAPSHOT, directory.accountId(), name.epoch(), account.sequence());
        long length;
        try (NewFile file = NewFile.create(unfinished, disk)) {
            file.write(head.toBytes());
            block(file, HEAD, AccountImage.VERSION, AccountImage.head(account));
            for (int mailboxId : AccountImage.mailboxIds(account)) {
                block(
                        file,
                        SECTION,
                        AccountImage.VERSION,
                        AccountImage.section(account, mailboxId));
            }
            block(file, FILES, FILES_VERSION, files(files));
            block(file, BODIES, BODIES_VERSION, bodies.toBytes());
            block(file, END, 1, new byte[0]);
            length = file.length();
            file.force();
        }
        disk.move(unfinished, target);
        disk.syncDirectory(directory.path().resolve(name.kind().directory()));
        return length;
    }

    /**
     * Reads a snapshot.
     *
     * @throws MalformedBytes when it is damaged, or a newer release has written a part of it
     * @throws FormatTooNew when a newer release has written it
     */
    static Stored read(AccountDirectory directory, FileName name) throws IOException {
        Path path = name.in(directory.path());
        try (FileWindow window = new FileWindow(path)) {
            Optional<FileHead> head = FileHead.read(path, window.channel(), FileHead.SNAPSHOT);
            if (head.isEmpty()) {
                throw new MalformedBytes("the head is damaged");
            }
            directory.check(path, head.get());
        }
        byte[] bytes = Files.readAllBytes(path);
        AccountImage.Reader image = null;
        Map<FileName, Covered> files = new HashMap<>();
        BodyTable bodies = new BodyTable();
        int offset = FileHead.BYTES;
        while (true) {
            Block block = block(bytes, offset);
            offset += HEADER_BYTES + block.length;
            switch (block.kind) {
                case HEAD -> image = new AccountImage.Reader(block.version, block.bytes(bytes));
                case SECTION -> image(image).section(block.bytes(bytes));
                case FILES -> readFiles(block.bytes(bytes), block.version, files);
                case BODIES -> bodies = readBodies(block.bytes(bytes), block.version);
                case END -> {
                    return new Stored(image(image).account(), files, bodies, bytes.length);
                }
                default -> {} // what a newer release has added can be passed over
            }
        }
    }

    private static AccountImage.Reader image(AccountImage.@Nullable Reader image) {
        if (image == null) {
            throw new MalformedBytes("the head of the image is missing");
        }
        return image;
    }

    private static void block(NewFile file, int kind, int version, byte[] bytes)
            throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putInt(kind).putInt(version).putInt(bytes.length);
        CRC32C crc = new CRC32C();
        crc.update(header.slice(0, 12));
        crc.update(bytes);
        header.putInt((int) crc.getValue());
        file.write(header.flip());
        file.write(bytes);
    }

    private record Block(int kind, int version, int offset, int length) {
        byte[] bytes(byte[] file) {
            byte[] copy = new byte[length];
            System.arraycopy(file, offset, copy, 0, length);
            return copy;
        }
    }

    private static Block block(byte[] bytes, int offset) {
        if (bytes.length - offset < HEADER_BYTES) {
            throw new MalformedBytes("it ends at " + bytes.length);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int length = in.getInt(offset + 8);
        if (length < 0 || length > bytes.length - offset - HEADER_BYTES) {
            throw new MalformedBytes("block of " + length + " bytes at " + offset);
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, 12);
        crc.update(bytes, offset + HEADER_BYTES, length);
        if (in.getInt(offset + 12) != (int) crc.getValue()) {
            throw new MalformedBytes("the block at " + offset + " is damaged");
        }
        return new Block(in.getInt(offset), in.getInt(offset + 4), offset + HEADER_BYTES, length);
    }

    private static byte[] files(List<Covered> files) {
        return new ByteWriter(files.size() * 64)
                .list(
                        new ArrayList<>(files),
                        (out, covered) ->
                                out.string(covered.name().toString())
                                        .varint(covered.length())
                                        .varint(covered.lastSequence())
                                        .i32(covered.lastCrc()))
                .toBytes();
    }

    private static void readFiles(byte[] bytes, int version, Map<FileName, Covered> into) {
        checkVersion("files", version, FILES_VERSION);
        new ByteReader(bytes)
                .list(in -> {
                    String name = in.string();
                    FileName file =
                            FileName.parse(name)
                                    .orElseThrow(() -> new MalformedBytes("file name " + name));
                    return new Covered(file, in.varint(), in.varint(), in.i32());
                })
                .forEach(covered -> into.put(covered.name(), covered));
    }

    private static BodyTable readBodies(byte[] bytes, int version) {
        checkVersion("bodies", version, BODIES_VERSION);
        return BodyTable.read(bytes);
    }

    private static void checkVersion(String what, int version, int known) {
        if (version != known) {
            throw new MalformedBytes(
                    what + " of version " + version + ", this release reads " + known);
        }
    }
}
