package org.posthouse.core.mailbox;

import java.util.List;

/**
 * Data of one message on a page of FETCH. A message whose sections did not fit goes on in the next
 * page, with the same numbers and the further bytes.
 *
 * @param flags bits: {@link SystemFlag#bit()} and, by the page's table, {@link
 *     MailFlags#keywordBit}
 * @param ready the wanted {@link FetchItems.Item}s in the order of their numbers, as IMAP writes
 *     them; only on the message's first page
 * @param sections the wanted sections or pieces of them
 */
public record FetchedMessage(
        int sequenceNumber,
        int uid,
        long flags,
        long modSeq,
        long internalDateMillis,
        long sizeBytes,
        List<byte[]> ready,
        List<SectionPiece> sections) {
    public FetchedMessage {
        ready = List.copyOf(ready);
        sections = List.copyOf(sections);
    }

    /**
     * Bytes of a section.
     *
     * @param section index in {@link FetchItems#sections}
     * @param totalBytes of the section, -1 when the message has no such part
     * @param offset where in the section {@code bytes} begin
     */
    public record SectionPiece(int section, long totalBytes, long offset, byte[] bytes) {
        /** Whether the section ends with this piece. */
        public boolean isLast() {
            return offset + bytes.length >= totalBytes;
        }
    }
}
