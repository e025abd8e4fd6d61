package org.posthouse.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Finds the bodies of a segment by the headers of its records, without reading the messages. */
final class SegmentScan {
    /** Gets each body that was found. */
    @FunctionalInterface
    interface Found {
        void body(BodyHeader header, long bodyId, BodyPlace place) throws IOException;
    }

    /**
     * What a scan came to.
     *
     * @param covered the file as far as it was looked at
     * @param badAt where something is wrong, -1 when nothing is
     */
    record Result(Covered covered, long badAt) {}

    private SegmentScan() {}

    /** Reads the headers from an offset on, over damaged parts. */
    static Result run(AccountDirectory directory, FileName name, long from, Found found)
            throws IOException {
        long badAt = -1;
        try (FileWindow window = new FileWindow(name.in(directory.path()))) {
            Optional<FileHead> head =
                    FileHead.read(window.file(), window.channel(), FileHead.SEGMENT);
            if (head.isPresent()) {
                directory.check(window.file(), head.get());
            } else {
                badAt = 0;
            }
            long offset = Math.max(from, FileHead.BYTES);
            while (offset < window.size()) {
                ByteBuffer bytes = window.at(offset, BodyHeader.BYTES);
                Optional<BodyHeader> header =
                        bytes == null ? Optional.empty() : BodyHeader.read(bytes);
                if (header.isPresent()
                        && offset + header.get().recordBytes() <= window.size()
                        && offset <= Integer.MAX_VALUE) {
                    tell(name, header.get(), (int) offset, found);
                    offset += header.get().recordBytes();
                } else {
                    badAt = badAt < 0 ? offset : badAt;
                    long next = window.find(BodyHeader.MAGIC, offset + 1);
                    offset = next < 0 ? window.size() : next;
                }
            }
            return new Result(new Covered(name, window.size(), 0, 0), badAt);
        }
    }

    private static void tell(FileName name, BodyHeader header, int offset, Found found)
            throws IOException {
        long bodyId = name.bodyId() == 0 ? header.bodyId() : name.bodyId();
        if (bodyId > 0) {
            found.body(
                    header,
                    bodyId,
                    new BodyPlace(
                            name, offset, (int) header.storedLength(), header.structureLength()));
        }
    }
}
